"""The price engine of the settings: answers with the model that is active, else with the shipped one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from pricing.engines.base import Estimate, Features, PriceEstimator
from pricing.engines.gradient_boosting import GradientBoostingEstimator
from pricing.model_versions import PriceModel


class RegisteredEstimator(PriceEstimator):
    """One model is held in memory at a time; which one is asked of the database at each call, so that a switch in
    the back office holds at once in every process."""

    name = GradientBoostingEstimator.name

    def __init__(self, *, fallback: Path) -> None:
        self.fallback = GradientBoostingEstimator(model=fallback)
        self._held: tuple[int, GradientBoostingEstimator] | None = None
        self._lock = Lock()

    @property
    def version(self) -> str:
        return self.current().version

    def current(self) -> GradientBoostingEstimator:
        active = PriceModel.objects.active()
        if active is None:
            return self.fallback
        with self._lock:
            if self._held is None or self._held[0] != active.pk:
                self._held = (active.pk, active.estimator)
            return self._held[1]

    @property
    def manifest(self) -> dict[str, Any]:
        return self.current().manifest

    def doubts(self, features: Features) -> tuple[str, ...]:
        return self.current().doubts(features)

    def estimates(self, cars: Sequence[Features]) -> list[Estimate | None]:
        return self.current().estimates(cars)

    def ranges(self, cars: Sequence[Features]) -> list[tuple[int, int, int] | None]:
        return self.current().ranges(cars)

    def of_version(self, version: str) -> PriceEstimator | None:
        if row := PriceModel.objects.filter(version=version).first():
            return row.estimator
        return self.fallback.of_version(version)
