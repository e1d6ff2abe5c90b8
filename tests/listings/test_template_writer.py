from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import product

import pytest

from listings.facts import Facts
from listings.writers import mentions
from listings.writers.base import Language, Length, Style, Tone
from listings.writers.phrases import EMOJIS
from listings.writers.templates import TITLE_LIMIT, TemplateWriter
from listings.writers.versions import clean_version
from tests.listings.cars import CARS, CITY_CAR, ELECTRIC, GARAGE_SELLER, HOSTILE, NOTHING, OLD_DIESEL, PRIVATE_SELLER

GRID = [
    pytest.param(facts, tone, length, id=f"{name}-{tone}-{length}")
    for (name, facts), tone, length in product(CARS.items(), Tone, Length)
]
VOWEL = "[aeiouâàéèêëîïôöû]"


def write(facts: Facts, tone: Tone = Tone.WARM, length: Length = Length.STANDARD) -> str:
    return TemplateWriter().write(facts, style=Style(tone=tone, length=length)).text


def digits_of(text: str) -> set[str]:
    """Every number, thousands joined."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[\u202f\u00a0 ](?=\d{3}\b)", "", text)))


@pytest.mark.parametrize(("facts", "tone", "length"), GRID)
def test_it_states_no_number_that_is_not_in_the_facts(facts: Facts, tone: Tone, length: Length) -> None:
    known = digits_of(repr(facts)) | digits_of(mentions.GUARANTEES) | digits_of(facts.seller.siren)
    if facts.inspection_date:
        known |= {str(facts.inspection_date.day), "1er"}
    classes = {"1", "2", "3", "4", "5"} if facts.fuel else set()
    assert digits_of(write(facts, tone, length)) <= known | classes


@pytest.mark.parametrize(("facts", "tone", "length"), GRID)
def test_it_leaves_no_trace_of_what_is_unknown(facts: Facts, tone: Tone, length: Length) -> None:
    text = write(replace(facts, condition_notes=""), tone, length)
    for wrong in ("None", "  ", " ,", " .", ",.", "..", "()", ": \n", "{", "}"):
        assert wrong not in text.replace("{0}", "zero").replace("{name}", "name"), wrong
    assert not re.search(r"[:,]$", text, re.MULTILINE)


@pytest.mark.parametrize(("facts", "tone", "length"), GRID)
def test_it_elides_and_agrees(facts: Facts, tone: Tone, length: Length) -> None:
    text = write(facts, tone, length)
    assert not re.search(rf"\b(?:[dD]e|[qQ]ue|[cC]e|[mM]a|[jJ]e) {VOWEL}\w", text, re.IGNORECASE)
    assert not re.search(r"\bà (?:Le|Les) ", text)
    assert not re.search(r"[^\u00a0]:", text.replace("https:", ""))


@pytest.mark.parametrize("facts", CARS.values(), ids=CARS)
@pytest.mark.parametrize("tone", Tone)
def test_it_grows_with_the_length_asked_for(facts: Facts, tone: Tone) -> None:
    short, standard, complete = (len(write(facts, tone, length)) for length in Length)
    assert short <= standard <= complete


@pytest.mark.parametrize("length", Length)
def test_it_speaks_in_three_tones(length: Length) -> None:
    assert len({write(CITY_CAR, tone, length) for tone in Tone}) == 3


def test_it_varies_from_one_car_to_the_next() -> None:
    openings = {write(replace(CITY_CAR, mileage_km=km)).split("\n")[0].replace(str(km), "") for km in range(100, 160)}
    assert len({re.sub(r"[\d\u202f]+", "", opening) for opening in openings}) >= 5


def test_it_never_publishes_the_number_plate() -> None:
    for facts, tone, length in product(CARS.values(), Tone, Length):
        draft = TemplateWriter().write(facts, style=Style(tone=tone, length=length))
        assert "AB-123-CD" not in draft.text + draft.title


def test_it_makes_hostile_facts_inert() -> None:
    for tone, length in product(Tone, Length):
        draft = TemplateWriter().write(HOSTILE, style=Style(tone=tone, length=length))
        for character in draft.title + draft.text:
            assert character not in "<>"
            assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
        assert len(draft.text) < 5_000


def test_it_marks_a_mileage_that_is_not_guaranteed() -> None:
    private = write(replace(CITY_CAR, seller=PRIVATE_SELLER))
    assert "42\u202f350\u00a0km au compteur (non garanti)" in private
    assert private.count("non garanti") == write(CITY_CAR).count("non garanti") == 1
    guaranteed = write(replace(CITY_CAR, mileage_guaranteed=True))
    assert "non garanti" not in guaranteed
    assert "Kilométrage garanti" in guaranteed


@pytest.mark.parametrize("length", Length)
def test_it_gives_a_professional_s_legal_mentions(length: Length) -> None:
    text = write(CITY_CAR, length=length)
    assert "Vendu par Garage du Lac, SIREN\u00a0732\u00a0829\u00a0320, 3 rue du Lac, 74000 Annecy." in text
    assert "garantie légale de conformité" in text
    assert "TTC" in text
    assert "Kilométrage inscrit au compteur, non garanti." in text


def test_it_promises_nothing_in_the_name_of_a_private_seller() -> None:
    text = write(replace(CITY_CAR, seller=PRIVATE_SELLER))
    assert "garantie" not in text
    assert "TTC" not in text
    assert "Camille" not in text
    assert "visible au Mans" in text


def test_it_says_that_photos_were_edited() -> None:
    assert "décor remplacé et plaque masquée, véhicule non retouché." in write(ELECTRIC)
    toned = "décor remplacé, plaque masquée et vitres assombries, véhicule non retouché par ailleurs."
    assert toned in write(replace(ELECTRIC, windows_toned=True))
    assert "décor remplacé" not in write(CITY_CAR)


def test_it_calls_nothing_first_hand_without_the_fact() -> None:
    assert "remière main" in write(CITY_CAR)
    assert "main" not in write(replace(CITY_CAR, owners_count=None, condition_notes=""))
    assert "5 propriétaires successifs" in write(OLD_DIESEL)


def test_it_groups_equipment_and_keeps_upkeep_apart() -> None:
    text = write(
        replace(
            CITY_CAR,
            options=(
                "ABS",
                "ESP",
                "SIEGES CHAUFFANTS",
                "GPS",
                "Toit ouvrant",
                "Attelage",
                "accoudoir",
                "Clim manuelle",
                "jantes alu",
                "Vidange faite",
                "Cendrier",
            ),
        ),
        Tone.SOBER,
        Length.COMPLETE,
    )
    assert "• Sécurité et aides à la conduite\u00a0: ABS, ESP." in text
    assert "• Confort\u00a0: accoudoir, clim manuelle." in text
    assert "• Sièges chauffants\n" in text
    assert "• Autres équipements\u00a0: cendrier." in text
    assert "\nVidange faite." in text


def test_it_lists_an_option_once() -> None:
    text = write(replace(CITY_CAR, options=("Volant cuir", "volant cuir", " Volant  cuir. ")), length=Length.COMPLETE)
    assert text.lower().count("volant cuir") <= 2  # among the strengths and in the list


def test_it_does_not_repeat_make_and_model_in_the_version() -> None:
    draft = TemplateWriter().write(
        replace(CITY_CAR, version="Peugeot 208 GT GT Line"), style=Style(tone=Tone.SOBER, length=Length.SHORT)
    )
    assert draft.title.startswith("Peugeot 208 GT Line – 2021")


def test_it_does_not_repeat_the_last_word_of_the_model() -> None:
    facts = replace(CITY_CAR, make="Mercedes-Benz", model="A 180", version="180 Style Line")
    draft = TemplateWriter().write(facts, style=Style(tone=Tone.SOBER, length=Length.SHORT))
    assert draft.title.startswith("Mercedes-Benz A 180 Style Line –")


def test_it_keeps_year_and_mileage_in_a_long_title() -> None:
    draft = TemplateWriter().write(
        replace(CITY_CAR, version="Finition " * 12), style=Style(tone=Tone.SOBER, length=Length.SHORT)
    )
    assert len(draft.title) <= TITLE_LIMIT
    assert draft.title.endswith("– 2021 – 42\u202f350\u00a0km")


def test_it_writes_of_a_car_of_which_nothing_is_known() -> None:
    assert write(NOTHING, Tone.WARM, Length.SHORT).startswith("Je ")
    assert write(replace(NOTHING, seller=GARAGE_SELLER), Tone.SOBER, Length.SHORT).lower().count("voiture") == 1


@pytest.mark.parametrize(
    ("version", "printed"),
    [
        ("1.6 PURETECH 180 S&S GT LINE EAT8 *1ERE MAIN", "1.6 PureTech 180 S&S GT Line EAT8"),
        ("1.2 PureTech 100ch S\\u0026S Active", "1.2 PureTech 100ch S&S Active"),
        ("173030 KMS", ""),
        ("1.0 SCE 75CH ACCESS 38 000 KM", "1.0 SCE Access"),
        ("1.5 BlueHDi 130 GT Line garantie 6 mois", "1.5 BlueHDi 130 GT Line"),
        ("V TCe 90 Business (1er Main, Garantie 12", "V TCe 90 Business"),
        ("1.4T 100ch TURISMO + Toit Ouvrant - 1ère Main", "1.4T 100ch Turismo + Toit Ouvrant"),
        ("TSI 110CH AMBITION DSG7 *TVA RECUPERABLE", "TSI Ambition DSG7"),
    ],
)
def test_it_prints_of_a_version_only_what_is_one(version: str, printed: str) -> None:
    assert clean_version(Facts(version=version, power_hp=100), make="Peugeot", model="208") == printed


def test_it_leaves_out_a_power_that_its_field_contradicts() -> None:
    facts = replace(CITY_CAR, version="1.2 PureTech 130ch Allure")
    for tone, length, language in product(Tone, Length, Language):
        draft = TemplateWriter().write(facts, style=Style(tone=tone, length=length, language=language))
        assert "130" not in draft.title + draft.text


@pytest.mark.parametrize("facts", CARS.values(), ids=CARS)
@pytest.mark.parametrize("length", Length)
def test_it_marks_each_part_with_one_sign_where_they_are_wanted(facts: Facts, length: Length) -> None:
    plain = write(facts, length=length)
    marked = TemplateWriter().write(facts, style=Style(length=length, emojis=True)).text
    without = "\n".join(line.lstrip("".join(EMOJIS.values()) + " ") for line in marked.split("\n"))
    assert without == plain
    assert marked.startswith(EMOJIS["opening"])


@pytest.mark.parametrize("facts", CARS.values(), ids=CARS)
@pytest.mark.parametrize(("tone", "length"), list(product(Tone, Length)))
def test_it_speaks_english_with_the_mentions_of_the_law_in_french(facts: Facts, tone: Tone, length: Length) -> None:
    draft = TemplateWriter().write(
        replace(facts, condition_notes=""), style=Style(tone=tone, length=length, language=Language.ENGLISH)
    )
    assert draft.text.endswith(draft.mentions)
    said = draft.text.removesuffix(draft.mentions)
    assert not re.search(r"\b(?:première|kilométrage|boîte|moteur|visible|messagerie)\b", said, re.IGNORECASE)
    assert not re.search(r"None|  |,,|\( ?\)", said)


def test_it_names_equipment_in_english_and_says_what_it_leaves_in_french() -> None:
    facts = replace(CITY_CAR, options=("Caméra de recul", 'Jantes alu 17"', "Toit vitré", "Cendrier en ébène"))
    text = TemplateWriter().write(facts, style=Style(length=Length.COMPLETE, language=Language.ENGLISH)).text
    assert "Reversing camera" in text
    assert "17-inch alloy wheels" in text
    assert "in French: cendrier en ébène." in text
    assert "42,350\u00a0km (odometer reading, not guaranteed)" in text
    assert "€13,490 including all taxes" in text
