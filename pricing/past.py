"""What the same car was worth when it was younger, at the mileage it has now: what the past months alone took off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pricing.engines.base import Features, PriceEstimator
from pricing.engines.features import age_months

MONTHS_BACK = (24, 18, 12, 6, 3)


def past_prices(estimator: PriceEstimator, car: Features) -> list[tuple[int, int]]:
    """(months from now, euros), oldest first, back to the first registration at most; ``estimator`` can price it."""
    age = age_months(car) or 0
    months = [back for back in MONTHS_BACK if back <= age]
    found = estimator.ranges([replace(car, priced_on=_before(car.priced_on, back)) for back in months])
    return [(-back, prices[1]) for back, prices in zip(months, found, strict=True) if prices]


def _before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)
