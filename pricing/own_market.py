"""A dealership's own market: how far above or below the model its own imports ask, and how widely they lie around it.

The level of prices belongs to the source and the country. Where a dealership has imported enough recent listings of
one source, they set level and range of its estimates in that country; else all its sources there together do; where
these are too few, the country's own hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.core.cache import cache
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import Dealership
from keroxio.engines import engine
from pricing.engines.base import Estimate, Reason
from pricing.engines.reasons import rounded
from pricing.market import MarketListing

WINDOW = timedelta(days=60)
# Of each source, in each country.
FEWEST, MOST = 150, 1_500
# With so many listings, half of what they say is believed.
HALF_BELIEVED = 50
# Beyond, the listings are of another kind (other taxes, another currency), not of another market.
LARGEST_LEVEL = 0.2
NARROWEST, WIDEST = 0.4, 3.0
BELOW, ABOVE = 0.1, 0.9
FACTOR = "own_market"
KEPT_SECONDS = 3_600

Prices = tuple[int, int, int]
Asked = tuple[int, Prices]


@dataclass(frozen=True, slots=True)
class OwnMarket:
    """``level`` in log price over the model's; ``below`` and ``above`` in multiples of the model's own distances from
    its price to its low and its high; ``cars`` are the listings they were measured on, of ``source`` or, where that is
    empty, of several."""

    cars: int
    level: float
    below: float
    above: float
    source: str = ""

    def prices(self, found: Prices) -> Prices:
        low, price, high = found
        here = price * np.exp(self.level)
        return rounded(here * (low / price) ** self.below), rounded(here), rounded(here * (high / price) ** self.above)

    def at(self, euros: int) -> int:
        return rounded(euros * np.exp(self.level))

    @property
    def label(self) -> str:
        """How many listings, and of which source: "312 Leboncoin"."""
        return f"{self.cars} {self.source}".strip()

    def estimate(self, model: Estimate) -> Estimate:
        low, price, high = self.prices((model.low, model.price, model.high))
        added = [Reason(FACTOR, self.label, price - model.price)] if price != model.price else []
        return replace(
            model,
            low=low,
            price=price,
            high=high,
            reasons=(*model.reasons, *added),
            by_mileage=tuple((km, self.at(euros)) for km, euros in model.by_mileage),
            by_age=tuple((months, self.at(euros)) for months, euros in model.by_age),
        )


def own_market_of(dealership: Dealership, country: str, *, today: date | None = None) -> OwnMarket | None:
    """Of the source with the most listings there, if it has enough, or of all of them; None where there are too few.

    Measured at most once an hour. Raises ``EngineError``.
    """
    key = f"own-markets:{dealership.pk}:{engine('pricing').version}"
    kept: dict[str, OwnMarket] | None = cache.get(key)
    if kept is None:
        kept = _measured(dealership, today or timezone.localdate())
        cache.set(key, kept, KEPT_SECONDS)
    return kept.get(country)


def _measured(dealership: Dealership, today: date) -> dict[str, OwnMarket]:
    """By country."""
    rows = list(_recent(dealership, today))
    if len(rows) < FEWEST:
        return {}
    found = engine("pricing").ranges([row.features() for row in rows])
    by_country: dict[str, dict[str, list[Asked]]] = {}
    for row, prices in zip(rows, found, strict=True):
        if prices:
            by_country.setdefault(row.country, {}).setdefault(row.source.name, []).append((row.price_eur, prices))
    markets = {country: own_market(by_source) for country, by_source in by_country.items()}
    return {country: market for country, market in markets.items() if market}


def _recent(dealership: Dealership, today: date) -> Iterable[MarketListing]:
    """The latest of each source and country."""
    place = Window(RowNumber(), ["source", "country"], [F("last_seen_on").desc(), F("pk").desc()])
    mine = MarketListing.objects.filter(
        source__dealership=dealership, last_seen_on__gt=today - WINDOW, price_eur__gt=0
    ).select_related("source")
    return mine.annotate(place=place).filter(place__lte=MOST)


def own_market(by_source: dict[str, list[Asked]]) -> OwnMarket | None:
    """What was asked in one country, and what the model says of the same cars."""
    name, largest = max(sorted(by_source.items()), key=lambda one: len(one[1]))
    if len(largest) >= FEWEST:
        return _fitted(largest, name)
    every = [asked for one in by_source.values() for asked in one]
    return _fitted(every, "") if len(every) >= FEWEST else None


def _fitted(pairs: Sequence[Asked], source: str) -> OwnMarket:
    """Level and range that hold for these listings."""
    asked, (low, price, high) = np.array([one for one, _ in pairs]), np.array([said for _, said in pairs]).T
    residuals = np.log(asked / price)
    believed = len(residuals) / (len(residuals) + HALF_BELIEVED)
    level = float(np.clip(np.median(residuals) * believed, -LARGEST_LEVEL, LARGEST_LEVEL))
    apart = residuals - level
    scaled = apart / np.where(apart < 0, np.log(price / low), np.log(high / price))
    least, most = np.quantile(scaled, [BELOW, ABOVE])
    below, above = (float(np.clip(share, NARROWEST, WIDEST)) for share in (-least, most))
    return OwnMarket(len(residuals), level, below, above, source)
