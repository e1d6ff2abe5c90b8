from __future__ import annotations

from celery import shared_task

from keroxio.passing import drop_expired
from keroxio.runs import run_models


@shared_task(name="keroxio.ring_overdue_runs", ignore_result=True)
def ring_overdue_runs() -> None:
    for model in run_models():
        model.objects.ring_overdue()


@shared_task(name="keroxio.drop_expired_runs", ignore_result=True)
def drop_expired_runs() -> None:
    drop_expired()
