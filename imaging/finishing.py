"""Whether photos left whole are developed, and windows toned. Either way the photo as it was taken is kept."""

from __future__ import annotations

from django.db import transaction

from imaging import studio
from vehicles.models import Photo, Vehicle


def retouch_photos(vehicle: Vehicle, *, retouched: bool) -> None:
    """All of the car, but those of damage and papers, and those decided one by one."""
    with transaction.atomic():
        vehicle.retouch = retouched
        vehicle.save(update_fields=["retouch", "updated_at"])
        studio.prepare_all(vehicle)


def tone_windows(vehicle: Vehicle, *, toned: bool) -> None:
    """In the car's side views set in a background, where its windows are found for sure."""
    with transaction.atomic():
        vehicle.tone_windows = toned
        vehicle.save(update_fields=["tone_windows", "updated_at"])
        studio.prepare_all(vehicle)


def retouch_photo(photo: Photo, *, retouched: bool) -> None:
    with transaction.atomic():
        photo.retouch = retouched
        photo.save(update_fields=["retouch"])
        studio.prepare(photo)
