"""Where each particular comes from, and what else says so or otherwise. Pure: rows and forms only keep what it returns.

A car's ``reported`` holds, for each source that spoke, what it spoke about and its facts:
``{"registry": {"about": "AB-123-CD", "facts": {"power_hp": 110}}}``. ``decisions`` holds what the seller decided to
keep against a source, with what that source said then: ``{"power_hp": {"registry": 110}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from vehicles.vin import read_vin
from vehicles.words import simplify

EMPTY = (None, "")
# In this order where several say the same.
SOURCES = ("certificate", "registry", "vin", "stock")
_ALIKE = (
    frozenset({"city", "sedan"}),
    frozenset({"grey", "silver"}),
    frozenset({"automatic", "semi-automatic"}),
)

Reported = Mapping[str, Any]


class Agreement(IntEnum):
    DIFFERENT = 0
    COMPATIBLE = 1
    SAME = 2


@dataclass(frozen=True)
class Claim:
    source: str
    value: Any


@dataclass(frozen=True)
class Standing:
    """How a value stands: where it comes from, which other sources say the same, which say otherwise and are to ask."""

    origin: str = ""
    confirmed_by: tuple[str, ...] = ()
    disputed_by: tuple[Claim, ...] = ()


def with_report(reported: Reported, source: str, about: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the source said before is replaced."""
    return {**reported, source: {"about": about, "facts": dict(facts)}}


def without_report(reported: Reported, source: str) -> dict[str, Any]:
    return {name: said for name, said in reported.items() if name != source}


def claims(reported: Reported, vin: str) -> dict[str, list[Claim]]:
    """By field, what each source says; the VIN speaks for itself."""
    vin_facts = read_vin(vin) if vin else None
    told = {name: said["facts"] for name, said in reported.items()}
    if vin_facts:
        told["vin"] = {"make": vin_facts.make, "first_registration_year": vin_facts.year}
    found: dict[str, list[Claim]] = {}
    for source in SOURCES:
        for field, value in told.get(source, {}).items():
            if value not in EMPTY:
                found.setdefault(field, []).append(Claim(source, value))
    return found


def standing(field: str, value: Any, origin: str, said: list[Claim], kept: Mapping[str, Any] | None = None) -> Standing:
    """``origin`` is the source the value was taken from; ``kept`` what was decided about this field."""
    agreements = [(claim, agreement(field, value, claim.value)) for claim in said]
    return Standing(
        origin=origin,
        confirmed_by=tuple(
            claim.source for claim, agreed in agreements if agreed is Agreement.SAME and claim.source != origin
        ),
        disputed_by=tuple(
            claim
            for claim, agreed in agreements
            if agreed is Agreement.DIFFERENT and (kept or {}).get(claim.source) != claim.value
        ),
    )


def agreement(field: str, value: Any, claimed: Any) -> Agreement:
    """A model year a year off, a saloon called a city car or kilowatts rounded to horsepower are no dispute."""
    if value in EMPTY:
        return Agreement.DIFFERENT
    if value == claimed or simplify(str(value)) == simplify(str(claimed)):
        return Agreement.SAME
    if field in {"power_hp", "first_registration_year"} and abs(int(value) - int(claimed)) <= 1:
        return Agreement.COMPATIBLE
    if {value, claimed} in _ALIKE:
        return Agreement.COMPATIBLE
    if field in {"version", "model"} and _holds(str(value), str(claimed)):
        return Agreement.COMPATIBLE
    return Agreement.DIFFERENT


def _holds(one: str, other: str) -> bool:
    """Whether all words of one are among those of the other: "1.5 dCi" and "1.5 dCi 90 Intens"."""
    ours, theirs = ({simplify(word) for word in text.split()} for text in (one, other))
    return ours <= theirs or theirs <= ours
