"""What is suggested for a batch: its photos by car, from what was read so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial

from django.db import transaction
from django.db.models import F

from imaging.viewpoint import is_aside
from keroxio.runs import Run
from plates.formats import InvalidPlate, ParsedPlate, bare, parse_plate
from sorting.fingerprint import unpack
from sorting.grouping import group_shots
from sorting.models import Batch, BatchCar, BatchPhoto
from sorting.shots import Basis, Group, KnownCar, Placing, Shot, time_in
from vehicles.models import Vehicle

EARLY, EVERY = (4, 10), 20
"""Suggestions are made after so many photos, each time so many more are read, and when all are."""


def after_photo(photo: BatchPhoto) -> None:
    """The batch's lock lets exactly one of the last photos see that it is the last."""
    batch = Batch.objects.select_for_update().get(pk=photo.batch_id)
    is_last = not batch.photos.unfinished().exists()  # type: ignore[attr-defined]
    done = batch.photos.filter(status=Run.Status.DONE).count()
    if is_last or done in EARLY or done % EVERY == 0:
        propose(batch)
    transaction.on_commit(partial(drop_uploads, batch.pk))


def propose_again(batch: Batch) -> None:
    with transaction.atomic():
        propose(Batch.objects.select_for_update().get(pk=batch.pk))


def drop_uploads(batch_id: int) -> None:
    """Uploads that were opened, or never can be; also those that a killed worker left."""
    spent = BatchPhoto.objects.filter(batch=batch_id).exclude(upload="")
    for row in spent.filter(status=Run.Status.DONE) | spent.filter(is_refused=True):
        row.upload.delete(save=False)
        BatchPhoto.objects.filter(pk=row.pk).update(upload="")


def propose(batch: Batch) -> None:
    """Sort what no person has decided. Called with the batch locked."""
    cars = list(batch.cars.order_by("pk"))
    rows = list(batch.photos.filter(status=Run.Status.DONE, discarded_at=None).order_by("pk"))
    stock = stocked_plates(batch.dealership_id)
    known = [KnownCar(car.pk, bare(car.plate), car.is_named or car.vehicle_id is not None) for car in cars]
    albums = {row.album: _album_plate(row.album) for row in rows if row.album}
    groups, placings = group_shots([shot_of(row) for row in rows], known, {*stock, *batch.expected}, albums)
    by_pk = {car.pk: car for car in cars}
    kept = _keep_cars(batch, cars=by_pk, groups=groups, rows=rows, placings=placings, stock=stock)
    _keep_places(rows, placings, kept)
    Batch.objects.filter(pk=batch.pk).update(revision=F("revision") + 1)


def shot_of(row: BatchPhoto) -> Shot:
    is_fixed = row.photo_id is not None or row.basis == Basis.DECIDED
    return Shot(
        key=row.pk,
        name=row.name,
        taken_at=row.taken_at.timestamp() if row.taken_at else time_in(row.name),
        camera=row.camera,
        plate=bare(row.text),
        confidence=row.confidence or 0.0,
        is_confident=row.is_confident,
        has_format=row.country == "FR",
        is_aside=is_aside(row.look),
        candidates=tuple((bare(one["text"]), one["confidence"]) for one in row.candidates),
        fingerprint=unpack(row.fingerprint) if row.fingerprint else None,
        album=row.album,
        car=row.car_id if is_fixed else None,
        refused=frozenset(row.refused_cars),
        was=row.car_id,
    )


def stocked_plates(dealership_id: int) -> dict[str, int]:
    """Of the cars for sale; one that was sold or archived is no reason to expect it again."""
    mine = Vehicle.objects.filter(dealership=dealership_id).active().filter(sold_at=None).exclude(plate="")
    return {bare(plate): pk for pk, plate in mine.values_list("pk", "plate")}


def parsed(text: str) -> ParsedPlate | None:
    try:
        return parse_plate(text)
    except InvalidPlate:
        return None


def _album_plate(album: str) -> str:
    found = parsed(album)
    return bare(found.text) if found else ""


def _keep_cars(
    batch: Batch,
    *,
    cars: dict[int, BatchCar],
    groups: list[Group],
    rows: list[BatchPhoto],
    placings: list[Placing],
    stock: dict[str, int],
) -> list[BatchCar]:
    """A row for each group; the plate is written as the readings that agree write it."""
    written = {bare(row.text): (row.text, row.country) for row in rows if row.text}
    used = {placing.group for placing in placings}
    kept = []
    for index, group in enumerate(groups):
        car = cars.get(group.key or 0) or BatchCar(dealership_id=batch.dealership_id, batch=batch)
        if not car.is_named and group.plate:
            shown = parsed(group.plate)
            fallback = (shown.text, shown.country) if shown else (group.plate[:15], "")
            car.plate, car.country = written.get(group.plate, fallback)
        car.is_sure, car.looks_like, car.album = (
            group.is_sure or car.is_named,
            group.looks_like,
            group.album or car.album,
        )
        car.vehicle_id = car.vehicle_id or stock.get(bare(car.plate))
        if car.pk or index in used:
            car.save()
        kept.append(car)
    return kept


def _keep_places(rows: Iterable[BatchPhoto], placings: Iterable[Placing], kept: list[BatchCar]) -> None:
    written = {bare(car.plate): car.plate for car in kept if car.plate}
    changed = []
    for row, placing in zip(rows, placings, strict=True):
        if row.photo_id is not None or row.basis == Basis.DECIDED:
            continue
        car = None if placing.group is None else kept[placing.group].pk
        reason = {name: value for name, value in asdict(placing.reason).items() if value not in (None, "", False)}
        if "plate" in reason:
            reason["plate"] = written.get(reason["plate"], reason["plate"])
        new = (car, placing.basis.value, round(placing.confidence, 3), reason)
        if new != (row.car_id, row.basis, row.chance, row.reason):
            row.car_id, row.basis, row.chance, row.reason = new
            changed.append(row)
    BatchPhoto.objects.bulk_update(changed, ["car", "basis", "chance", "reason"], batch_size=200)
