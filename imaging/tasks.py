from __future__ import annotations

from celery import shared_task

from imaging.models import Composite, Cutout, MaskedPhoto, ProcessedPhoto, Redraw


@shared_task(name=Cutout.task)
def cut_out(cutout_id: int) -> None:
    Cutout.objects.get(pk=cutout_id).perform()


@shared_task(name=Composite.task)
def compose(composite_id: int) -> None:
    # Another recipe may have taken its place while it was queued.
    for composite in Composite.objects.filter(pk=composite_id):
        composite.perform()


@shared_task(name=Redraw.task)
def redraw(redraw_id: int) -> None:
    Redraw.objects.get(pk=redraw_id).perform()


@shared_task(name=MaskedPhoto.task)
def mask_photo(masked_id: int) -> None:
    MaskedPhoto.objects.get(pk=masked_id).perform()


@shared_task(name=ProcessedPhoto.task)
def process_photo(processed_id: int) -> None:
    ProcessedPhoto.objects.get(pk=processed_id).perform()
