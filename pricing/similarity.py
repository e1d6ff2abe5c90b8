"""How near two cars are to a buyer who compares them: 0 is the same car, 1 about a year or 20,000 km apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log

from pricing.engines.base import Features
from pricing.engines.features import age_months
from vehicles.naming import fold

KM_PER_STEP = 20_000
MONTHS_PER_STEP = 12
# A tenth more power counts as much as five months.
POWER_WEIGHT = 4.0
FUEL, GEARBOX, BODY, COUNTRY, VERSION = 2.0, 1.0, 0.8, 0.8, 1.5
# What is not known of either car may be the same or not.
UNKNOWN = 0.4
DAYS_PER_STEP = 180
NEAR, MIDDLING = 1.5, 3.0
# Nobody knows a price better than who paid it.
SOLD_BONUS = 0.7


@dataclass(frozen=True, slots=True)
class Offer:
    """One car for sale or sold. ``price`` is what was asked, or, ``is_sold``, paid; ``first_price`` asked at first."""

    title: str
    features: Features
    price: int
    seen_on: date
    source: str = ""
    url: str = ""
    is_sold: bool = False
    first_price: int | None = None
    vehicle_id: int | None = None


def distance(car: Features, offer: Offer) -> float:
    other = offer.features
    apart = _ages(car, other) + _mileages(car, other) + _powers(car, other)
    apart += _words(car.fuel, other.fuel, FUEL) + _words(car.gearbox, other.gearbox, GEARBOX)
    apart += _words(car.body, other.body, BODY) + (COUNTRY if car.country != other.country else 0)
    apart += VERSION * _versions(car.version, other.version)
    apart += max(0, (car.priced_on - offer.seen_on).days) / DAYS_PER_STEP
    return apart * SOLD_BONUS if offer.is_sold else apart


def _ages(car: Features, other: Features) -> float:
    one, two = age_months(car), age_months(other)
    return UNKNOWN if one is None or two is None else abs(one - two) / MONTHS_PER_STEP


def _mileages(car: Features, other: Features) -> float:
    if car.mileage_km is None or other.mileage_km is None:
        return UNKNOWN
    return abs(car.mileage_km - other.mileage_km) / KM_PER_STEP


def _powers(car: Features, other: Features) -> float:
    return POWER_WEIGHT * abs(log(car.power_hp / other.power_hp)) if car.power_hp and other.power_hp else UNKNOWN


def _words(one: str, other: str, weight: float) -> float:
    return weight * UNKNOWN if not one or not other else 0 if one == other else weight


def _versions(one: str, other: str) -> float:
    """The share of the words of this car's version that the other's has not."""
    wanted, found = _terms(one), _terms(other)
    return UNKNOWN if not wanted or not found else 1 - len(wanted & found) / len(wanted)


@lru_cache(maxsize=50_000)
def _terms(version: str) -> frozenset[str]:
    spelt = re.sub(r"(\d)\s*(?:ch|cv|hp|ps)\b", r"\1", version.lower())
    return frozenset(fold(spelt).split())
