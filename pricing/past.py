"""What the same car was worth when it was younger, at the mileage it has now: what the past months alone took off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pricing.engines.base import Features, PriceEstimator
from pricing.engines.features import age_months

MONTHS_BACK = (24, 18, 12, 6, 3)


def past_prices(estimator: PriceEstimator, cars: Sequence[Features]) -> list[list[tuple[int, int]]]:
    """Of each car that ``estimator`` can price: (months from now, euros), oldest first, back to its registration."""
    asked = [(car, back) for car in cars for back in MONTHS_BACK if back <= (age_months(car) or 0)]
    found = iter(estimator.ranges([replace(car, priced_on=_before(car.priced_on, back)) for car, back in asked]))
    return [
        [(-back, prices[1]) for back in MONTHS_BACK if back <= (age_months(car) or 0) and (prices := next(found))]
        for car in cars
    ]


def _before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)
