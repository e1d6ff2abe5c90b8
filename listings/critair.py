"""The Crit'Air class of a passenger car, from its fuel and its first registration.

Arrêté du 21 juin 2016 établissant la nomenclature des véhicules classés en fonction de leur niveau d'émission de
polluants atmosphériques (NOR: DEVR1604825A), annexe, voitures particulières: where the Euro standard is not known, the
year of first registration decides. Hybrids that are not plugged in follow their main fuel.
"""

from __future__ import annotations

import re

from listings.facts import Facts

UNCLASSED = "non classé"

ALWAYS = {
    "electric": "E",
    "hydrogen": "E",
    "plug_in_hybrid": "1",
    "lpg": "1",
    "cng": "1",
}
# (first year, class), newest first; older cars have no class.
PETROL = ((2011, "1"), (2006, "2"), (1997, "3"))
DIESEL = ((2011, "2"), (2006, "3"), (2001, "4"), (1997, "5"))
BY_YEAR = {"petrol": PETROL, "ethanol": PETROL, "diesel": DIESEL, "hybrid": PETROL}

DIESEL_HYBRID = re.compile(
    r"\b(?:hdi|bluehdi|tdi|dci|cdi|crdi|bluetec|diesel|hybrid4|d[456])\b|\d{3}\s?d[eh]?\b",
    re.IGNORECASE,
)


def crit_air(facts: Facts) -> str | None:
    """ "E", "1" to "5" or UNCLASSED; None when the facts do not tell."""
    if facts.fuel in ALWAYS:
        return ALWAYS[facts.fuel]
    if facts.first_registration_year is None or facts.fuel not in BY_YEAR:
        return None
    table = BY_YEAR[facts.fuel]
    if facts.fuel == "hybrid" and DIESEL_HYBRID.search(f"{facts.model} {facts.version}"):
        table = DIESEL
    return next(
        (level for year, level in table if facts.first_registration_year >= year),
        UNCLASSED,
    )
