from __future__ import annotations

from celery import shared_task

from sorting.models import BatchPhoto, Placement


@shared_task(name=BatchPhoto.task)
def read_photo(photo_id: int) -> None:
    BatchPhoto.objects.get(pk=photo_id).perform()


@shared_task(name=Placement.task)
def place_car(placement_id: int) -> None:
    Placement.objects.get(pk=placement_id).perform()
