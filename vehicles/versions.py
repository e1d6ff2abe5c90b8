"""What a version's words tell of a car: "1.5 BlueHDi 130 ch Allure EAT8" is a diesel of 130 hp with an automatic."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vehicles.naming import fold, make_key

VERSIONS = Path(__file__).parent / "versions.toml"
HP_PER_KW = 1.35962
LEAST_HP, MOST_HP = 30, 999
_HORSES = re.compile(r"(?<![\d.,])(\d{2,3}) ?(?:ch|cv|hp|ps)\b", re.IGNORECASE)
_KILOWATTS = re.compile(r"(?<![\d.,])(\d{2,3}) ?kw\b", re.IGNORECASE)
_LITRES = re.compile(r"(?<![\d.,])([0-8][.,]\d)(?![\d.,]| ?kwh)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """Empty where the words do not say, or say two things."""

    power_hp: int | None
    litres: float | None
    fuel: str
    gearbox: str
    finish: str


def read_version(make: str, version: str) -> VersionFacts:
    words = f" {fold(version)} "
    finishes = _words()["finishes"].get(make_key(make), [])
    return VersionFacts(
        power_hp=_power(version),
        litres=_litres(version),
        fuel=_fuel(words),
        gearbox=_only(_said("gearbox", words)),
        finish=max((name for name in finishes if f" {fold(name)} " in words), key=len, default=""),
    )


def _power(version: str) -> int | None:
    if horses := _HORSES.search(version):
        power = int(horses[1])
    elif kilowatts := _KILOWATTS.search(version):
        power = round(int(kilowatts[1]) * HP_PER_KW)
    else:
        return None
    return power if LEAST_HP <= power <= MOST_HP else None


def _litres(version: str) -> float | None:
    found = _LITRES.search(version)
    litres = float(found[1].replace(",", ".")) if found else 0
    return litres or None


def _fuel(words: str) -> str:
    """A hybrid's engine burns petrol or diesel besides: the rarer word says more."""
    said = _said("fuel", words)
    for more, less in (("plug_in_hybrid", "hybrid"), ("plug_in_hybrid", "electric")):
        if more in said:
            said.discard(less)
    telling = said - {"petrol", "diesel"}
    return _only(telling or said)


def _said(field: str, words: str) -> set[str]:
    return {value for value, named in _words()[field].items() if any(f" {name} " in words for name in named)}


def _only(values: Iterable[str]) -> str:
    found = list(values)
    return found[0] if len(found) == 1 else ""


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    stored: dict[str, dict[str, list[str]]] = tomllib.loads(VERSIONS.read_text(encoding="utf-8"))
    return stored
