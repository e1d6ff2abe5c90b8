"""A registry for tests: it answers at once, from what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from plates.registries.base import Registry, VehicleRecord

CLIO = {
    "make": "Renault",
    "model": "Clio",
    "version": "1.5 Blue dCi 115 Intens",
    "vin": "VF1RJA00463123456",
    "first_registration": date(2019, 6, 20),
    "fuel": "diesel",
    "gearbox": "manual",
    "power_hp": 116,
    "fiscal_power": 5,
    "color": "grey",
    "seats": 5,
    "co2_g_km": 104,
    "euro_norm": "Euro 6",
}


class FakeRegistry(Registry):
    """Knows the cars of ``cars``, by bare plate; by default one Clio."""

    name: ClassVar[str] = "fake"
    countries: ClassVar[frozenset[str]] = frozenset({"FR"})

    def __init__(self, *, cars: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._cars = {"AB123CD": CLIO} if cars is None else cars

    def look_up(self, plate: str, country: str) -> VehicleRecord | None:
        car = self._cars.get(plate)
        return None if car is None else VehicleRecord(plate=plate, **car)
