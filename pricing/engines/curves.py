"""The same car with other mileages, and months from now."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pricing.engines.features import AGE, MILEAGE

Floats = npt.NDArray[np.float64]

STEPS = 20
LEAST_SPAN_KM = 120_000
MONTHS_AHEAD = tuple(range(0, 25, 2))


def mileages(mileage_km: int) -> list[int]:
    """From new to about twice this car's mileage, in even steps, with this car's own among them."""
    step = -(-max(LEAST_SPAN_KM, 2 * mileage_km) // STEPS // 1000) * 1000
    return sorted({*range(0, STEPS * step + 1, step), mileage_km})


def by_mileage(row: Floats, kilometres: list[int]) -> Floats:
    rows = np.repeat(row[np.newaxis], len(kilometres), axis=0)
    rows[:, MILEAGE] = kilometres
    return rows


def by_age(row: Floats) -> Floats:
    rows = np.repeat(row[np.newaxis], len(MONTHS_AHEAD), axis=0)
    rows[:, AGE] += MONTHS_AHEAD
    return rows
