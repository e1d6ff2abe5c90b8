"""What a price estimator is given, what it answers, and the one verb it has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """One car. ``None`` or "" is "not known"; values are those of ``vehicles.vocabulary``; ``country`` as "fr"."""

    make: str
    model: str
    priced_on: date
    version: str = ""
    first_registration_year: int | None = None
    first_registration_month: int | None = None
    mileage_km: int | None = None
    fuel: str = ""
    gearbox: str = ""
    power_hp: int | None = None
    body: str = ""
    color: str = ""
    doors: int | None = None
    seats: int | None = None
    engine_cc: int | None = None
    drive: str = ""
    country: str = "fr"
    department: int | None = None
    seller_type: str = "dealer"


@dataclass(frozen=True, slots=True)
class Reason:
    """What one factor adds or takes away, in euros. ``label`` is the fact itself, for instance "48000 km"."""

    factor: str
    label: str
    euros: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Asking prices in euros, all taxes included. Four asking prices out of five lie in [low, high].

    The reasons begin with the typical car of that model and add up to ``price`` exactly. ``confidence_reasons`` are
    codes, most serious first. ``by_mileage`` holds (km, euros), ``by_age`` (months from now, euros) at this mileage.
    """

    low: int
    price: int
    high: int
    confidence: Confidence
    confidence_reasons: tuple[str, ...]
    reasons: tuple[Reason, ...]
    by_mileage: tuple[tuple[int, int], ...]
    by_age: tuple[tuple[int, int], ...]
    model_version: str


class PriceEstimator(ABC):
    name: ClassVar[str]

    @property
    @abstractmethod
    def version(self) -> str:
        """Which model answers. Raises ``EngineError`` when its file is missing or damaged."""

    @property
    @abstractmethod
    def manifest(self) -> dict[str, Any]:
        """What answers: ``version``, first and last day (``from``, ``until``), ``cars``, ``source`` and ``backtest``.

        Raises ``EngineError`` when its file is missing or damaged.
        """

    @abstractmethod
    def doubts(self, features: Features) -> tuple[str, ...]:
        """Codes of what makes an estimate of this car unsure or impossible, most serious first."""

    @abstractmethod
    def estimates(self, cars: Sequence[Features]) -> list[Estimate | None]:
        """The cars' prices, or None where none can be given. Raises ``EngineError`` when the model cannot be read."""

    def estimate(self, features: Features) -> Estimate | None:
        return self.estimates([features])[0]

    @abstractmethod
    def ranges(self, cars: Sequence[Features]) -> list[tuple[int, int, int] | None]:
        """Low, price and high of many cars, without reasons or curves."""

    def of_version(self, version: str) -> PriceEstimator | None:
        """What answered under that version, or None when it is not kept."""
        return self if version == self.version else None
