"""Ads for many cars at once, and the queue in which they are looked through."""

from __future__ import annotations

from accounts.models import Dealership
from keroxio.runs import Run, RunQuerySet
from listings.limits import check_limit
from listings.models import Ad
from listings.stock import stock_of
from listings.writing import request_ad
from vehicles.models import Vehicle

MOST = 100


def cars_to_write(dealership: Dealership) -> list[Vehicle]:
    """Named cars for sale that have no ad yet and wait for none, at most MOST."""
    written = Ad.objects.filter(dealership=dealership).exclude(status=Run.Status.FAILED).values("vehicle")
    cars = stock_of(dealership).filter(archived_at=None, sold_at=None).exclude(make="").exclude(model="")
    return list(cars.exclude(pk__in=written).select_related("dealership").order_by("pk")[:MOST])


def write_missing(dealership: Dealership) -> int:
    """Raises LimitReached before the first is asked for."""
    cars = cars_to_write(dealership)
    if cars:
        check_limit(dealership, ads=len(cars))
    for car in cars:
        request_ad(car, queue=Run.Queue.BULK, to_review=True)
    return len(cars)


def under_way(dealership: Dealership) -> int:
    return _of(dealership).unfinished().count()


def to_review(dealership: Dealership) -> RunQuerySet[Ad]:
    """In the order in which they were asked for."""
    done = _of(dealership).filter(status=Run.Status.DONE, vehicle__deleted_at=None, vehicle__archived_at=None)
    return done.select_related("vehicle__dealership").order_by("pk")


def reviewed(ad: Ad) -> None:
    Ad.objects.filter(pk=ad.pk).update(to_review=False)


def _of(dealership: Dealership) -> RunQuerySet[Ad]:
    mine: RunQuerySet[Ad] = Ad.objects.filter(dealership=dealership, to_review=True)
    return mine
