"""What a person says about the photos of a batch. Each saying is kept with who and when, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from plates.formats import bare, parse_plate
from sorting.models import Batch, BatchCar, BatchPhoto, Decision, Placement
from sorting.placing import request_placements
from sorting.proposing import stocked_plates
from sorting.shots import Basis, Why
from vehicles.models import Photo, Vehicle

PHOTO_STATE = ("car_id", "basis", "chance", "reason", "refused_cars", "discarded_at", "left_because")
CAR_STATE = ("plate", "country", "is_sure", "is_named", "vehicle_id")


class StillPlacing(Exception):
    """The car is on its way into the stock: it cannot be taken back yet."""


def move(batch: Batch, keys: Sequence[int], car: BatchCar | None, user: User | None) -> Decision | None:
    """To a car, or to the tray with None. A suggestion that is turned down is not made again."""
    return _move(batch, keys, car, user, Decision.Kind.MOVED)


def split(batch: Batch, keys: Sequence[int], user: User | None) -> Decision | None:
    """To a car of their own."""
    with transaction.atomic():
        if not _rows(batch, keys):
            return None
        car = BatchCar.objects.create(dealership_id=batch.dealership_id, batch=batch)
        return _move(batch, keys, car, user, Decision.Kind.SPLIT)


def merge(batch: Batch, car: BatchCar, into: BatchCar, user: User | None) -> Decision | None:
    keys = list(car.photos.undecided().values_list("pk", flat=True))  # type: ignore[attr-defined]
    return _move(batch, keys, into, user, Decision.Kind.MERGED)


def discard(batch: Batch, keys: Sequence[int], user: User | None) -> Decision | None:
    """ "Not a car": the photos are kept, and asked about no more."""
    with transaction.atomic():
        rows = _rows(batch, keys)
        decision = _keep(batch, Decision.Kind.DISCARDED, user, rows)
        for row in rows:
            row.discarded_at = timezone.now()
        return _store(decision, rows)


def restore(batch: Batch, keys: Sequence[int], user: User | None) -> Decision | None:
    """What was put aside comes back to the tray."""
    with transaction.atomic():
        rows = list(batch.photos.filter(pk__in=keys, photo=None).exclude(discarded_at=None))
        decision = _keep(batch, Decision.Kind.RESTORED, user, rows)
        for row in rows:
            row.discarded_at, row.car_id, row.basis, row.chance = None, None, Basis.UNSORTED, 0.0
            row.reason = {"why": Why.PUT_BACK.value}
        return _store(decision, rows)


def name(batch: Batch, car: BatchCar, text: str, user: User | None) -> Decision | None:
    """Type the car's plate; the photos of another car of the batch with this plate join it. Raises InvalidPlate."""
    parsed = parse_plate(text)
    with transaction.atomic():
        others = [one for one in batch.cars.exclude(pk=car.pk) if bare(one.plate) == bare(parsed.text)]
        rows = list(BatchPhoto.objects.undecided().filter(car__in=others))
        decision = _keep(batch, Decision.Kind.NAMED, user, rows, [car, *others])
        car.plate, car.country, car.is_sure, car.is_named = parsed.text, parsed.country, True, True
        car.vehicle_id = stocked_plates(batch.dealership_id).get(bare(parsed.text))
        car.save()
        for other in others:
            BatchCar.objects.filter(pk=other.pk).update(plate="", is_named=False)
        for row in rows:
            row.car_id, row.basis = car.pk, Basis.DECIDED
        _store(decision, rows)
        return decision


def accept(batch: Batch, cars: Iterable[BatchCar], user: User | None, *, least: float = 0.0) -> list[Placement]:
    with transaction.atomic():
        cars = list(cars)
        decision = _keep(batch, Decision.Kind.ACCEPTED, user, [], [])
        placements = request_placements(cars, least=least)
        if placements:
            decision.before["placements"] = [placement.pk for placement in placements]
            decision.save()
            _touch(batch)
        return placements


def undo(decision: Decision) -> bool:
    """False when it was taken back already. Raises StillPlacing."""
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=decision.batch_id)
        mine = Decision.objects.filter(pk=decision.pk, undone_at=None)
        if not mine.update(undone_at=timezone.now()):
            return False
        for pk in decision.before.get("placements", []):
            _take_back(Placement.objects.select_related("vehicle").get(pk=pk))
        for state in decision.before.get("photos", []):
            # What went into the stock meanwhile stays there.
            BatchPhoto.objects.filter(pk=state.pop("pk"), photo=None).update(**state)
        for state in decision.before.get("cars", []):
            BatchCar.objects.filter(pk=state.pop("pk")).update(**state)
        _touch(decision.batch)
        return True


def last_decision(batch: Batch) -> Decision | None:
    return batch.decisions.filter(undone_at=None).order_by("-pk").first()


def _take_back(placement: Placement) -> None:
    """The photos leave the stock; so does the car, where it came with them and has no others."""
    if not placement.is_finished:
        raise StillPlacing
    Photo.objects.filter(pk__in=placement.order).update(deleted_at=timezone.now())
    BatchPhoto.objects.filter(photo__in=placement.order).update(photo=None)
    BatchPhoto.objects.filter(car=placement.car_id, photo=None).update(left_because="")
    vehicle = placement.vehicle
    if vehicle and placement.is_new and not vehicle.photos.filter(deleted_at=None).exists():
        Vehicle.objects.filter(pk=vehicle.pk).update(deleted_at=timezone.now())
        BatchCar.objects.filter(vehicle=vehicle).update(vehicle=None)


def _move(
    batch: Batch, keys: Sequence[int], car: BatchCar | None, user: User | None, kind: Decision.Kind
) -> Decision | None:
    with transaction.atomic():
        rows = [row for row in _rows(batch, keys) if row.car_id != (car.pk if car else None) or row.discarded_at]
        decision = _keep(batch, kind, user, rows)
        for row in rows:
            if row.car_id:
                row.refused_cars = sorted({*row.refused_cars, row.car_id} - {car.pk if car else None})
            row.car_id = car.pk if car else None
            row.basis = Basis.DECIDED if car else Basis.UNSORTED
            row.discarded_at, row.left_because = None, ""
            row.reason, row.chance = ({}, 1.0) if car else ({"why": Why.PUT_BACK.value}, 0.0)
        return _store(decision, rows)


def _rows(batch: Batch, keys: Sequence[int]) -> list[BatchPhoto]:
    """The photos that may still be moved, those put aside included; the batch is locked."""
    Batch.objects.select_for_update().get(pk=batch.pk)
    return list(batch.photos.filter(pk__in=keys, photo=None, status=BatchPhoto.Status.DONE).order_by("pk"))


def _keep(
    batch: Batch, kind: Decision.Kind, user: User | None, rows: Iterable[BatchPhoto], cars: Iterable[BatchCar] = ()
) -> Decision:
    before: dict[str, Any] = {
        "photos": [_state(row, PHOTO_STATE) for row in rows],
        "cars": [_state(car, CAR_STATE) for car in cars],
    }
    return Decision(dealership_id=batch.dealership_id, batch=batch, kind=kind, user=user, before=before)


def _state(row: BatchPhoto | BatchCar, names: Sequence[str]) -> dict[str, Any]:
    state = {name: getattr(row, name) for name in names}
    if state.get("discarded_at"):
        state["discarded_at"] = state["discarded_at"].isoformat()
    return {"pk": row.pk, **state}


def _store(decision: Decision, rows: list[BatchPhoto]) -> Decision | None:
    if not rows and not decision.before["cars"]:
        return None
    BatchPhoto.objects.bulk_update(rows, list(PHOTO_STATE_FIELDS), batch_size=200)
    decision.save()
    _touch(decision.batch)
    return decision


PHOTO_STATE_FIELDS = tuple(name.removesuffix("_id") for name in PHOTO_STATE)


def _touch(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(revision=F("revision") + 1)
