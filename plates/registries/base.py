"""What every registry of vehicles takes and returns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar


@dataclass(frozen=True)
class VehicleRecord:
    """What a registry says of the car with a plate; "" and None where it says nothing.

    ``fuel``, ``gearbox``, ``body`` and ``color`` are values of ``vehicles.vocabulary``; makes and models are written as
    the catalogue does. Power in DIN hp, fiscal power in CV, CO2 in g/km, displacement in cm³.
    """

    plate: str
    make: str = ""
    model: str = ""
    version: str = ""
    vin: str = ""
    first_registration: date | None = None
    fuel: str = ""
    gearbox: str = ""
    power_hp: int | None = None
    fiscal_power: int | None = None
    body: str = ""
    color: str = ""
    doors: int | None = None
    seats: int | None = None
    co2_g_km: int | None = None
    engine_cc: int | None = None
    euro_norm: str = ""

    def known(self) -> dict[str, Any]:
        """The facts without the holes, as JSON has them: dates as "2019-06-20"."""
        facts = {name: value for name, value in asdict(self).items() if value not in {"", None}}
        if self.first_registration:
            facts["first_registration"] = self.first_registration.isoformat()
        return facts


class Registry(ABC):
    name: ClassVar[str]
    countries: ClassVar[frozenset[str]]
    """ISO codes of the countries whose plates it knows."""

    @abstractmethod
    def look_up(self, plate: str, country: str) -> VehicleRecord | None:
        """Return the car with this plate (capitals and digits only; ISO country code), None when none is registered.

        Raises ``keroxio.errors.EngineError`` when the registry could not answer.
        """
