"""Follow the market between two trainings: level and ranges measured anew on the latest listings, trees unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pricing.engines.base import Features
from pricing.engines.conformal import HALVES, inside_by_halves, inside_of
from pricing.engines.doubts import IMPOSSIBLE, doubts_of
from pricing.engines.features import names_of, plausible
from pricing.engines.price_model import PriceModel, groups_of, spread_rows
from pricing.engines.training import TooFewCars

Floats = npt.NDArray[np.float64]

FEWEST = 300
# A country of fewer cars keeps its level; with this many, half of what they say is believed.
FEWEST_PER_LEVEL = 50
# Beyond, the listings are of another kind (other taxes, another currency), not of another week.
LARGEST_LEVEL = 0.2


@dataclass(frozen=True, slots=True)
class Measured:
    """How far asking prices lay from a model's estimates: ``residuals`` in log price, and which lay in their range."""

    cars: list[Features]
    residuals: Floats
    scaled: Floats
    groups: npt.NDArray[np.str_]
    inside: npt.NDArray[np.bool_]


def measure(model: PriceModel, cars: Sequence[Features], prices: Sequence[float]) -> Measured:
    """Of the cars that the model prices at all."""
    pairs = [(plausible(car), price) for car, price in zip(cars, prices, strict=True)]
    named = zip(pairs, names_of(cars), strict=True)
    known = model.encoding
    priced = [pair for pair, name in named if IMPOSSIBLE.isdisjoint(doubts_of(pair[0], known.known_as(name), known))]
    cars = [car for car, _ in priced]
    matrix, names = model.rows_of(cars)
    predicted = model.log_prices(matrix)
    residuals = np.log(np.array([price for _, price in priced], dtype=np.float64)) - predicted
    groups = np.array(groups_of(known, matrix, names), dtype=np.str_)
    scaled = residuals / model.ranges.widths(spread_rows(known, matrix, predicted, names))
    return Measured(cars, residuals, scaled, groups, inside_of(scaled, groups, model.ranges.offsets))


def recalibrate(model: PriceModel, cars: Sequence[Features], prices: Sequence[float], *, source: str) -> PriceModel:
    """``prices`` in euros, of listings later than those learnt from. Raises ``TooFewCars``."""
    found = measure(model, cars, prices) if cars else None
    if found is None or len(found.cars) < FEWEST:
        count = len(found.cars) if found else 0
        raise TooFewCars(f"{count} cars can be priced: {FEWEST} are the least to set level and ranges by.")
    shifts = _shifts(found)
    countries = [car.country for car in found.cars]
    moved = np.array([shifts.get(country, 0.0) for country in countries])
    spread = np.divide(found.residuals, found.scaled, out=np.ones_like(found.scaled), where=found.scaled != 0)
    scaled = (found.residuals - moved) / spread
    half = np.random.default_rng(0).integers(HALVES, size=len(scaled))
    after = inside_by_halves(scaled, found.groups, half, model.ranges.offsets)
    days = [car.priced_on for car in found.cars]
    manifest = model.manifest | {
        "version": f"{model.manifest['version'].split('+')[0]}+{max(days):%Y-%m-%d}-{len(days)}",
        "recalibrated": {
            "cars": len(days),
            "from": min(days).isoformat(),
            "until": max(days).isoformat(),
            "source": source,
            "before": round(float(found.inside.mean()), 4),
            "after": round(float(after.mean()), 4),
        },
    }
    levels = {key: model.levels.get(key, 0.0) + shifts.get(key, 0.0) for key in model.levels | shifts}
    return replace(model, manifest=manifest, levels=levels, ranges=model.ranges.renewed(scaled, found.groups.tolist()))


def _shifts(found: Measured) -> dict[str, float]:
    """Per country the median residual, drawn towards none where there are few cars."""
    countries = np.array([car.country for car in found.cars])
    shifts = {}
    for country in np.unique(countries):
        residuals = found.residuals[countries == country]
        if len(residuals) >= FEWEST_PER_LEVEL:
            weight = len(residuals) / (len(residuals) + FEWEST_PER_LEVEL)
            shifts[str(country)] = float(np.clip(weight * np.median(residuals), -LARGEST_LEVEL, LARGEST_LEVEL))
    return shifts
