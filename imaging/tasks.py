from __future__ import annotations

from celery import shared_task

from imaging.models import Composite, Cutout


@shared_task(name=Cutout.task)
def cut_out(cutout_id: int) -> None:
    Cutout.objects.get(pk=cutout_id).perform()


@shared_task(name=Composite.task)
def compose(composite_id: int) -> None:
    Composite.objects.get(pk=composite_id).perform()
