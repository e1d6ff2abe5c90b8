"""Whatever was written, and by whomever: each claim finds its field, is to be checked, or is contradicted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest

from listings.claims.base import Claim, Verdict
from listings.claims.reading import trace
from listings.facts import Facts
from listings.writers.base import Language, Length, Style, Tone
from listings.writers.templates import TemplateWriter
from tests.listings.cars import CARS, CITY_CAR, ELECTRIC, HOSTILE, OLD_DIESEL, PRIVATE_SELLER

TRACED, UNPROVEN, CONTRADICTED = Verdict.TRACED, Verdict.UNPROVEN, Verdict.CONTRADICTED
# 208, April 2021, 42 350 km not guaranteed, petrol, manual, 100 hp, 5 CV, blue, 5 doors, first hand, inspected 1 Sept.
CAR = CITY_CAR


def claim(text: str, facts: Facts = CAR) -> Claim:
    """The only claim of a text that makes one."""
    (found,) = trace(text, facts)
    return found


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("42 350 km", "mileage_km"),
        ("42\u202f350\u00a0km", "mileage_km"),
        ("42.350 kms", "mileage_km"),
        ("42350 kilomètres", "mileage_km"),
        ("environ 42 000 km", "mileage_km"),
        ("moins de 45 000 km", "mileage_km"),
        ("plus de 40 000 km", "mileage_km"),
        ("13 490 €", "price_eur"),
        ("€13,490", "price_eur"),
        ("Prix : 13490", "price_eur"),
        ("13.490,00 euros", "price_eur"),
        ("mise en circulation 2021", "first_registration_year"),
        ("100 ch", "power_hp"),
        ("74 kW", "power_hp"),
        ("5 CV fiscaux", "fiscal_power"),
        ("5 CV", "fiscal_power"),
        ("Première main", "owners_count"),
        ("1ère main", "owners_count"),
        ("un seul propriétaire", "owners_count"),
        ("one owner", "owners_count"),
        ("5 portes", "doors"),
        ("cinq portes", "doors"),
        ("5 places", "seats"),
        ("moteur essence", "fuel"),
        ("petrol", "fuel"),
        ("boîte manuelle", "gearbox"),
        ("BVM6", "gearbox"),
        ("couleur : bleue", "color"),
        ("Crit’Air 1", "crit_air"),
        ("non garanti", "mileage_guaranteed"),
        ("contrôle technique du 1er septembre 2026", "inspection_date"),
        ("CT 09/2026", "inspection_date"),
        ("carnet d’entretien", "options"),
        ("reversing camera", "options"),
        ("apple car play", "options"),
        ("jantes alu", "options"),
        ("une rayure sur l’aile avant gauche", "condition_notes"),
        ("Peugeot 208", "model"),
        ("SIREN 732 829 320", "dealership"),
        ("garantie légale de conformité", "law"),
        ("citadine", "body"),
    ],
)
def test_it_traces_what_is_true(said: str, field: str) -> None:
    found = claim(said)
    assert (found.verdict, found.field) == (TRACED, field)
    assert found.value
    assert said[found.start : found.end] == found.phrase


@pytest.mark.parametrize(
    "said",
    [
        "43 350 km",
        "4 235 km",
        "moins de 42 000 km",
        "plus de 50 000 km",
        "12 990 €",
        "Prix : 13940",
        "mise en circulation en 2020",
        "année 2019",
        "110 ch",
        "110 chevaux",
        "81 kW",
        "6 CV",
        "deuxième main",
        "2 propriétaires",
        "three owners",
        "3 portes",
        "7 places",
        "diesel",
        "moteur électrique",
        "hybride rechargeable",
        "boîte automatique",
        "automatic gearbox",
        "teinte rouge",
        "Crit’Air 2",
        "kilométrage garanti",
        "guaranteed mileage",
        "contrôle technique du 3 septembre 2026",
        "contrôle technique de 2025",
        "SIREN 123 456 789",
    ],
)
def test_it_sees_what_a_field_contradicts(said: str) -> None:
    found = claim(said)
    assert found.verdict is CONTRADICTED
    assert found.field
    assert found.value


@pytest.mark.parametrize(
    "said",
    [
        "garantie 12 mois",
        "garantie constructeur",
        "12-month warranty",
        "jamais accidentée",
        "aucun frais à prévoir",
        "rien à prévoir",
        "suivi complet",
        "full service history",
        "pneus neufs",
        "double des clés",
        "non fumeur",
        "état impeccable",
        "comme neuve",
        "la plus belle",
        "faible kilométrage",
        "4,5 L/100 km",
        "350 km d’autonomie",
        "vidange faite à 40 000 km",
        "distribution faite",
        "révision en 2025",
        "TVA récupérable",
        "toit ouvrant",
        "heated seats",
        "5 000 € d’options",
        "micro-hybride",
        "origine France",
        "CT OK",
        "06 12 34 56 78",
        "couple de 205 Nm",
    ],
)
def test_it_asks_to_check_what_nothing_proves(said: str) -> None:
    found = trace(said, CAR)
    assert found
    assert {one.verdict for one in found} == {UNPROVEN}


@pytest.mark.parametrize(
    "said",
    [
        "Accès mains libres et vitres électriques à part, elle est simple.",
        "Elle roule bien, elle est agréable en ville comme sur route.",
        "L’essence même du style.",
    ],
)
def test_it_leaves_opinions_alone(said: str) -> None:
    assert not [
        one for one in trace(said, CAR) if one.verdict is CONTRADICTED or one.kind in {"fuel", "owners", "number"}
    ]


@pytest.mark.parametrize(
    "said",
    [
        "idéale pour la famille", "Parfait pour un jeune conducteur", "convient à toute la famille",
        "voiture familiale",
        "idéale pour les longs trajets", "parfaite à conduire", "ideal for families", "spacieuse", "grand coffre",
        "parfait état", "en très bon état général", "comme neuve", "comme neuf", "quasi-neuve", "intérieur très propre",
        "mécanique saine", "véhicule sain", "faible consommation", "consommations réduites", "consomme peu",
        "peu gourmand",
        "très économique", "assurance pas chère", "low running costs", "entretien suivi", "entretiens toujours faits",
        "bien entretenus", "révisée par notre atelier", "historique limpide", "4 pneus neufs", "embrayage neuf",
        "très fiable", "moteur réputé fiable", "jamais tombée en panne", "very reliable", "aucun défaut",
        "sans aucun problème", "aucun souci mécanique", "aucune rouille", "zéro défaut", "rien à signaler", "no issues",
        "toutes options", "très bien équipée", "dort au garage", "n’a jamais fumé", "bonne affaire",
        "5 étoiles Euro NCAP",
        "jamais été accidentée",
    ],
)  # fmt: skip
def test_it_asks_about_praise_that_no_field_knows(said: str) -> None:
    assert {one.verdict for one in trace(f"Bonjour, {said}.", CAR)} == {UNPROVEN}
    stated = replace(CAR, condition_notes=f"Bonjour, {said}.")
    assert {one.verdict for one in trace(f"Bonjour, {said}.", stated)} == {TRACED}


@pytest.mark.parametrize(
    "said", ["Véhicule visible au Mans", "Une question ? Écrivez-moi", "Version Family Comfort", "la place pour ranger"]
)
def test_it_does_not_ask_about_neutral_words(said: str) -> None:
    assert trace(said, replace(CAR, version="Family Comfort")) == [] or "Family" in said


def test_what_is_left_of_a_claim_beside_a_name_is_asked_about() -> None:
    found = {one.phrase: one.verdict for one in trace("Suivie chez Peugeot", CAR)}
    assert found == {"Suivie chez": UNPROVEN, "Peugeot": TRACED}


def test_a_price_is_read_with_its_sign() -> None:
    assert claim("Prix : 13 490 €").phrase == "Prix : 13 490 €"


@pytest.mark.parametrize("said", ["d’avril 2021", "04/2021", "April 2021"])
def test_month_and_year_have_a_field_each(said: str) -> None:
    found = [(one.field, one.value, one.verdict) for one in trace(said, CAR)]
    assert found == [("first_registration_month", "4", TRACED), ("first_registration_year", "2021", TRACED)]


def test_a_wrong_month_is_not_excused_by_the_right_year() -> None:
    assert [one.verdict for one in trace("de mars 2021", CAR)] == [CONTRADICTED, TRACED]


def test_it_takes_the_seller_s_word_in_a_field_for_proof() -> None:
    facts = replace(
        CAR, condition_notes="Distribution faite à 41 000 km. Aucun frais à prévoir.", options=("Garantie 6 mois",)
    )
    for said in ("Distribution faite à 41 000 km", "aucun frais à prévoir", "garantie 6 mois"):
        assert {one.verdict for one in trace(said, facts)} == {TRACED}


def test_it_does_not_let_an_option_prove_what_a_field_denies() -> None:
    facts = replace(ELECTRIC, options=("Moteur diesel", "7 places"), seats=5)
    assert {one.field for one in trace("Moteur diesel, 7 places", facts) if one.verdict is CONTRADICTED} == {
        "fuel",
        "seats",
    }


def test_it_remembers_what_the_seller_confirmed_however_it_is_typed() -> None:
    (asked,) = trace("Garantie 12 mois", CAR)
    (again,) = trace("garantie 12\u00a0mois", CAR, confirmed={asked.key})
    assert again.verdict is Verdict.CONFIRMED
    (other,) = trace("garantie 24 mois", CAR, confirmed={asked.key})
    assert other.verdict is UNPROVEN


def test_it_cannot_confirm_away_a_contradiction() -> None:
    (found,) = trace("110 ch", CAR)
    assert trace("110 ch", CAR, confirmed={found.key})[0].verdict is CONTRADICTED


def test_unknown_fields_contradict_nothing() -> None:
    text = "142 000 km, 9 900 €, mars 2012, 90 ch, première main, diesel, boîte auto, 5 portes, Crit’Air 2."
    assert {one.verdict for one in trace(text, Facts())} == {UNPROVEN}


def test_a_year_in_the_name_is_not_a_date() -> None:
    facts = replace(CAR, model="2008")
    assert [one.field for one in trace("Peugeot 2008 de 2021", facts)] == ["model", "first_registration_year"]
    assert [one.field for one in trace("Fiat 500 à 500 €", replace(CAR, make="Fiat", model="500", price_eur=500))] == [
        "model",
        "price_eur",
    ]


def test_it_knows_a_date_by_the_word_before_it() -> None:
    text = "Révision en mars 2025, contrôle technique du 1er septembre 2026, mise en circulation en avril 2021."
    assert [
        (one.kind, one.verdict) for one in trace(text, CAR) if one.kind in {"date", "inspection", "registration"}
    ] == [
        ("date", UNPROVEN),
        ("inspection", TRACED),
        ("registration", TRACED),
        ("registration", TRACED),
    ]


def test_a_private_seller_owes_no_guarantee_of_conformity() -> None:
    facts = replace(CAR, seller=PRIVATE_SELLER)
    assert claim("garantie légale de conformité", facts).verdict is UNPROVEN
    assert claim("garantie des vices cachés", facts).verdict is TRACED


@pytest.mark.parametrize("facts", CARS.values(), ids=CARS)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("tone", "length"), list(product(Tone, Length)))
def test_our_own_ads_claim_nothing_that_no_field_says(
    facts: Facts, language: Language, tone: Tone, length: Length
) -> None:
    style = Style(tone=tone, length=length, language=language, emojis=True)
    draft = TemplateWriter().write(facts, style=style)
    assert [one for one in trace(f"{draft.title}\n{draft.text}", facts) if one.verdict is not TRACED] == []


@pytest.mark.parametrize("facts", [CITY_CAR, OLD_DIESEL, HOSTILE])
def test_claims_stand_where_they_say_and_never_overlap(facts: Facts) -> None:
    text = (
        TemplateWriter().write(facts, style=Style(length=Length.COMPLETE)).text + " Garantie 3 ans, état neuf, 7 000 €."
    )
    claims = trace(text, facts)
    assert all(text[one.start : one.end] == one.phrase for one in claims)
    assert all(first.end <= second.start for first, second in pairwise(claims))


@pytest.mark.parametrize(
    "text", ["", "\n" * 1000, "1 " * 5000, "€" * 3000, "a" * 10_000, "\u202e\u200b12\u200b000 km", "😀 42 350 km"]
)
def test_it_reads_any_text_whatever_it_holds(text: str) -> None:
    for one in trace(text, CAR):
        assert text[one.start : one.end] == one.phrase


def test_half_a_word_far_before_means_nothing() -> None:
    text = "Mercedes-Benz CLA Coupé 200 d 8G-DCT AMG Line, première mise en circulation en avril 2021"
    assert [one.verdict for one in trace(text, CAR) if one.kind in {"registration", "inspection"}] == [TRACED, TRACED]
