from __future__ import annotations

from celery import shared_task

from pricing.following import follow_market
from pricing.models import MarketImport, Valuation


@shared_task(name=Valuation.task)
def value_vehicle(valuation_id: int) -> None:
    Valuation.objects.get(pk=valuation_id).perform()


@shared_task(name="pricing.follow_market", ignore_result=True)
def follow() -> None:
    follow_market()


@shared_task(name=MarketImport.task)
def import_market(import_id: int) -> None:
    MarketImport.objects.get(pk=import_id).perform()
