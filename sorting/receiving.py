"""Photos of a batch coming in: looked at from outside only, so that sending them is quick."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Dealership, User
from keroxio.runs import Run
from sorting.models import Batch, BatchPhoto
from sorting.shots import Basis
from vehicles.decoding import MAX_BYTES, RefusedPhoto
from vehicles.intake import tidy_name
from vehicles.models import Photo

HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


class BatchIsFull(RefusedPhoto):
    """The batch has all the photos it may have."""


def open_batch(dealership: Dealership, user: User | None, source: str = Batch.Source.PAGE, **fields: Any) -> Batch:
    """A new batch, or the user's last one where it is still empty."""
    mine = Batch.objects.owned_by(dealership).present().filter(created_by=user, source=source)
    empty = mine.filter(photos=None).order_by("-pk").first() if user else None
    return empty or Batch.objects.create(dealership=dealership, created_by=user, source=source, **fields)


def receive(batch: Batch, upload: File[bytes], *, album: str = "") -> BatchPhoto:
    """Keep the file and queue its reading; the same file again is the same row.

    A file in the stock already, or that a person put aside before, is asked about no more; one that waits in another
    batch stays there, and its row is returned. The row of a file that is no photo has failed and says why.
    Raises ``BatchIsFull``.
    """
    name = tidy_name(upload.name or "")
    reason = outer_fault(upload)
    digest = "" if reason else _digest(upload)
    earlier = _earlier(batch, digest) if digest else None
    if earlier:
        return earlier
    try:
        with transaction.atomic():
            _check_room(batch)
            row = _new_row(batch, name, digest, album)
            if reason:
                return _refuse(row, reason)
            if not row.is_finished:
                row.upload.save("", upload, save=False)
            row.save()
            if not row.is_finished:
                row.ring()
    except IntegrityError:
        row.upload.delete(save=False)
        return BatchPhoto.objects.get(batch=batch, sha256=digest)
    return row


def _check_room(batch: Batch) -> None:
    Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.photos.count() >= settings.BATCH_PHOTOS:
        text = ngettext(
            "A batch has at most %(count)d photo. Start another batch for the others.",
            "A batch has at most %(count)d photos. Start another batch for the others.",
            settings.BATCH_PHOTOS,
        )
        raise BatchIsFull(text % {"count": settings.BATCH_PHOTOS})


def _new_row(batch: Batch, name: str, digest: str, album: str) -> BatchPhoto:
    row = BatchPhoto(
        dealership_id=batch.dealership_id,
        batch=batch,
        name=name,
        sha256=digest,
        album=album[:200],
        queue=Run.Queue.BULK,
    )
    if not digest:
        return row
    stocked = Photo.objects.filter(dealership=batch.dealership_id, sha256=digest, vehicle__deleted_at=None)
    same = stocked.present().first()
    put_aside = BatchPhoto.objects.filter(dealership=batch.dealership_id, sha256=digest).exclude(discarded_at=None)
    if same or put_aside.exists():
        row.status, row.finished_at = Run.Status.DONE, timezone.now()
        row.photo, row.basis = same, Basis.DECIDED
        row.discarded_at = None if same else timezone.now()
    return row


def _earlier(batch: Batch, digest: str) -> BatchPhoto | None:
    """The same file in this batch, or waiting in another one."""
    same = BatchPhoto.objects.filter(dealership=batch.dealership_id, sha256=digest, batch__deleted_at=None)
    waiting = same.filter(photo=None, discarded_at=None, is_refused=False)
    return same.filter(batch=batch).first() or waiting.order_by("pk").first()


def _refuse(row: BatchPhoto, reason: str) -> BatchPhoto:
    row.status, row.error, row.is_refused, row.finished_at = Run.Status.FAILED, reason, True, timezone.now()
    row.save()
    return row


def outer_fault(upload: File[bytes]) -> str:
    if not upload.size:
        return _("This file is empty. Choose the photo again.")
    if upload.size > MAX_BYTES:
        return _("This file is larger than 60 MB. Send a smaller photo.")
    upload.seek(0)
    start = upload.read(16)
    upload.seek(0)
    return "" if _is_photo(start) else _("This is not a photo. Send a JPEG, PNG, WebP or HEIC file.")


def _is_photo(start: bytes) -> bool:
    return (
        start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")
        or (start[4:8] == b"ftyp" and start[8:12] in HEIF_BRANDS)
    )


def _digest(upload: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
