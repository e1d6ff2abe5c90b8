"""Cars of a batch going into the stock, and the order of their photos there."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from imaging.models import Cutout
from imaging.studio import refresh
from imaging.viewpoint import View, view_of
from keroxio.runs import Run
from sorting.models import Batch, BatchCar, BatchPhoto, Placement
from sorting.ordering import Seen, arranged
from vehicles.models import Photo, Vehicle
from vehicles.vocabulary import PhotoKind


def request_placements(
    cars: Iterable[BatchCar], *, queue: str = Run.Queue.INTERACTIVE, least: float = 0.0
) -> list[Placement]:
    """One for each car; a car that is on its way already keeps its placement."""
    with transaction.atomic():
        asked = []
        for car in BatchCar.objects.select_for_update().filter(pk__in=[car.pk for car in cars]).order_by("pk"):
            waiting = car.placements.unfinished().first()  # type: ignore[attr-defined]
            asked.append(
                waiting or Placement.objects.request(dealership_id=car.dealership_id, car=car, queue=queue, least=least)
            )
        return asked


def after_placement(placement: Placement) -> None:
    Batch.objects.filter(cars=placement.car_id).update(revision=F("revision") + 1)


def after_cutout(cutout: Cutout) -> None:
    """The last cut-out of a car that came in a batch tells more of what each photo shows: its order is made anew."""
    row = BatchPhoto.objects.filter(photo=cutout.photo_id).first()
    if row is None:
        return
    placement = (
        Placement.objects.filter(vehicle=cutout.photo.vehicle_id, status=Run.Status.DONE).order_by("-pk").first()
    )
    if placement and not Cutout.objects.unfinished().filter(photo__in=placement.order).exists():
        rearrange(placement)


def rearrange(placement: Placement) -> None:
    """Not where a person has put the photos in another order since they were placed."""
    with transaction.atomic():
        Vehicle.objects.select_for_update().filter(placements=placement).first()
        photos = list(
            Photo.objects.present().filter(pk__in=placement.order).prefetch_related("cutouts", "batch_photos")
        )
        present = [photo.pk for photo in photos]
        if present != [pk for pk in placement.order if pk in set(present)]:
            return
        order = arranged([_seen(photo) for photo in photos])
        positions = [photo.position for photo in photos]
        by_pk = {photo.pk: photo for photo in photos}
        for position, pk in zip(positions, order, strict=True):
            by_pk[pk].position = position
        Photo.objects.bulk_update(photos, ["position"])
        Placement.objects.filter(pk=placement.pk).update(order=order)
        if photos:
            refresh(photos[0].vehicle)


def _seen(photo: Photo) -> Seen:
    row = next(iter(photo.batch_photos.all()), None)
    look = row.look if row else {}
    cutout = next((one for one in reversed(photo.cutouts.all()) if one.mask), None)
    told = photo.view or (cutout.view if cutout else "") if photo.kind in {"", PhotoKind.EXTERIOR} else ""
    view = View(told) if told else view_of(look, kind=photo.kind, shape=None)
    return Seen(photo.pk, view, row.order_key if row else (0.0, "", photo.position))
