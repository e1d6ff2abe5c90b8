"""The estimates of a whole stock, made anew where a car's facts, the month or the price model have changed since."""

from __future__ import annotations

from celery import shared_task

from accounts.models import Dealership
from keroxio.runs import Run
from pricing.models import Valuation
from pricing.valuing import can_be_valued, request_valuation
from vehicles.models import Vehicle


def revalue(dealership: Dealership) -> int:
    """Queue an estimate of every car for sale that has none of its present facts; returns how many.

    Raises ``EngineError`` when the model cannot be read.
    """
    for_sale = Vehicle.objects.owned_by(dealership).active().filter(sold_at=None).select_related("dealership")
    asked = [
        request_valuation(vehicle, queue=Run.Queue.BULK)
        for vehicle in for_sale.order_by("pk").iterator(chunk_size=200)
        if can_be_valued(vehicle)
    ]
    return sum(not valuation.is_finished for valuation in asked)


def waiting(dealership: Dealership) -> int:
    """Estimates that are queued or running."""
    return Valuation.objects.unfinished().filter(dealership=dealership, vehicle__isnull=False).count()


def dealerships_with_stock() -> list[int]:
    return list(Vehicle.objects.active().filter(sold_at=None).values_list("dealership", flat=True).distinct())


@shared_task(name="pricing.revalue_stock", ignore_result=True)
def revalue_stock(dealership_id: int) -> None:
    revalue(Dealership.objects.get(pk=dealership_id))


@shared_task(name="pricing.revalue_stocks", ignore_result=True)
def revalue_stocks() -> None:
    for dealership_id in dealerships_with_stock():
        revalue_stock.delay(dealership_id)
