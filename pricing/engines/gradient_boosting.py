"""Prices from a model file that ``train_price_model`` wrote. Runs on this machine; nothing is downloaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from keroxio.errors import EngineError
from pricing.engines import curves
from pricing.engines.base import Confidence, Estimate, Features, PriceEstimator, Reason
from pricing.engines.doubts import IMPOSSIBLE, SERIOUS, doubts_of
from pricing.engines.features import age_months, names_of, plausible
from pricing.engines.price_model import PriceModel, load, load_manifest
from pricing.engines.reasons import crossings, reasons, rounded, shares_of
from vehicles.naming import Name

Floats = npt.NDArray[np.float64]

# As shares of the price: a narrower range is a sure price, a wider one an unsure one.
SURE_WIDTH, UNSURE_WIDTH = 0.25, 0.45


class GradientBoostingEstimator(PriceEstimator):
    name = "gradient_boosting"

    def __init__(self, *, model: Path | Callable[[], IO[bytes]]) -> None:
        """``model`` is the file, or what opens it."""
        self._file = model
        self._lock = Lock()

    @property
    def version(self) -> str:
        return str(self.manifest["version"])

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Version, dates, counts and back-test. Raises ``EngineError`` when the file cannot be read."""
        return load_manifest(self._opened())

    @cached_property
    def _loaded(self) -> PriceModel:
        return load(self._opened())

    def _opened(self) -> Path | IO[bytes]:
        try:
            return self._file() if callable(self._file) else Path(self._file)
        except FileNotFoundError as error:
            raise EngineError("The price model's file is missing.") from error
        except OSError as error:
            raise EngineError("The price model's file cannot be read.", temporary=True) from error

    def load(self) -> PriceModel:
        # The lock: two threads that price the first car together would both read the file.
        with self._lock:
            return self._loaded

    def doubts(self, features: Features) -> tuple[str, ...]:
        model = self.load()
        return doubts_of(features, model.encoding.known_as(names_of([features])[0]), model.encoding)

    def estimates(self, cars: Sequence[Features]) -> list[Estimate | None]:
        model, doubts = self.load(), [self.doubts(car) for car in cars]
        found: list[Estimate | None] = [None] * len(cars)
        possible = [at for at, codes in enumerate(doubts) if IMPOSSIBLE.isdisjoint(codes)]
        if not possible:
            return found
        priced = [plausible(cars[at]) for at in possible]
        matrix, names = model.rows_of(priced)
        kilometres = [curves.mileages(car.mileage_km or 0) for car in priced]
        typical = [np.array(model.encoding.typical_of(name)) for name in names]
        nets = model.particulars_of(priced, names, matrix)
        asked = [_rows(*one) for one in zip(matrix, kilometres, typical, nets, strict=True)]
        ends = np.cumsum([len(rows) for rows in asked])[:-1]
        answers = np.split(model.log_prices(np.vstack(asked)), ends)
        ranges = _range(model, matrix, np.array([logs[0] for logs in answers]), names)
        for at, along, logs, prices in zip(possible, kilometres, answers, ranges, strict=True):
            found[at] = _estimate(cars[at], along, logs[1:], prices, doubts=doubts[at], version=self.version)
        return found

    def ranges(self, cars: Sequence[Features]) -> list[tuple[int, int, int] | None]:
        model = self.load()
        possible = [at for at, car in enumerate(cars) if IMPOSSIBLE.isdisjoint(self.doubts(car))]
        matrix, names = model.rows_of([plausible(cars[at]) for at in possible])
        found: list[tuple[int, int, int] | None] = [None] * len(cars)
        if possible:
            for at, priced in zip(possible, _range(model, matrix, model.log_prices(matrix), names), strict=True):
                found[at] = priced
        return found


def _range(model: PriceModel, matrix: Floats, logs: Floats, names: Sequence[Name]) -> list[tuple[int, int, int]]:
    low, high = model.bounds(matrix, logs, names)
    euros = np.exp(np.column_stack([low, logs, high]))
    return [(rounded(least), rounded(price), rounded(most)) for least, price, most in euros]


def _rows(row: Floats, kilometres: list[int], typical: Floats, nets: dict[str, Floats]) -> Floats:
    """What is asked of a car: itself, its curves, and the steps to it from the typical car."""
    return np.vstack([row, curves.by_mileage(row, kilometres), curves.by_age(row), crossings(row, typical, nets)])


def _estimate(
    car: Features,
    kilometres: list[int],
    logs: Floats,
    prices: tuple[int, int, int],
    *,
    doubts: tuple[str, ...],
    version: str,
) -> Estimate:
    """``logs`` are the answers to the rows that follow the car's own."""
    low, price, high = prices
    by_mileage, by_age, steps = np.split(logs, np.cumsum([len(kilometres), len(curves.MONTHS_AHEAD)]))
    confidence, doubts = _confidence(doubts, (high - low) / price)
    return Estimate(
        low=low,
        price=price,
        high=high,
        confidence=confidence,
        confidence_reasons=doubts,
        reasons=_reasons(car, steps, price),
        by_mileage=tuple(zip(kilometres, _euros(by_mileage), strict=True)),
        by_age=tuple(zip(curves.MONTHS_AHEAD, _euros(by_age), strict=True)),
        model_version=version,
    )


def _reasons(car: Features, steps: Floats, price: int) -> tuple[Reason, ...]:
    """``steps`` are the log prices from the typical car to this one, and back."""
    typical = rounded(float(np.exp(steps[0])))
    return reasons(car, age=age_months(car) or 0, typical=typical, price=price, shares=shares_of(steps))


def _euros(logs: Floats) -> list[int]:
    return [rounded(value) for value in np.exp(logs)]


def _confidence(doubts: tuple[str, ...], width: float) -> tuple[Confidence, tuple[str, ...]]:
    """``width`` is that of the range, as a share of the price."""
    if width > UNSURE_WIDTH:
        doubts = (*doubts, "wide_range")
    if not SERIOUS.isdisjoint(doubts) or width > UNSURE_WIDTH:
        return "low", doubts
    return ("high" if width <= SURE_WIDTH and not doubts else "medium"), doubts
