"""French departments: which one a postcode is in, and which lie around it."""

from __future__ import annotations

import tomllib
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

PLACES = Path(__file__).parent / "departments.toml"
EARTH_KM = 6371


def department_of(postcode: str) -> int | None:
    """ "74000" is in 74; overseas and malformed postcodes are in none the market data knows."""
    number = int(postcode[:2]) if len(postcode) == 5 and postcode.isascii() and postcode.isdigit() else 0
    return number if 1 <= number <= 95 else None


@cache
def places() -> dict[int, tuple[float, float]]:
    """Latitude and longitude of each department's prefecture, in degrees; Corsica is 20, as its postcodes say."""
    stored = tomllib.loads(PLACES.read_text(encoding="utf-8"))["prefectures"]
    return {int(number): (latitude, longitude) for number, (latitude, longitude) in stored.items()}


@cache
def within(department: int, radius_km: int) -> tuple[int, ...]:
    """The departments whose prefectures lie no further away; the department itself is always among them."""
    if department not in places():
        return (department,)
    here = places()[department]
    return tuple(number for number, there in places().items() if _distance_km(here, there) <= radius_km)


def _distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the great circle (haversine)."""
    (north, east), (further_north, further_east) = map(_radians, (one, other))
    half = sin((further_north - north) / 2) ** 2
    half += cos(north) * cos(further_north) * sin((further_east - east) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _radians(place: tuple[float, float]) -> tuple[float, float]:
    return radians(place[0]), radians(place[1])
