from __future__ import annotations

from celery import shared_task

from plates.models import PlateReading


@shared_task(name=PlateReading.task)
def read_plate(reading_id: int) -> None:
    PlateReading.objects.get(pk=reading_id).perform()
