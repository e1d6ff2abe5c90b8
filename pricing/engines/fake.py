"""A price by rule of thumb, at once: for tests of everything around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pricing.engines.base import Estimate, Features, PriceEstimator, Reason
from pricing.engines.features import age_months

NEW, PER_MONTH, PER_KM, LEAST = 25_000, 100, 0.05, 500


class FakeEstimator(PriceEstimator):
    name = "fake"

    @property
    def version(self) -> str:
        return "fake-1"

    @property
    def manifest(self) -> dict[str, Any]:
        figures = {"cars": 500, "median_error": 0.061, "within_10": 0.7, "coverage": 0.8, "width": 0.25, "bias": 0.0}
        backtest = {
            "all": [{"label": "all", **figures}],
            "age": [{"from": 0, "to": 12, **figures}, {"from": 145, "to": None, **figures}],
            "price": [{"from": 5_000, "to": 10_000, **figures}, {"from": 40_000, "to": None, **figures}],
            "country": [{"label": "fr", **figures}],
            "make": [{"label": "peugeot", **figures}],
        }
        return {
            "version": self.version,
            "from": "2026-01-01",
            "until": "2026-06-30",
            "cars": 5_000,
            "source": "a rule of thumb.",
            "backtest": backtest,
        }

    def doubts(self, features: Features) -> tuple[str, ...]:
        if not features.make:
            return ("unknown_make",)
        if age_months(features) is None:
            return ("no_year",)
        return ("no_mileage",) if features.mileage_km is None else ()

    def estimates(self, cars: Sequence[Features]) -> list[Estimate | None]:
        return [self._estimate(car) for car in cars]

    def _estimate(self, features: Features) -> Estimate | None:
        if self.doubts(features):
            return None
        age, km = age_months(features) or 0, features.mileage_km or 0
        price = _price(age, km)
        return Estimate(
            low=price * 9 // 10,
            price=price,
            high=price * 11 // 10,
            confidence="high",
            confidence_reasons=(),
            reasons=(Reason("typical", features.model, NEW), Reason("age", str(age), price - NEW)),
            by_mileage=tuple((at, _price(age, at)) for at in range(0, 210_000, 30_000)),
            by_age=tuple((months, _price(age + months, km)) for months in range(0, 25, 6)),
            model_version=self.version,
        )

    def ranges(self, cars: Sequence[Features]) -> list[tuple[int, int, int] | None]:
        return [(one.low, one.price, one.high) if one else None for one in self.estimates(cars)]


def _price(age: int, km: int) -> int:
    return max(LEAST, NEW - age * PER_MONTH - int(km * PER_KM))
