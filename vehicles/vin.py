"""What a vehicle identification number tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vininfo import Vin
from vininfo.exceptions import VininfoException

from vehicles.catalogue import known_make

_SHAPE = re.compile("[A-HJ-NPR-Z0-9]{17}")


@dataclass(frozen=True)
class VinFacts:
    """``make`` is "" and ``year`` None where the number does not tell them.

    European numbers need neither a check digit nor a model year (ISO 3779 leaves both to the maker), so the year is only
    taken from a number whose check digit is right.
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
    manufacturer = str(parsed.manufacturer or "")
    return VinFacts(
        manufacturer=manufacturer,
        country=str(parsed.country or ""),
        make=known_make(manufacturer),
        year=parsed.years[0] if is_right and parsed.years else None,
        has_right_check_digit=is_right,
    )
