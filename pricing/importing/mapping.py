"""Which column of a file holds what: guessed from the titles, or as a mapping says."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pricing.importing.words import OTHER_CURRENCIES
from vehicles.words import simplify

COLUMNS = Path(__file__).parent / "columns.toml"
MAX_MAPPING_BYTES = 100_000
UNITS = {"power": {"hp", "kw"}, "mileage": {"km", "mi"}}
# A group is met by any one of its fields.
REQUIRED = (
    ("make",),
    ("model",),
    ("first_registration_year", "first_registration"),
    ("mileage_km", "mileage_mi"),
    ("price_eur", "sold_price_eur"),
)


class WrongMapping(Exception):
    """The mapping, or the columns it maps, cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns`` gives each field its column, ``defaults`` its value where the file has none, ``values`` translates.

    ``units`` says {"power": "kw"} or {"mileage": "mi"} where neither title nor cell does.
    """

    columns: dict[str, str]
    defaults: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        known = self.columns.keys() | self.defaults.keys()
        return [group[0] for group in REQUIRED if known.isdisjoint(group)]


@cache
def titles() -> dict[str, list[str]]:
    stored: dict[str, list[str]] = tomllib.loads(COLUMNS.read_text(encoding="utf-8"))["titles"]
    return {name: [simplify(title) for title in named] for name, named in stored.items()}


def guess(columns: Iterable[str]) -> Mapping:
    """Each field's most usual title among the file's; a unit behind the title ("Prix (€)") is read and left out."""
    present = {simplify(_bare(column)): column for column in reversed(list(columns))}
    present |= {simplify(column): column for column in reversed(list(columns))}
    found = {
        name: present[known]
        for name, usual in titles().items()
        if (known := next((title for title in usual if title in present), None))
    }
    units = {}
    if "kw" in _unit(found.get("power_hp", "")):
        units["power"] = "kw"
    if _unit(found.get("mileage_km", "")) in {"mi", "miles", "mile"}:
        units["mileage"] = "mi"
    defaults = {}
    if "currency" not in found and (sign := _foreign(found.get("price_eur", ""))):
        defaults["currency"] = sign
    return Mapping(found, defaults=defaults, units=units)


def merged(guessed: Mapping, told: dict[str, Any], columns: Iterable[str]) -> Mapping:
    """``told`` as a mapping file has it, over what was guessed. Raises ``WrongMapping``."""
    unknown = told.keys() - {"columns", "defaults", "values", "units"}
    if unknown:
        raise WrongMapping(_("The mapping has no such part: %(parts)s") % {"parts": ", ".join(sorted(unknown))})
    named, defaults, units = (_texts(told, part) for part in ("columns", "defaults", "units"))
    _check_fields({**named, **defaults})
    absent = {column for column in named.values() if column} - set(columns)
    if absent:
        raise WrongMapping(_("The file has no such column: %(columns)s") % {"columns": ", ".join(sorted(absent))})
    if any(unit not in UNITS.get(name, ()) for name, unit in units.items()):
        raise WrongMapping(_("Units are power = “hp” or “kw” and mileage = “km” or “mi”."))
    values = told.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(one, dict) for one in values.values()):
        raise WrongMapping(_("The mapping's values must be tables of words."))
    _check_fields(values)
    translated = {
        name: {simplify(str(word)): str(value) for word, value in words.items()} for name, words in values.items()
    }
    kept = {name: column for name, column in {**guessed.columns, **named}.items() if column}
    return Mapping(kept, {**guessed.defaults, **defaults}, translated, {**guessed.units, **units})


def load(path: Path) -> dict[str, Any]:
    """A mapping file, TOML or JSON. Raises ``WrongMapping``."""
    try:
        if path.stat().st_size > MAX_MAPPING_BYTES:
            raise WrongMapping(_("The mapping file is too large."))
        text = path.read_text(encoding="utf-8")
        told = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongMapping(_("The mapping file cannot be read: %(error)s") % {"error": error}) from error
    if not isinstance(told, dict):
        raise WrongMapping(_("The mapping file must be a table."))
    return told


def _texts(told: dict[str, Any], part: str) -> dict[str, str]:
    found = told.get(part, {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise WrongMapping(_("In the mapping, “%(part)s” must be a table of texts.") % {"part": part})
    return found


def _check_fields(named: dict[str, Any]) -> None:
    unknown = named.keys() - titles().keys()
    if unknown:
        raise WrongMapping(_("No such field: %(fields)s") % {"fields": ", ".join(sorted(unknown))})


def _bare(title: str) -> str:
    return title.replace("[", "(").partition("(")[0]


def _unit(title: str) -> str:
    """What stands in brackets, in lower case: "Puissance (kW)" has "kw"."""
    return title.lower().replace("[", "(").partition("(")[2].strip(" )]")


def _foreign(title: str) -> str:
    unit = _unit(title)
    named = next((code for sign, code in OTHER_CURRENCIES.items() if sign in unit), "")
    return named or (unit.upper() if unit.upper() in OTHER_CURRENCIES.values() else "")
