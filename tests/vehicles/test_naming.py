from __future__ import annotations

import pytest

from vehicles.naming import fold, make_key, name_of


@pytest.mark.parametrize(
    ("make", "model", "family"),
    [
        ("BMW", "320", "serie3"),
        ("BMW", "m550", "serie5"),
        ("BMW", "M3", "m3"),
        ("BMW", "X1", "x1"),
        ("Mercedes-Benz", "a 180", "classea"),
        ("Mercedes-Benz", "c 63 amg", "classec"),
        ("Mercedes-Benz", "gla 200", "gla"),
        ("Mercedes-Benz", "eqe suv", "eqesuv"),
        ("MINI", "john cooper works countryman", "countryman"),
        ("MINI", "cooper s", "hatch"),
        ("Volkswagen", "golf gti", "golf"),
        ("Volkswagen", "t6.1 multivan", "multivan"),
        ("Renault", "Renault 5", "r5"),
        ("DS", "7 Crossback", "ds7crossback"),
        ("Kia", "ceed sw / cee'd sw", "ceedsw"),
        ("Tesla", "3", "model3"),
        ("Peugeot", "208", "208"),
    ],
)
def test_it_finds_the_family(make: str, model: str, family: str) -> None:
    assert name_of(make, model).family == family


def test_it_keeps_what_the_family_leaves_out() -> None:
    assert name_of("BMW", "320").dropped == "320"
    assert name_of("BMW", "Série 3").dropped == ""


@pytest.mark.parametrize("written", ["Citroën", "CITROEN", " citroën "])
def test_it_takes_any_spelling_of_a_make(written: str) -> None:
    assert make_key(written) == "citroen"


def test_it_folds_accents_signs_and_spaces() -> None:
    assert fold("  Škoda  É-Tech/4×4 ") == "skoda e tech 4 4"
