"""What a vehicle identification number tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vininfo import Vin
from vininfo.exceptions import VininfoException

from vehicles.catalogue import known_make

_SHAPE = re.compile("[A-HJ-NPR-Z0-9]{17}")
_UNKNOWN = "UnsupportedBrand"

# Makers' identifiers that vininfo does not know, or names after a group.
_MAKERS = {
    "LRW": "Tesla",
    "NLH": "Hyundai",
    "TMA": "Hyundai",
    "U5Y": "Kia",
    "UU1": "Dacia",
    "VR1": "DS",
    "VR3": "Peugeot",
    "VR7": "Citroën",
    "VXK": "Opel",
    "WME": "Smart",
    "WMW": "MINI",
    "XP7": "Tesla",
    **dict.fromkeys(("WDD", "WDB", "WDC", "WDF", "W1K", "W1N", "W1V"), "Mercedes-Benz"),
}


@dataclass(frozen=True)
class VinFacts:
    """``make`` is "" and ``year`` None where the number does not tell them.

    European numbers need neither a check digit nor a model year (ISO 3779 leaves both to the maker), so the year is
    only taken from a number whose check digit is right.
    """

    manufacturer: str
    country: str
    make: str
    year: int | None
    has_right_check_digit: bool


def tidy_vin(text: str) -> str:
    return re.sub(r"[\s.-]", "", text).upper()


def read_vin(vin: str) -> VinFacts | None:
    """None when this is no VIN: seventeen capitals and digits without I, O and Q."""
    if not _SHAPE.fullmatch(vin):
        return None
    try:
        parsed = Vin(vin)
    except VininfoException:
        return None
    is_right = bool(parsed.verify_checksum())
    manufacturer = _MAKERS.get(vin[:3], str(parsed.manufacturer or "")).replace(_UNKNOWN, "")
    return VinFacts(
        manufacturer=manufacturer,
        country=str(parsed.country or ""),
        make=known_make(manufacturer),
        year=_model_year(vin, parsed.years) if is_right else None,
        has_right_check_digit=is_right,
    )


def _model_year(vin: str, possible: list[int]) -> int | None:
    """The year's character comes round every thirty years; the seventh is a letter from 2010 on (49 CFR 565.15)."""
    if not possible:
        return None
    return max(possible) if vin[6].isalpha() else min(possible)
