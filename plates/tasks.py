from __future__ import annotations

from threading import Thread
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from PIL import Image

from keroxio.engines import engine
from plates.models import PlateReading


@shared_task(name=PlateReading.task)
def read_plate(reading_id: int) -> None:
    PlateReading.objects.get(pk=reading_id).perform()


@worker_ready.connect
def load_reader(**_: Any) -> None:
    """A blank picture has the models loaded before the first seller waits for them."""
    Thread(target=lambda: engine("plates").read(Image.new("RGB", (320, 240))), daemon=True).start()
