"""Asking prices to learn from: of a file, or of the imported market."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone

from pricing.cars_file import rows_of
from pricing.engines.base import Features
from pricing.market import MarketListing


@dataclass(frozen=True, slots=True)
class Listings:
    """``prices`` in euros; ``left_out`` counts rows that have none or cannot be read."""

    cars: list[Features]
    prices: list[float]
    left_out: int

    def last(self, days: int) -> Listings:
        """Those of the last so many days before the latest one."""
        since = max((car.priced_on for car in self.cars), default=date.min + timedelta(days)) - timedelta(days)
        pairs = [(car, price) for car, price in zip(self.cars, self.prices, strict=True) if car.priced_on > since]
        return replace(self, cars=[car for car, _ in pairs], prices=[price for _, price in pairs])


def from_market(*, until: date | None = None) -> Listings:
    """Of the sources that all dealerships share: what one of them imported for itself is learnt by nobody else."""
    rows = MarketListing.objects.filter(source__dealership=None, price_eur__gt=0)
    return listings_of(rows.filter(listed_on__lte=until) if until else rows)


def listings_of(rows: QuerySet[MarketListing]) -> Listings:
    """Priced as they were asked in the end, and as old as they were when they were first seen."""
    cars, prices = [], []
    for row in rows.iterator(chunk_size=5_000):
        cars.append(row.features(priced_on=row.listed_on))
        prices.append(float(row.price_eur))
    return Listings(cars, prices, 0)


def from_file(file: Path, *, until: date | None = None) -> Listings:
    """Raises ``WrongFile``."""
    cars, prices, left_out = [], [], 0
    for row in rows_of(file, priced_on=until or timezone.localdate()):
        if row.car is None or row.price_eur is None or row.price_eur <= 0:
            left_out += 1
        elif until is None or row.car.priced_on <= until:
            cars.append(row.car)
            prices.append(row.price_eur)
    return Listings(cars, prices, left_out)
