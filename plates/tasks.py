from __future__ import annotations

from threading import Thread
from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from keroxio.engines import engine
from plates.models import Lookup, PlateCheck, PlateReading


@shared_task(name=PlateReading.task)
def read_plate(reading_id: int) -> None:
    PlateReading.objects.get(pk=reading_id).perform()


@shared_task(name=Lookup.task)
def look_up(lookup_id: int) -> None:
    Lookup.objects.get(pk=lookup_id).perform()


@shared_task(name=PlateCheck.task)
def check_picture(check_id: int) -> None:
    PlateCheck.objects.get(pk=check_id).perform()


@shared_task(name="plates.forget_lookups", ignore_result=True)
def forget_lookups() -> None:
    Lookup.forget_old()


@worker_ready.connect
def load_reader(**_: Any) -> None:
    """The models are loaded before the first seller waits for them."""
    Thread(target=_warm_up, daemon=True).start()


def _warm_up() -> None:
    engine("plates").warm_up()
    engine("faces").warm_up()
