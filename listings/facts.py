"""What is known of a car and of its seller, as plain values: all that an ad may say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

GARAGE = "garage"
PRIVATE = "private"
# In whose name the car is sold.
OWN_STOCK = "own"
CONSIGNMENT = "consignment"
MANDATE = "mandate"


@dataclass(frozen=True, kw_only=True)
class Seller:
    kind: str = PRIVATE
    name: str = ""
    siren: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""

    @property
    def is_garage(self) -> bool:
        return self.kind == GARAGE


@dataclass(frozen=True, kw_only=True)
class Facts:
    """None or "" is "unknown". ``fuel``, ``gearbox``, ``body`` and ``color`` are values of vehicles/vocabulary.py.

    ``plate`` serves the portals' forms and never appears in a text: it is personal data.
    ``has_composites``: at least one published photo shows the car before another background; ``windows_toned``: and
    less of the old one in its windows.
    """

    make: str = ""
    model: str = ""
    version: str = ""
    first_registration_year: int | None = None
    first_registration_month: int | None = None
    mileage_km: int | None = None
    mileage_guaranteed: bool = False
    fuel: str = ""
    gearbox: str = ""
    power_hp: int | None = None
    fiscal_power: int | None = None
    color: str = ""
    doors: int | None = None
    seats: int | None = None
    body: str = ""
    options: tuple[str, ...] = ()
    owners_count: int | None = None
    inspection_date: date | None = None
    condition_notes: str = ""
    price_eur: int | None = None
    plate: str = ""
    has_composites: bool = False
    plates_masked: bool = False
    windows_toned: bool = False
    sale_mode: str = OWN_STOCK
    seller: Seller = field(default_factory=Seller)

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.make, self.model) if part)
