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

    def estimate(self, features: Features) -> Estimate | None:
        model, doubts = self.load(), self.doubts(features)
        if not IMPOSSIBLE.isdisjoint(doubts):
            return None
        matrix, names = model.rows_of([plausible(features)])
        row, name = matrix[0], names[0]
        kilometres = curves.mileages(features.mileage_km or 0)
        all_rows = np.vstack([matrix, curves.by_mileage(row, kilometres), curves.by_age(row)])
        logs = model.log_prices(all_rows)
        low, price, high = _range(model, matrix, logs[:1], names)[0]
        euros = [rounded(value) for value in np.exp(logs[1:])]
        confidence, doubts = _confidence(doubts, (high - low) / price)
        return Estimate(
            low=low,
            price=price,
            high=high,
            confidence=confidence,
            confidence_reasons=doubts,
            reasons=_reasons(model, features, row, name, price),
            by_mileage=tuple(zip(kilometres, euros, strict=False)),
            by_age=tuple(zip(curves.MONTHS_AHEAD, euros[len(kilometres) :], strict=True)),
            model_version=self.version,
        )

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


def _reasons(model: PriceModel, features: Features, row: Floats, name: Name, price: int) -> tuple[Reason, ...]:
    typical = np.array(model.encoding.typical_of(name))
    steps = model.log_prices(crossings(row, typical))
    age = age_months(features) or 0
    start = rounded(float(np.exp(steps[0])))
    return reasons(features, age=age, typical=start, price=price, shares=shares_of(steps))


def _confidence(doubts: tuple[str, ...], width: float) -> tuple[Confidence, tuple[str, ...]]:
    """``width`` is that of the range, as a share of the price."""
    if width > UNSURE_WIDTH:
        doubts = (*doubts, "wide_range")
    if not SERIOUS.isdisjoint(doubts) or width > UNSURE_WIDTH:
        return "low", doubts
    return ("high" if width <= SURE_WIDTH and not doubts else "medium"), doubts
