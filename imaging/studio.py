"""The photo studio's verbs: cut out, set in a background, hide plates, choose, order, remove."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Dealership
from imaging.gallery import picture, pictures
from imaging.models import Composite, Cutout, Redraw
from imaging.own_backgrounds import is_known
from imaging.picture import Picture
from imaging.recipes import Recipe
from imaging.viewpoint import View
from keroxio.runs import Run
from plates.models import BY_HAND, PlateReading
from vehicles.models import MAX_PHOTOS, Photo, Vehicle
from vehicles.vocabulary import PhotoKind

logger = logging.getLogger(__name__)

REDRAWN_AT_ONCE = 100


class UnknownBackground(ValueError):
    """No background has this slug."""


class CannotRestore(ValueError):
    """The same photo was added again, or the car is full."""


def prepare(photo: Photo, *, queue: str = Run.Queue.INTERACTIVE) -> None:
    """Make what the photo needs and does not have yet: its cut-out, then its composites."""
    _advance(picture(photo), queue)


def prepare_all(vehicle: Vehicle, *, queue: str = Run.Queue.INTERACTIVE) -> None:
    for one in pictures(vehicle):
        _advance(one, queue)


def apply_background(vehicle: Vehicle, slug: str, *, queue: str = Run.Queue.INTERACTIVE) -> None:
    """Cut-outs are kept; only composites are made. Raises UnknownBackground."""
    if not is_known(slug, vehicle.dealership):
        raise UnknownBackground(slug)
    with transaction.atomic():
        vehicle.background = slug
        vehicle.save(update_fields=["background", "updated_at"])
        prepare_all(vehicle, queue=queue)


def set_background(photo: Photo, slug: str) -> None:
    """Of this photo alone; "" for that of the others. Raises UnknownBackground."""
    if slug and not is_known(slug, photo.vehicle.dealership):
        raise UnknownBackground(slug)
    with transaction.atomic():
        photo.background = slug
        photo.save(update_fields=["background"])
        prepare(photo)


def hide_plates(vehicle: Vehicle, *, hidden: bool) -> None:
    with transaction.atomic():
        vehicle.mask_plates = hidden
        vehicle.save(update_fields=["mask_plates", "updated_at"])
        prepare_all(vehicle)


def set_kind(photo: Photo, kind: str) -> None:
    """What a person says is no guess; an exterior gets its cut-out, the others are left alone."""
    with transaction.atomic():
        _show_as(photo, kind)
        photo.kind_is_guess = False
        photo.save(update_fields=["kind", "kind_is_guess", "excluded_at"])
        prepare(photo)


def exclude(photo: Photo) -> None:
    """Out of what is published; it stays among the photos of the car."""
    with transaction.atomic():
        Photo.objects.filter(pk=photo.pk, excluded_at=None).update(excluded_at=timezone.now())
        prepare_all(photo.vehicle)


def include(photo: Photo) -> None:
    with transaction.atomic():
        Photo.objects.filter(pk=photo.pk).update(excluded_at=None)
        prepare_all(photo.vehicle)


def overrule(photo: Photo) -> None:
    """What speaks against the photo now never does again."""
    with transaction.atomic():
        verdict = picture(photo).verdict
        if verdict:
            photo.overruled = [*photo.overruled, verdict.value]
            photo.save(update_fields=["overruled"])
        prepare(photo)


def show(photo: Photo, shown: str) -> None:
    with transaction.atomic():
        photo.shown = shown
        photo.save(update_fields=["shown"])
        prepare(photo)


def retry(photo: Photo, *, queue: str = Run.Queue.INTERACTIVE) -> None:
    """Again what failed; a cut-out that ended is made anew. Nothing while the photo is being worked on."""
    with transaction.atomic():
        Vehicle.objects.select_for_update().get(pk=photo.vehicle_id)
        current = picture(photo)
        if current.is_working:
            return
        if current.run:
            current.run.retry()
        elif current.is_exterior and current.may_be_cut_out:
            Cutout.objects.request(dealership_id=photo.dealership_id, photo=photo, queue=queue)


def reorder(vehicle: Vehicle, ids: Sequence[int]) -> None:
    """Those named come first, in that order; the others keep theirs behind. Unknown ids are ignored."""
    with transaction.atomic():
        Vehicle.objects.select_for_update().get(pk=vehicle.pk)
        place = {photo_id: index for index, photo_id in enumerate(ids)}
        photos = sorted(vehicle.photos.filter(deleted_at=None), key=lambda photo: place.get(photo.pk, len(place)))
        for position, photo in enumerate(photos):
            photo.position = position
        Photo.objects.bulk_update(photos, ["position"])
        refresh(vehicle)


def move(photo: Photo, direction: str) -> None:
    """``direction`` is "first", "earlier" or "later"; at either end nothing moves."""
    ids = list(photo.vehicle.photos.filter(deleted_at=None).values_list("pk", flat=True))
    if photo.pk not in ids:
        return
    at = ids.index(photo.pk)
    target = {"first": 0, "earlier": max(0, at - 1), "later": min(len(ids) - 1, at + 1)}[direction]
    ids.insert(target, ids.pop(at))
    reorder(photo.vehicle, ids)


def remove(photo: Photo) -> None:
    with transaction.atomic():
        Photo.objects.filter(pk=photo.pk, deleted_at=None).update(deleted_at=timezone.now())
        prepare_all(photo.vehicle)


def restore(photo: Photo) -> None:
    """Raises CannotRestore. A photo that is there already stays as it is."""
    try:
        with transaction.atomic():
            vehicle = Vehicle.objects.select_for_update().get(pk=photo.vehicle_id)
            present = vehicle.photos.filter(deleted_at=None)
            if photo.deleted_at and present.count() >= MAX_PHOTOS:
                raise CannotRestore
            Photo.objects.filter(pk=photo.pk).update(deleted_at=None)
            prepare(photo)
            refresh(vehicle)
    except IntegrityError as error:
        raise CannotRestore from error


def redraw_all(dealership: Dealership) -> None:
    """Every picture that the dealership's way of hiding changes is made anew, in bulk."""
    Redraw.objects.request(dealership=dealership, queue=Run.Queue.BULK)


def refresh(vehicle: Vehicle) -> None:
    """What is drawn onto a car's photos may have changed: its price, its sale, or which photo is the first."""
    if vehicle.dealership.branding:
        with transaction.atomic():
            prepare_all(vehicle)


def after_save(instance: Vehicle, *, created: bool, update_fields: frozenset[str] | None, **_signal: object) -> None:
    """However a price or a sale was stored, no picture goes on showing another one."""
    is_label = update_fields is None or not update_fields.isdisjoint({"price_eur", "sold_at"})
    if is_label and not created:
        refresh(instance)


def after_redraw(redraw: Redraw) -> None:
    """Some photos at a time, so that nobody waits long for the database."""
    if redraw.status != Run.Status.DONE:
        return
    present = Photo.objects.present().filter(
        dealership=redraw.dealership_id, vehicle__deleted_at=None, pk__gt=redraw.after
    )
    photos = list(present.order_by("pk")[:REDRAWN_AT_ONCE])
    for photo in photos:
        _advance(picture(photo), Run.Queue.BULK)
    if len(photos) == REDRAWN_AT_ONCE:
        Redraw.objects.request(dealership_id=redraw.dealership_id, after=photos[-1].pk, queue=Run.Queue.BULK)


def after_reading(reading: PlateReading) -> None:
    """The next stage, whatever was read: the car is cut out before its seller even opens the step.

    In bulk: other photos' plates, for which people wait, are read first. Who has corrected one by hand waits too.
    """
    is_awaited = reading.engine == BY_HAND
    current = picture(reading.photo)
    _advance(current, Run.Queue.INTERACTIVE if is_awaited else Run.Queue.BULK)
    if current.is_cover:
        refresh(current.vehicle)  # It may have arrived after the photos behind it, of which one was the cover.


def after_cutout(cutout: Cutout) -> None:
    # Read anew: its seller may have said what it shows while it was being cut out.
    photo = Photo.objects.select_for_update().get(pk=cutout.photo_id)
    if cutout.status == Run.Status.DONE:
        if photo.kind_is_guess:
            _show_as(photo, cutout.guessed_kind or PhotoKind.EXTERIOR)
        photo.shown = Photo.Shown.ORIGINAL if cutout.doubt else Photo.Shown.RESULT
        photo.save(update_fields=["kind", "shown", "excluded_at"])
    if cutout.view == View.SIDE:
        prepare_all(photo.vehicle, queue=cutout.queue)  # It may tell the size of the car in all its photos.
    else:
        prepare(photo, queue=cutout.queue)


def _show_as(photo: Photo, kind: str) -> None:
    """A document shows names and addresses: it is left out until its seller says otherwise, or that it is none."""
    was_taken_for_one = photo.kind == PhotoKind.DOCUMENT and photo.kind_is_guess
    if kind == PhotoKind.DOCUMENT and photo.kind != kind:
        photo.excluded_at = timezone.now()
    elif kind != PhotoKind.DOCUMENT and was_taken_for_one:
        photo.excluded_at = None
    photo.kind = kind


def _advance(current: Picture, queue: str) -> None:
    photo = current.photo
    # Composites of a plate not yet looked for would show it.
    if photo.deleted_at or current.is_excluded or any(not reading.is_finished for reading in current.readings):
        return
    if current.lacks_cutout and current.may_be_cut_out:
        Cutout.objects.request(dealership_id=photo.dealership_id, photo=photo, queue=queue)
        return
    if current.scene_recipe and current.result is None:
        _request(current, current.scene_recipe, queue)
    is_shown_as_taken = photo.shown == Photo.Shown.ORIGINAL or current.scene_recipe is None
    if is_shown_as_taken and current.finished_original is None and not current.whole_recipe.leaves_photo:
        _request(current, current.whole_recipe, queue)


def _request(current: Picture, recipe: Recipe, queue: str) -> None:
    """Two that ask at the same time get one composite: the recipe is unique, and the second insert steps back."""
    photo = current.photo
    try:
        with transaction.atomic():
            _superseded(photo, recipe).delete()
            Composite.objects.request(dealership_id=photo.dealership_id, photo=photo, queue=queue, **recipe.row)
    except IntegrityError:
        logger.info("Composite of photo %s is on its way already", photo.pk)


def _superseded(photo: Photo, recipe: Recipe) -> QuerySet[Composite]:
    """Queued pictures that nobody waits for any more. Bulk runs that were rung ring the next one: they stay."""
    waiting = Composite.objects.filter(photo=photo, status=Run.Status.QUEUED).exclude(recipe=recipe.key)
    return waiting.filter(Q(queue=Run.Queue.INTERACTIVE) | Q(rung_at=None), cutout__isnull=recipe.cutout_id is None)
