"""Photos coming in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import PurePath

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from PIL.Image import Image

from vehicles.decoding import MAX_BYTES, Decoded, RefusedPhoto, decode
from vehicles.measuring import Measures
from vehicles.models import MAX_PHOTOS, Photo, StoredPhoto, Vehicle
from vehicles.renditions import DISPLAY_SIDE, THUMBNAIL_SIDE, fit, jpeg, webp

__all__ = [
    "RefusedPhoto",
    "add_decoded",
    "add_photo",
    "digest_of",
    "drop_files",
    "keep",
    "keep_files",
    "place_behind",
    "tidy_name",
]


def add_photo(vehicle: Vehicle, upload: File[bytes], *, place: int | None = None) -> Photo:
    """Decode, clean and keep one photo with its renditions. Raises ``RefusedPhoto``.

    ``place`` is where its sender put it, for photos that are sent side by side and arrive in any order.
    """
    if upload.size and upload.size > MAX_BYTES:
        raise RefusedPhoto(_("This file is larger than 60 MB. Send a smaller photo."))
    content = upload.read()
    digest = digest_of(content)
    _check_room(vehicle, digest)
    return add_decoded(vehicle, decode(content), digest=digest, name=upload.name or "", place=place)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def add_decoded(vehicle: Vehicle, decoded: Decoded, *, digest: str, name: str, place: int | None = None) -> Photo:
    """Keep a photo that is decoded already; ``digest`` is that of its file. Raises ``RefusedPhoto``."""
    photo = Photo(
        dealership_id=vehicle.dealership_id,
        vehicle=vehicle,
        name=tidy_name(name),
        sha256=digest,
        taken_at=decoded.taken_at,
    )
    keep_files(photo, decoded.image)
    try:
        return keep(photo, place=place)
    except RefusedPhoto:
        drop_files(photo)
        raise


def tidy_name(name: str) -> str:
    return PurePath(name.replace("\\", "/").replace("\0", "")).name[-120:]


def keep_files(row: StoredPhoto, image: Image) -> Image:
    """Store the picture in its three sizes on a row not saved yet; returns the smallest. Raises ``RefusedPhoto``."""
    display = fit(image, DISPLAY_SIDE)
    thumbnail = fit(display, THUMBNAIL_SIDE)
    measures = Measures.of(display)
    row.measures = measures.as_dict() if measures else {}
    try:
        row.image.save(".jpg", jpeg(image), save=False)
        row.display.save(".webp", webp(display), save=False)
        row.thumbnail.save(".webp", webp(thumbnail), save=False)
    except OSError as error:
        drop_files(row)
        raise RefusedPhoto(_("The photo could not be stored: the disk may be full. Try again later.")) from error
    return thumbnail


def _check_room(vehicle: Vehicle, digest: str) -> None:
    present = vehicle.photos.filter(deleted_at=None)
    if present.filter(sha256=digest).exists():
        raise RefusedPhoto(_("This photo is already there."))
    if present.count() >= MAX_PHOTOS:
        raise RefusedPhoto(_("A car has at most %(count)d photos. Remove one first.") % {"count": MAX_PHOTOS})


def place_behind(photos: Iterable[Photo]) -> int:
    return max((photo.position for photo in photos), default=-1) + 1


def keep(photo: Photo, *, place: int | None = None) -> Photo:
    """Save a photo whose files are stored, in its place or as the last of its car. Raises ``RefusedPhoto``.

    The count is checked again under the vehicle's lock: several uploads of one car run at the same time.
    """
    try:
        with transaction.atomic():
            Vehicle.objects.select_for_update().get(pk=photo.vehicle_id)
            _check_room(photo.vehicle, photo.sha256)
            photo.position = place_behind(photo.vehicle.photos.only("position")) if place is None else place
            photo.save()
    except IntegrityError as error:
        raise RefusedPhoto(_("This photo is already there.")) from error
    return photo


def drop_files(row: StoredPhoto) -> None:
    for file in (row.image, row.display, row.thumbnail):
        if file:
            file.delete(save=False)
