"""Cars as rows of numbers, as the trees read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pricing.engines.base import Features
from pricing.engines.hedonic import AGES, KILOMETRES
from pricing.engines.text import stated_of
from vehicles.naming import Name, name_of

Floats = npt.NDArray[np.float64]

# ``stated`` is what the version says: portals often give the power of an electric car's half hour, or in kW.
NUMBERS = (
    "age_months",
    "mileage_km",
    "power_hp",
    "engine_cc",
    "doors",
    "seats",
    "department",
    "stated_hp",
    "stated_litres",
)
CATEGORIES = ("make", "family", "fuel", "gearbox", "body", "color", "seller_type", "country", "drive")
# By each member's ridges: the log price the words alone suggest, and what they add once all else is accounted for.
MEMBERS = 3
WORDS = tuple(f"words_{what}_{member}" for member in range(MEMBERS) for what in ("level", "rest"))
# By the hedonic nets: the level and the rates that they read from words and particulars.
HEDONIC = ("hedonic_level", *(f"hedonic_rate_{at}" for at in range(AGES + KILOMETRES)))
COLUMNS = (*NUMBERS, *CATEGORIES, *WORDS, *HEDONIC)
PLAIN = len(NUMBERS) + len(CATEGORIES)
TREES = PLAIN + len(WORDS)
AGE, MILEAGE = COLUMNS.index("age_months"), COLUMNS.index("mileage_km")
# More months and more kilometres never raise a price, all else equal.
FALLING = ("age_months", "mileage_km")
MID_YEAR = 6
FUELS = {"plug_in_hybrid": "hybrid", "ethanol": "petrol", "hydrogen": "electric"}
# A family of fewer cars than this has no typical car of its own.
TYPICAL_FROM = 10

# Every car learnt from had these, so that it is not learnt what their absence means.
ALWAYS_KNOWN = ("power_hp", "fuel", "seller_type", "country")

# The factors a seller understands, and the columns behind each.
FACTORS: dict[str, tuple[str, ...]] = {
    "age": ("age_months",),
    "mileage": ("mileage_km",),
    "version": (*WORDS, "make", "family"),
    "power": ("power_hp", "engine_cc", "stated_hp", "stated_litres"),
    "gearbox": ("gearbox", "drive"),
    "fuel": ("fuel",),
    "body": ("body", "doors", "seats"),
    "color": ("color",),
    "market": ("country", "department", "seller_type"),
}


# Of these the hedonic nets read the particulars: what each adds to their answer is asked of them.
PARTICULARS: dict[str, tuple[str, ...]] = {
    "power": ("power_hp", "engine_cc"),
    "gearbox": ("gearbox", "drive"),
    "fuel": ("fuel",),
    "body": ("body", "doors", "seats"),
    "color": ("color",),
    "market": ("country", "department"),
}


def columns_of(member: int) -> list[int]:
    """What a member's trees read: the car, and that member's scores of its words."""
    return [*range(PLAIN), PLAIN + 2 * member, PLAIN + 2 * member + 1]


def age_months(features: Features) -> int | None:
    """Whole months since first registration; mid-year where the month is not known; never below 0."""
    if features.first_registration_year is None:
        return None
    month = features.first_registration_month or MID_YEAR
    years = features.priced_on.year - features.first_registration_year
    return max(0, years * 12 + features.priced_on.month - month)


def plausible(car: Features) -> Features:
    """Fuels as the market data names them; numbers that cannot be are not known."""
    return replace(
        car,
        fuel=FUELS.get(car.fuel, car.fuel),
        power_hp=_positive(car.power_hp),
        engine_cc=_positive(car.engine_cc),
        doors=_positive(car.doors),
        seats=_positive(car.seats),
    )


def _positive(number: int | None) -> int | None:
    return number if number is not None and number > 0 else None


def names_of(cars: Sequence[Features]) -> list[Name]:
    return [name_of(car.make, car.model) for car in cars]


@dataclass(frozen=True, slots=True)
class Encoding:
    """What training learns about categories.

    ``codes`` gives each category's values their numbers; ``families`` and ``makes`` count the cars learnt from;
    ``typical`` holds the columns of a family's or make's typical car, and under "" those of all cars.
    """

    codes: dict[str, dict[str, int]]
    families: dict[str, int]
    makes: dict[str, int]
    typical: dict[str, list[float]]

    def matrix(self, cars: Sequence[Features], names: Sequence[Name]) -> Floats:
        """One row a car, of the plain columns; what is not known is NaN."""
        rows = [self._row(car, name) for car, name in zip(cars, names, strict=True)]
        return np.array(rows, dtype=np.float64).reshape(-1, PLAIN)

    def _row(self, car: Features, name: Name) -> list[float]:
        told = stated_of(car.version)
        numbers = [age_months(car), *(getattr(car, column) for column in NUMBERS[1:-2]), told.power_hp, told.litres]
        values = {
            "make": name.make,
            "family": family_key(name),
            **{column: getattr(car, column) for column in CATEGORIES[2:]},
        }
        row = [float("nan") if number is None else float(number) for number in numbers]
        row += [float(self.codes[column].get(values[column], np.nan)) for column in CATEGORIES]
        return row

    def completed(self, car: Features, name: Name) -> Features:
        """What was known of every car learnt from is the typical car's where it is not known."""
        absent = [
            column
            for column in ALWAYS_KNOWN
            if not (value := getattr(car, column)) or (column in self.codes and value not in self.codes[column])
        ]
        return self.as_typical(car, name, absent) if absent else car

    def as_typical(self, car: Features, name: Name, columns: Sequence[str]) -> Features:
        """The car, with what the typical car of its family has in these columns."""
        typical = self.typical_of(name)
        return replace(car, **{column: self._told(column, typical[COLUMNS.index(column)]) for column in columns})

    def _told(self, column: str, value: float) -> Any:
        if column in self.codes:
            return "" if np.isnan(value) else list(self.codes[column])[int(value)]
        return None if np.isnan(value) else round(value)

    def known_as(self, name: Name) -> Name:
        """The family itself, or the longest known one its words begin with: "208 GT Line" is a 208, "Clio V" a Clio."""
        if family_key(name) in self.families:
            return name
        words = name.dropped.split()
        for length in range(len(words) - 1, 0, -1):
            shorter = name_of(name.make, " ".join(words[:length]))
            if family_key(shorter) in self.families:
                return name._replace(family=shorter.family, dropped=" ".join(words[length:]))
        return name

    def typical_of(self, name: Name) -> list[float]:
        return self.typical.get(family_key(name)) or self.typical.get(name.make) or self.typical[""]


def family_key(name: Name) -> str:
    return f"{name.make} {name.family}"


def encoding_of(cars: Sequence[Features], names: Sequence[Name]) -> Encoding:
    """Learns the values of each category and counts the families; the typical cars are added by ``with_typical``."""
    families = Counter(family_key(name) for name in names)
    makes = Counter(name.make for name in names)
    values: dict[str, Counter[str]] = {"make": makes, "family": families}
    for column in CATEGORIES[2:]:
        values[column] = Counter(value for car in cars if (value := getattr(car, column)))
    codes = {
        column: {value: code for code, (value, _) in enumerate(sorted(counts.items()))}
        for column, counts in values.items()
    }
    return Encoding(codes, dict(families), dict(makes), {})


def typical_cars(matrix: Floats, names: Sequence[Name]) -> dict[str, list[float]]:
    """Medians of numbers and most frequent categories, per family and per make of ten cars or more, and of all cars."""
    rows: dict[str, list[int]] = {"": list(range(len(names)))}
    for index, name in enumerate(names):
        rows.setdefault(family_key(name), []).append(index)
        rows.setdefault(name.make, []).append(index)
    return {
        key: [_typical(matrix[indices, column], column) for column in range(len(COLUMNS))]
        for key, indices in rows.items()
        if len(indices) >= TYPICAL_FROM
    }


def _typical(values: Floats, column: int) -> float:
    known = values[~np.isnan(values)]
    if not known.size:
        return float("nan")
    if COLUMNS[column] in CATEGORIES:
        return float(np.bincount(known.astype(np.int64)).argmax())
    return float(np.median(known))


def as_json(encoding: Encoding) -> dict[str, Any]:
    typical = {
        key: [None if np.isnan(value) else round(value, 6) for value in row] for key, row in encoding.typical.items()
    }
    return {"codes": encoding.codes, "families": encoding.families, "makes": encoding.makes, "typical": typical}


def from_json(stored: dict[str, Any]) -> Encoding:
    typical = {key: [np.nan if value is None else value for value in row] for key, row in stored["typical"].items()}
    return Encoding(stored["codes"], stored["families"], stored["makes"], typical)
