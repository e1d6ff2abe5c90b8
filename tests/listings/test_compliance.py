from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from listings.compliance import CHECKS, check
from listings.duties import Level, duties
from listings.facts import Facts, Seller
from listings.inspections import inspection_is_fresh, needs_inspection
from listings.writers.base import Language, Length, Style, Tone
from listings.writers.templates import TemplateWriter
from tests.listings.cars import CITY_CAR, ELECTRIC, GARAGE_SELLER, NOTHING, PRIVATE_SELLER

TODAY = date(2026, 11, 21)
COMPLETE = "Non garanti. SIREN 732 829 320. Prix : 13 490 €. Garantie légale de conformité."


def codes(facts: Facts, text: str = "", level: Level | None = None) -> set[str]:
    return {f.duty.code for f in check(facts, text=text, today=TODAY) if level in {None, f.level}}


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("length", Length)
@pytest.mark.parametrize("facts", [CITY_CAR, replace(CITY_CAR, seller=PRIVATE_SELLER), ELECTRIC])
def test_it_finds_nothing_in_a_complete_ad_of_our_writer(facts: Facts, tone: Tone, length: Length) -> None:
    text = TemplateWriter().write(facts, style=Style(tone=tone, length=length)).text
    assert codes(facts, text) == set()


def test_it_asks_everything_of_a_garage_that_knows_nothing() -> None:
    found = codes(replace(NOTHING, seller=replace(GARAGE_SELLER, siren="", name="")), level=Level.BLOCKING)
    expected = {"make", "model", "version", "registration_year", "registration_month", "mileage", "price"}
    assert found == expected | {"seller_name", "seller_siren"}


def test_it_asks_less_of_a_private_seller() -> None:
    assert codes(NOTHING, level=Level.BLOCKING) == {"make", "model", "price"}
    assert not any(finding.duty.code.startswith("seller") for finding in check(NOTHING, text="x", today=TODAY))


@pytest.mark.parametrize(
    ("facts", "text", "missing"),
    [
        (
            CITY_CAR,
            "Belle voiture à 13 490 €, SIREN 732 829 320, garantie légale de conformité",
            "mileage_not_guaranteed",
        ),
        (CITY_CAR, "Non garanti. 13 490 €. Garantie légale de conformité.", "seller_in_text"),
        (CITY_CAR, "Non garanti, 732829320, 13 490 €", "guarantee"),
        (CITY_CAR, "Non garanti, 732829320, garantie légale de conformité", "price_in_text"),
        (CITY_CAR, f"{COMPLETE} Vendue en l’état.", "guarantee_excluded"),
        (replace(CITY_CAR, sale_mode="consignment"), COMPLETE, "sale_mode"),
        (ELECTRIC, "38\u202f900 €", "composites"),
    ],
)
def test_it_notices_a_mention_taken_out_of_the_text(facts: Facts, text: str, missing: str) -> None:
    assert codes(facts, text) == {missing}


def test_it_waits_for_a_text_before_judging_it() -> None:
    assert codes(CITY_CAR) == set()


def test_it_puts_the_gravest_first() -> None:
    levels = [finding.level for finding in check(NOTHING, text="x", today=TODAY)]
    assert levels == sorted(levels, key=list(Level).index)


@pytest.mark.parametrize(
    ("year", "month", "due"),
    [(2022, 11, False), (2022, 10, True), (2022, None, False), (2021, None, True), (None, None, False)],
)
def test_it_wants_an_inspection_after_four_years(year: int | None, month: int | None, due: bool) -> None:
    assert needs_inspection(Facts(first_registration_year=year, first_registration_month=month), TODAY) is due


@pytest.mark.parametrize(
    ("inspected", "fresh"),
    [
        (date(2026, 5, 21), True),
        (date(2026, 5, 20), False),
        (date(2026, 11, 21), True),
        (date(2026, 11, 22), False),
    ],
)
def test_it_counts_six_months(inspected: date, fresh: bool) -> None:
    assert inspection_is_fresh(inspected, TODAY) is fresh


def test_it_counts_six_months_to_a_short_month() -> None:
    assert inspection_is_fresh(date(2026, 8, 31), date(2027, 2, 28))
    assert not inspection_is_fresh(date(2026, 8, 31), date(2027, 3, 1))


def test_it_warns_of_an_old_inspection() -> None:
    assert "inspection" in codes(replace(CITY_CAR, inspection_date=date(2026, 1, 1)), level=Level.WARNING)
    assert "inspection" in codes(replace(CITY_CAR, inspection_date=None), level=Level.WARNING)


def test_its_duties_each_have_a_reason_and_a_dated_source() -> None:
    assert len({duty.code for duty in duties()}) == len(duties())
    for duty in duties():
        assert duty.why.en.endswith(".")
        assert duty.why.fr.endswith(".")
        assert duty.source
        assert date(1978, 1, 1) <= duty.in_force_since <= duty.read <= TODAY
        assert duty.garage or duty.private
        assert duty.check in CHECKS or duty.field in Facts.__dataclass_fields__


@pytest.mark.parametrize(
    "wrong",
    [
        "Seulement 32 350 km.",
        "Prix : 12 990 €.",
        "110 ch.",
        "Deuxième main.",
        "De mars 2021.",
        "Diesel.",
        "Kilométrage garanti.",
    ],
)
@pytest.mark.parametrize("seller", [GARAGE_SELLER, PRIVATE_SELLER])
def test_what_contradicts_a_field_blocks_publication(wrong: str, seller: Seller) -> None:
    findings = check(replace(CITY_CAR, seller=seller), text=f"{COMPLETE} {wrong}", today=TODAY)
    (found,) = (finding for finding in findings if finding.duty.code == "contradiction")
    assert found.is_blocking
    assert all(claim.value for claim in found.claims)


def test_what_nothing_proves_is_asked_about_until_it_is_confirmed() -> None:
    text = f"{COMPLETE} Garantie 12 mois, jamais accidentée."
    (found,) = check(CITY_CAR, text=text, today=TODAY)
    assert (found.duty.code, found.level, len(found.claims)) == ("unproven", Level.WARNING, 2)
    assert check(CITY_CAR, text=text, today=TODAY, confirmed=[claim.key for claim in found.claims]) == []


def test_the_plate_is_not_for_the_text() -> None:
    assert "plate_in_text" in codes(CITY_CAR, f"{COMPLETE} Immatriculée AB 123 CD.")


def test_the_title_is_read_too() -> None:
    assert "contradiction" in {
        f.duty.code for f in check(CITY_CAR, text=COMPLETE, title="208 – 10 000 km", today=TODAY)
    }


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"fuel": "electric", "options": ("Moteur diesel",)}, "diesel"),
        ({"options": ("Boîte automatique",)}, "automatique"),
        ({"options": ("7 places",)}, "7 places"),
        ({"condition_notes": "Deuxième main, bon état."}, "Deuxième main"),
    ],
)
def test_it_sees_particulars_that_disagree(changes: dict[str, Any], wrong: str) -> None:
    (found,) = (f for f in check(replace(CITY_CAR, **changes), today=TODAY) if f.duty.code == "particulars_disagree")
    assert wrong in found.claims[0].phrase
    assert not found.is_blocking


def test_it_says_for_whom_a_car_is_sold() -> None:
    for mode, word in (("consignment", "dépôt-vente"), ("mandate", "mandataire")):
        facts = replace(CITY_CAR, sale_mode=mode)
        text = TemplateWriter().write(facts, style=Style()).text
        assert word in text
        assert codes(facts, text) == set()


def test_an_ad_in_english_alone_is_not_enough() -> None:
    text = TemplateWriter().write(CITY_CAR, style=Style(language=Language.ENGLISH)).text
    assert codes(CITY_CAR, text) == {"french"}


def test_its_words_follow_the_reader_s_language() -> None:
    with override("en"):
        assert str(duties()[0].label) == "Make"
    with override("fr"):
        assert str(duties()[0].label) == "Marque"
