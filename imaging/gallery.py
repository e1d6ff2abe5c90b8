"""A car's photos as its seller sees and publishes them, loaded together with all that was made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from imaging.gate import twins
from imaging.models import Composite, Cutout
from imaging.picture import Picture, shot_of
from imaging.sizing import size_of
from imaging.viewpoint import View
from keroxio.runs import Run
from plates.models import PlateReading
from vehicles.models import Photo, PhotoQuerySet, Vehicle


def pictures(vehicle: Vehicle) -> list[Picture]:
    """In order; four queries however many photos there are."""
    photos = list(with_runs(Photo.objects.present().filter(vehicle=vehicle)))
    cover = next((photo.pk for photo in photos if photo.excluded_at is None), None)
    series = twins([shot_of(photo) for photo in photos if photo.excluded_at is None])
    size = _size_told(photos)
    return [picture_of(one, vehicle, is_cover=one.pk == cover, twin=series.get(one.pk), size=size) for one in photos]


def picture(photo: Photo) -> Picture:
    loaded = with_runs(Photo.objects.filter(pk=photo.pk)).select_related("vehicle__dealership").get()
    included = list(Photo.objects.included().filter(vehicle=photo.vehicle_id))
    twin = twins([shot_of(one) for one in included]).get(photo.pk)
    is_cover = bool(included) and included[0].pk == photo.pk
    size = size_of(side_views().filter(photo__vehicle=photo.vehicle_id).values_list("aspect", flat=True).first())
    return picture_of(loaded, loaded.vehicle, is_cover=is_cover, twin=twin, size=size)


def _size_told(photos: Sequence[Any]) -> int:
    """The car's, as ``side_views`` tell it, of photos that come with their runs."""
    cutouts = [one for photo in sorted(photos, key=lambda photo: photo.pk) for one in reversed(photo.cutouts.all())]
    done = [one for one in cutouts if one.status == Run.Status.DONE and one.view == View.SIDE and not one.doubt]
    return size_of(next((one.aspect for one in done if one.aspect is not None), None))


def side_views() -> QuerySet[Cutout]:
    """Those that show a whole car well. The one of the photo taken in first tells how large the car is in all its
    photos, so that a photo added later changes no picture made before.
    """
    seen_well = Cutout.objects.filter(status=Run.Status.DONE, view=View.SIDE, doubt="", aspect__isnull=False)
    return seen_well.filter(photo__deleted_at=None).order_by("photo_id", "-pk")


def published(vehicle: Vehicle) -> list[Picture]:
    """The pictures others may see, in order; without those left out, still being made or with an open plate."""
    return [one for one in pictures(vehicle) if one.published]


def with_runs(photos: PhotoQuerySet) -> QuerySet[Any]:
    runs: tuple[tuple[str, Any], ...] = (
        ("plate_readings", PlateReading),
        ("cutouts", Cutout),
        ("composites", Composite),
    )
    prefetches: list[Any] = [Prefetch(name, model.objects.order_by("pk")) for name, model in runs]
    return photos.prefetch_related(*prefetches)


def picture_of(photo: Any, vehicle: Vehicle, *, is_cover: bool, twin: int | None = None, size: int = 0) -> Picture:
    """``photo`` comes with its runs, oldest first."""
    return Picture(
        photo=photo,
        vehicle=vehicle,
        readings=list(photo.plate_readings.all()),
        cutouts=list(photo.cutouts.all()),
        composites=list(photo.composites.all()),
        is_cover=is_cover,
        twin=twin,
        size=size,
    )
