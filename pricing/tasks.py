from __future__ import annotations

from celery import shared_task

from pricing.models import Valuation


@shared_task(name=Valuation.task)
def value_vehicle(valuation_id: int) -> None:
    Valuation.objects.get(pk=valuation_id).perform()
