"""Cut-outs corrected by hand."""

from __future__ import annotations

from django.db import transaction
from PIL import Image

from imaging.models import Cutout
from imaging.outlines import retouched
from keroxio.errors import EngineError
from keroxio.runs import Run, RunQuerySet
from plates.models import BY_HAND
from vehicles.models import Photo
from vehicles.vocabulary import PhotoKind


def last_cutout(photo: Photo) -> Cutout | None:
    """The last one that found a car."""
    return _found(photo).last()


def machine_cutout(photo: Photo) -> Cutout | None:
    """The last one that no person has made."""
    return _found(photo).exclude(engine=BY_HAND).last()


def correct_cutout(photo: Photo, drawn: Image.Image) -> Cutout:
    """Keep what a person has drawn, as the photo's newest cut-out. The same again changes nothing.

    Raises ``EngineError`` when storage has lost the photo.
    """
    before = last_cutout(photo)
    mask = _mask_of(before)
    alpha = retouched(mask, drawn, (photo.width, photo.height))
    if before and not before.doubt and alpha is mask:
        return before
    cutout = Cutout(dealership_id=photo.dealership_id, photo=photo)
    with transaction.atomic():
        # Who draws a car's outline says that the photo shows it from outside.
        Photo.objects.filter(pk=photo.pk).update(kind=PhotoKind.EXTERIOR, kind_is_guess=False)
        cutout.correct(alpha)
    return cutout


def _found(photo: Photo) -> RunQuerySet[Cutout]:
    return Cutout.objects.filter(photo=photo, status=Run.Status.DONE).exclude(mask="").order_by("pk")


def _mask_of(cutout: Cutout | None) -> Image.Image | None:
    """None too where storage has lost the file: what is drawn then is all there is."""
    try:
        return cutout.open_mask() if cutout else None
    except EngineError:
        return None
