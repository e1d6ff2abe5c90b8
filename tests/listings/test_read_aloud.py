"""What grated when ads of real cars were read aloud: each kind of fault, once mended, stays mended."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from listings.claims.base import Verdict
from listings.claims.reading import trace
from listings.facts import Facts
from listings.writers.base import Language, Length, Style, Tone
from listings.writers.phrases import CLOSINGS
from listings.writers.templates import TemplateWriter
from listings.writers.versions import clean_version
from tests.listings.cars import CITY_CAR, ELECTRIC, OLD_DIESEL, PRIVATE_SELLER

BARE = replace(CITY_CAR, options=(), owners_count=2, fuel="diesel", condition_notes="")


def text(facts: Facts, **style: Any) -> str:
    return TemplateWriter().write(facts, style=Style(**style)).text


@pytest.mark.parametrize(
    ("make", "model", "version", "printed"),
    [
        ("Lexus", "RX 400", "RX400 H 3,3 V6", "H 3,3 V6"),
        ("Mazda", "6", "MAZDA6 2.2L SKYACTIV-D 150 ch", "2.2L Skyactiv-D 150 ch"),
        ("Fiat", "500e", "e 95ch Action Plus", "95ch Action Plus"),
        ("Ford", "", "FordLariat 5.0L", "Lariat 5.0L"),
        ("DS", "DS 7 Crossback", "DS Automobiles DS 7 CrossbackBASTILLE HDI 130", "Bastille HDI 130"),
        ("Citroën", "", "CitroenFOURGON 1.5 BLUEHDI START-STOP", "Fourgon 1.5 BlueHDi Start-Stop"),
        ("BMW", "Série 1", "118d 1 M Sport", "118d 1 M Sport"),
        ("Volkswagen", "Golf", "F Sport", "F Sport"),
    ],
)
def test_the_name_is_not_said_twice(make: str, model: str, version: str, printed: str) -> None:
    assert clean_version(Facts(version=version), make=make, model=model) == printed


@pytest.mark.parametrize(
    ("version", "printed"),
    [
        ("LIMOUSINE 35 TFSI S TRONIC LINE 150CH", "Limousine 35 TFSI S Tronic Line 150ch"),
        ("BLUEHDI 100 SHINE", "BlueHDi 100 Shine"),
        ("1.5 dCi GT AMG DSG", "1.5 dCi GT AMG DSG"),
    ],
)
def test_a_version_does_not_shout(version: str, printed: str) -> None:
    assert clean_version(Facts(version=version), make="Audi", model="A3") == printed


@pytest.mark.parametrize(
    ("facts", "printed"),
    [
        (Facts(version="2.8i boite manuelle", gearbox="manual"), "2.8i"),
        (Facts(version="2.9 CRDi 4WD - BOITE AUTOMATIQUE", gearbox="automatic"), "2.9 CRDi 4WD"),
        (Facts(version="Moteur électrique 136ch Feel", fuel="electric"), "électrique 136ch Feel"),
        (Facts(version="58 kWh - 170ch Creative", power_hp=78), "58 kWh Creative"),
        (Facts(version="GT . PHASE 1"), "GT Phase 1"),
        (Facts(version="130 Édition 09-2019"), "130 Édition"),
        (Facts(version="1.4i 16v - Finition"), "1.4i 16v"),
        (Facts(version="SRT 392 hors homologation 4500e"), "SRT 392"),
    ],
)
def test_a_version_holds_no_leavings(facts: Facts, printed: str) -> None:
    assert clean_version(facts, make="Audi", model="A3") == printed


@pytest.mark.parametrize("tone", Tone)
def test_a_version_that_ends_the_name_stays_with_it(tone: Tone) -> None:
    facts = replace(CITY_CAR, make="Mercedes-Benz", model="C 180", version="180 d Avantgarde")
    said = text(facts, tone=tone)
    assert "C 180 d Avantgarde" in said.split("\n")[0]
    assert said.count("Avantgarde") == 1


@pytest.mark.parametrize(("tone", "length"), list(product(Tone, Length)))
def test_nothing_electric_is_under_the_bonnet(tone: Tone, length: Length) -> None:
    for number in range(12):
        assert "capot" not in text(replace(ELECTRIC, mileage_km=number), tone=tone, length=length)


@pytest.mark.parametrize("tone", Tone)
def test_seats_are_counted_once(tone: Tone) -> None:
    said = text(replace(CITY_CAR, seats=7), tone=tone, length=Length.COMPLETE).lower()
    assert len(re.findall(r"(?:sept|7) places", said)) == 1
    lonely = text(replace(OLD_DIESEL, owners_count=None), tone=tone, length=Length.COMPLETE).lower()
    assert len(re.findall(r"(?:sept|7) places", lonely)) == 1


@pytest.mark.parametrize("language", Language)
def test_a_single_strength_is_not_lost(language: Language) -> None:
    said = text(replace(BARE, mileage_guaranteed=True), language=language)
    assert re.search("kilométrage garanti|guaranteed mileage", said, re.IGNORECASE)


def test_upkeep_that_the_notes_tell_is_not_told_again() -> None:
    facts = replace(CITY_CAR, options=("4 pneus neufs", "Double des clés"), condition_notes="Pneus neufs, une rayure.")
    said = text(facts).lower()
    assert said.count("pneus neufs") == 1
    assert "double des clés" in said


def test_strengths_and_papers_are_two_sentences() -> None:
    said = text(CITY_CAR, length=Length.SHORT)
    assert "vignette Crit’Air\u00a01. Contrôle technique du" in said


@pytest.mark.parametrize("tone", Tone)
def test_equipment_leads_before_the_sticker(tone: Tone) -> None:
    said = text(CITY_CAR, tone=tone, length=Length.STANDARD)
    assert said.index("Apple CarPlay") < said.index("Crit’Air")


def test_nobody_visits_by_message() -> None:
    for lines in CLOSINGS.values():
        for line in lines:
            assert "visite par la messagerie" not in line
            assert "demande, par la messagerie" not in line


def test_hybrid_horses_are_read_as_horses() -> None:
    facts = replace(CITY_CAR, fuel="hybrid", seller=PRIVATE_SELLER)
    for said in ("100 hp hybrid engine", "100 ch hybride"):
        assert {claim.verdict for claim in trace(said, facts)} == {Verdict.TRACED}
    assert [claim.kind for claim in trace("50 kWh", facts)] == ["number"]
