from __future__ import annotations

import pytest

from listings.critair import UNCLASSED, crit_air
from listings.facts import Facts

# Arrêté du 21 juin 2016, annexe: voitures particulières.
TABLE = [
    ("electric", 1999, "E"),
    ("hydrogen", 2020, "E"),
    ("plug_in_hybrid", 2015, "1"),
    ("lpg", 1995, "1"),
    ("cng", 2003, "1"),
    ("petrol", 2011, "1"),
    ("petrol", 2010, "2"),
    ("petrol", 2006, "2"),
    ("petrol", 2005, "3"),
    ("petrol", 1997, "3"),
    ("petrol", 1996, UNCLASSED),
    ("ethanol", 2012, "1"),
    ("hybrid", 2008, "2"),
    ("diesel", 2011, "2"),
    ("diesel", 2010, "3"),
    ("diesel", 2006, "3"),
    ("diesel", 2005, "4"),
    ("diesel", 2001, "4"),
    ("diesel", 2000, "5"),
    ("diesel", 1997, "5"),
    ("diesel", 1996, UNCLASSED),
]


@pytest.mark.parametrize(("fuel", "year", "expected"), TABLE)
def test_it_follows_the_ministry_s_table(fuel: str, year: int, expected: str) -> None:
    assert crit_air(Facts(fuel=fuel, first_registration_year=year)) == expected


def test_it_does_not_guess() -> None:
    assert crit_air(Facts(fuel="petrol")) is None
    assert crit_air(Facts(first_registration_year=2020)) is None
    assert crit_air(Facts(fuel="wood", first_registration_year=2020)) is None


@pytest.mark.parametrize("version", ["2.0 BlueHDi 180", "Hybrid4 163", "E 220 d", "2.0 dCi"])
def test_it_takes_a_diesel_hybrid_for_a_diesel(version: str) -> None:
    assert crit_air(Facts(fuel="hybrid", first_registration_year=2014, version=version)) == "2"
    assert crit_air(Facts(fuel="hybrid", first_registration_year=2014, version="1.8 VVT-i 122h")) == "1"
