"""Photos coming in."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vehicles.decoding import MAX_BYTES, Decoded, RefusedPhoto, decode
from vehicles.models import MAX_PHOTOS, Photo, Vehicle
from vehicles.renditions import DISPLAY_SIDE, THUMBNAIL_SIDE, fit, jpeg, webp

__all__ = ["RefusedPhoto", "add_decoded", "add_photo", "digest_of"]


def add_photo(vehicle: Vehicle, upload: File[bytes]) -> Photo:
    """Decode, clean and keep one photo with its renditions. Raises ``RefusedPhoto``."""
    if upload.size and upload.size > MAX_BYTES:
        raise RefusedPhoto(_("This file is larger than 60 MB. Send a smaller photo."))
    content = upload.read()
    digest = digest_of(content)
    _check_room(vehicle, digest)
    return add_decoded(vehicle, decode(content), digest=digest, name=upload.name or "")


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def add_decoded(vehicle: Vehicle, decoded: Decoded, *, digest: str, name: str) -> Photo:
    """Keep a photo that is decoded already; ``digest`` is that of its file. Raises ``RefusedPhoto``."""
    display = fit(decoded.image, DISPLAY_SIDE)
    photo = Photo(
        dealership_id=vehicle.dealership_id,
        vehicle=vehicle,
        name=PurePath(name.replace("\\", "/").replace("\0", "")).name[-120:],
        sha256=digest,
        taken_at=decoded.taken_at,
    )
    try:
        photo.image.save(".jpg", jpeg(decoded.image), save=False)
        photo.display.save(".webp", webp(display), save=False)
        photo.thumbnail.save(".webp", webp(fit(display, THUMBNAIL_SIDE)), save=False)
    except OSError as error:
        _drop_files(photo)
        raise RefusedPhoto(_("The photo could not be stored: the disk may be full. Try again later.")) from error
    return _keep(photo)


def _check_room(vehicle: Vehicle, digest: str) -> None:
    present = vehicle.photos.filter(deleted_at=None)
    if present.filter(sha256=digest).exists():
        raise RefusedPhoto(_("This photo is already there."))
    if present.count() >= MAX_PHOTOS:
        raise RefusedPhoto(_("A car has at most %(count)d photos. Remove one first.") % {"count": MAX_PHOTOS})


def _keep(photo: Photo) -> Photo:
    """The count is checked again under the vehicle's lock: several uploads of one car run at the same time."""
    try:
        with transaction.atomic():
            Vehicle.objects.select_for_update().get(pk=photo.vehicle_id)
            _check_room(photo.vehicle, photo.sha256)
            last = photo.vehicle.photos.aggregate(last=Max("position"))["last"]
            photo.position = 0 if last is None else last + 1
            photo.save()
    except (RefusedPhoto, IntegrityError) as error:
        _drop_files(photo)
        raise error if isinstance(error, RefusedPhoto) else RefusedPhoto(_("This photo is already there.")) from error
    return photo


def _drop_files(photo: Photo) -> None:
    for file in (photo.image, photo.display, photo.thumbnail):
        if file:
            file.delete(save=False)
