"""A dealership's own market: how far above or below the model its own imports ask, and how widely they lie around it.

The level of prices belongs to the source. Where a dealership has imported enough recent listings of its own, they set
level and range of its estimates; where it has not, those of the country hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Dealership
from keroxio.engines import engine
from pricing.engines.base import Estimate, Reason
from pricing.engines.reasons import rounded
from pricing.market import MarketListing

WINDOW = timedelta(days=60)
FEWEST, MOST = 150, 3_000
# With so many listings, half of what they say is believed.
HALF_BELIEVED = 50
# Beyond, the listings are of another kind (other taxes, another currency), not of another market.
LARGEST_LEVEL = 0.2
NARROWEST, WIDEST = 0.4, 3.0
BELOW, ABOVE = 0.1, 0.9
FACTOR = "own_market"
KEPT_SECONDS = 3_600
NONE = "none"

Prices = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class OwnMarket:
    """``level`` in log price over the model's; ``below`` and ``above`` in multiples of the model's own distances from
    its price to its low and its high; ``cars`` are the listings they were measured on."""

    cars: int
    level: float
    below: float
    above: float

    def prices(self, found: Prices) -> Prices:
        low, price, high = found
        here = price * np.exp(self.level)
        return rounded(here * (low / price) ** self.below), rounded(here), rounded(here * (high / price) ** self.above)

    def at(self, euros: int) -> int:
        return rounded(euros * np.exp(self.level))

    def estimate(self, model: Estimate) -> Estimate:
        low, price, high = self.prices((model.low, model.price, model.high))
        added = [Reason(FACTOR, str(self.cars), price - model.price)] if price != model.price else []
        return replace(
            model,
            low=low,
            price=price,
            high=high,
            reasons=(*model.reasons, *added),
            by_mileage=tuple((km, self.at(euros)) for km, euros in model.by_mileage),
            by_age=tuple((months, self.at(euros)) for months, euros in model.by_age),
        )


def own_market_of(dealership: Dealership, *, today: date | None = None) -> OwnMarket | None:
    """None where there are too few listings. Measured at most once an hour. Raises ``EngineError``."""
    key = f"own-market:{dealership.pk}:{engine('pricing').version}"
    kept: Any = cache.get(key)
    if kept is None:
        found = _measured(dealership, today or timezone.localdate())
        cache.set(key, found or NONE, KEPT_SECONDS)
        return found
    return None if kept == NONE else kept


def _measured(dealership: Dealership, today: date) -> OwnMarket | None:
    recent = MarketListing.objects.filter(
        source__dealership=dealership, last_seen_on__gt=today - WINDOW, price_eur__gt=0
    ).order_by("-last_seen_on")
    rows = list(recent[:MOST])
    if len(rows) < FEWEST:
        return None
    ranges = engine("pricing").ranges([row.features() for row in rows])
    pairs = [(row.price_eur, found) for row, found in zip(rows, ranges, strict=True) if found]
    return own_market([asked for asked, _ in pairs], [found for _, found in pairs]) if len(pairs) >= FEWEST else None


def own_market(asked: Sequence[int], found: Sequence[Prices]) -> OwnMarket:
    """From what was asked and what the model says of the same cars: 150 or more."""
    low, price, high = np.array(found, dtype=np.float64).T
    residuals = np.log(np.array(asked, dtype=np.float64) / price)
    believed = len(residuals) / (len(residuals) + HALF_BELIEVED)
    level = float(np.clip(np.median(residuals) * believed, -LARGEST_LEVEL, LARGEST_LEVEL))
    apart = residuals - level
    scaled = apart / np.where(apart < 0, np.log(price / low), np.log(high / price))
    least, most = np.quantile(scaled, [BELOW, ABOVE])
    below, above = (float(np.clip(share, NARROWEST, WIDEST)) for share in (-least, most))
    return OwnMarket(len(residuals), level, below, above)
