"""What makes an estimate unsure, or impossible: codes, for whoever shows them to put into words."""

from __future__ import annotations

from pricing.engines.base import Features
from pricing.engines.features import Encoding, age_months, family_key
from vehicles.naming import Name

OLD_MONTHS = 12 * 12
# Beyond, a car is a collector's: its price follows condition and history, which the model knows nothing of.
CLASSIC_MONTHS = 30 * 12
RARE = 20
HIGH_MILEAGE_KM, IMPLAUSIBLE_KM = 300_000, 1_000_000
# Few or none of these were among the cars learnt from.
UNUSUAL_FUELS = frozenset({"ethanol", "hydrogen", "cng", "lpg"})

IMPOSSIBLE = frozenset(
    {
        "no_make",
        "unknown_make",
        "no_model",
        "no_year",
        "no_mileage",
        "collectors_car",
        "far_future",
        "implausible_mileage",
    }
)
SERIOUS = frozenset({"unknown_model", "rare_model", "old_car", "future_registration", "high_mileage"})


def doubts_of(features: Features, name: Name, encoding: Encoding) -> tuple[str, ...]:
    """Most serious first."""
    return (*_of_name(name, encoding), *_of_use(features), *_of_gaps(features))


def _of_name(name: Name, encoding: Encoding) -> list[str]:
    if not name.make:
        return ["no_make"]
    if name.make not in encoding.makes:
        return ["unknown_make"]
    if not name.family:
        return ["no_model"]
    count = encoding.families.get(family_key(name), 0)
    return ["unknown_model"] if count == 0 else ["rare_model"] if count < RARE else []


def _of_use(features: Features) -> list[str]:
    age, mileage = age_months(features), features.mileage_km
    if age is None or features.first_registration_year is None:
        return ["no_year"]
    if mileage is None:
        return ["no_mileage"]
    ahead = features.first_registration_year - features.priced_on.year
    registered = (features.first_registration_year, features.first_registration_month or 1)
    found = {
        "far_future": ahead > 1,
        "collectors_car": age > CLASSIC_MONTHS,
        "implausible_mileage": not 0 <= mileage <= IMPLAUSIBLE_KM,
        "future_registration": ahead <= 1 and registered > (features.priced_on.year, features.priced_on.month),
        "old_car": OLD_MONTHS < age <= CLASSIC_MONTHS,
        "high_mileage": HIGH_MILEAGE_KM < mileage <= IMPLAUSIBLE_KM,
    }
    return [code for code, holds in found.items() if holds]


def _of_gaps(features: Features) -> list[str]:
    found = {
        "unusual_fuel": features.fuel in UNUSUAL_FUELS,
        "no_version": not features.version.strip(),
        "no_power": not features.power_hp or features.power_hp < 0,
        "no_fuel": not features.fuel,
        "no_gearbox": not features.gearbox,
    }
    return [code for code, holds in found.items() if holds]
