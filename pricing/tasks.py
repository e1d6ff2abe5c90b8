from __future__ import annotations

from celery import shared_task

from accounts.models import Dealership
from pricing.following import follow_market
from pricing.models import MarketImport, Valuation
from pricing.revaluing import dealerships_with_stock, revalue


@shared_task(name=Valuation.task)
def value_vehicle(valuation_id: int) -> None:
    Valuation.objects.get(pk=valuation_id).perform()


@shared_task(name="pricing.follow_market", ignore_result=True)
def follow() -> None:
    follow_market()


@shared_task(name="pricing.revalue_stock", ignore_result=True)
def revalue_stock(dealership_id: int) -> None:
    revalue(Dealership.objects.get(pk=dealership_id))


@shared_task(name="pricing.revalue_stocks", ignore_result=True)
def revalue_stocks() -> None:
    for dealership_id in dealerships_with_stock():
        revalue_stock.delay(dealership_id)


@shared_task(name=MarketImport.task)
def import_market(import_id: int) -> None:
    MarketImport.objects.get(pk=import_id).perform()
