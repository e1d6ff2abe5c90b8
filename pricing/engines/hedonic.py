"""A hedonic net: what a car's words and particulars are worth new, and how fast age and kilometres take it down.

From them a small network reads a level and a rate for each span of age and of kilometres. No rate is below nought, so
an older car or one with more kilometres is never dearer. It errs otherwise than trees do: the two together err less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pricing.engines.base import Features
from pricing.engines.text import Words, stated_of, terms_of, words_in
from vehicles.naming import Name

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Net = dict[str, Singles]

# Each span has a rate of its own: months, kilometres. Beyond the last end nothing changes any more.
AGE_SPANS = np.array([0, 6, 18, 36, 60, 96, 144, 360], dtype=np.float64)
KM_SPANS = np.array([0, 10_000, 30_000, 60_000, 100_000, 150_000, 400_000], dtype=np.float64)
AGES, KILOMETRES = len(AGE_SPANS) - 1, len(KM_SPANS) - 1
YEAR, TEN_THOUSAND = 12, 10_000
# Rows of words have length one, of which the first layer would see too little.
SCALE = 4.0
USUAL_HP, USUAL_CC, LEAST_HP = 110, 1_500, 20


@dataclass(frozen=True, slots=True)
class Layers:
    """What a net makes of some cars; ``rates`` are ``raw`` made positive."""

    first: Singles
    second: Singles
    raw: Singles
    level: Singles
    rates: Singles


@dataclass(frozen=True, slots=True)
class Hedonic:
    words: Words
    nets: tuple[Net, ...]

    def outputs(self, cars: Sequence[Features], names: Sequence[Name]) -> Floats:
        """Per car the level, in log price above the middle, and the rates: the nets' average."""
        rows, numbers = rows_of(self.words, texts_of(cars, names)), numbers_of(cars)
        found = [forward(net, rows, numbers) for net in self.nets]
        outputs: Floats = np.mean([np.column_stack([one.level, one.rates]) for one in found], axis=0, dtype=np.float64)
        return outputs


def texts_of(cars: Sequence[Features], names: Sequence[Name]) -> list[list[str]]:
    return [terms_of(words_in(name, car.version), name, car, "hedonic") for car, name in zip(cars, names, strict=True)]


def rows_of(words: Words, texts: Sequence[list[str]]) -> sparse.csr_matrix:
    return (words.matrix(texts) * SCALE).astype(np.float32).tocsr()


def numbers_of(cars: Sequence[Features]) -> Singles:
    """Power by the particulars and by the version's words, and the engine's size."""
    rows = []
    for car in cars:
        power = max(car.power_hp or USUAL_HP, LEAST_HP)
        stated = max(stated_of(car.version).power_hp or power, LEAST_HP)
        rows.append([power / USUAL_HP, stated / USUAL_HP, np.exp(((car.engine_cc or USUAL_CC) - USUAL_CC) / 1000)])
    return np.log(np.array(rows).reshape(-1, 3)).astype(np.float32)


def forward(net: Net, rows: sparse.csr_matrix, numbers: Singles) -> Layers:
    first = np.maximum(rows @ net["terms"] + numbers @ net["numbers"] + net["first"], 0)
    second = np.maximum(first @ net["between"] + net["second"], 0)
    out = second @ net["outward"] + net["out"]
    return Layers(first, second, out[:, 1:], out[:, 0] + (rows @ net["direct"])[:, 0], np.logaddexp(0, out[:, 1:]))


def log_prices(outputs: Floats, age_months: Floats, mileage_km: Floats) -> Floats:
    """Above the middle, of cars of that age and mileage."""
    prices: Floats = outputs[:, 0] - (outputs[:, 1:] * spans(age_months, mileage_km)).sum(axis=1)
    return prices


def spans(age_months: Floats, mileage_km: Floats) -> Floats:
    """Years and ten thousands of kilometres that lie in each span."""
    years = np.clip(age_months[:, None] - AGE_SPANS[:-1], 0, np.diff(AGE_SPANS)) / YEAR
    return np.hstack([years, np.clip(mileage_km[:, None] - KM_SPANS[:-1], 0, np.diff(KM_SPANS)) / TEN_THOUSAND])
