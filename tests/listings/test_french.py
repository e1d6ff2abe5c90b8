from __future__ import annotations

from datetime import date

import pytest

from listings.writers import french


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("avril 2021", "d’avril 2021"),
        ("mars", "de mars"),
        ("octobre", "d’octobre"),
        ("Honda", "de Honda"),
        ("Yaris", "de Yaris"),
    ],
)
def test_it_elides_de(words: str, expected: str) -> None:
    assert french.of(words) == expected


@pytest.mark.parametrize(
    ("noun", "feminine", "this", "my"),
    [
        ("Audi A4", True, "cette Audi A4", "mon Audi A4"),
        ("berline", True, "cette berline", "ma berline"),
        ("utilitaire", False, "cet utilitaire", "mon utilitaire"),
        ("SUV", False, "ce SUV", "mon SUV"),
        ("208", True, "cette 208", "ma 208"),
    ],
)
def test_it_agrees_determiners(noun: str, feminine: bool, this: str, my: str) -> None:
    assert french.this(noun, feminine=feminine) == this
    assert french.my(noun, feminine=feminine) == my


@pytest.mark.parametrize(
    ("city", "expected"),
    [("Lyon", "à Lyon"), ("Le Mans", "au Mans"), ("Les Ulis", "aux Ulis"), ("La Rochelle", "à La Rochelle")],
)
def test_it_contracts_the_article_of_a_town(city: str, expected: str) -> None:
    assert french.at(city) == expected


def test_it_sets_numbers_and_dates() -> None:
    assert french.euros(13490) == "13\u202f490\u00a0€"
    assert french.kilometres(900) == "900\u00a0km"
    assert french.day(date(2026, 8, 1)) == "1er\u00a0août\u00a02026"
    assert french.month_and_year(2021, None) == "2021"
    assert french.typeset("Prix : 3 € ; bien ?") == "Prix\u00a0: 3 €\u202f; bien\u202f?"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("c5 aircross", "C5 Aircross"), ("bmw", "BMW"), ("id.3", "ID.3"), ("XSara", "XSara"), ("clio", "Clio")],
)
def test_it_writes_names_with_their_capitals(typed: str, expected: str) -> None:
    assert french.clean_name(typed, limit=40) == expected


def test_it_cuts_between_words() -> None:
    assert french.cut("une belle voiture, bleue", 20) == "une belle voiture"
    assert french.cut("inséparable", 5) == "insép"
    assert french.cut("court", 5) == "court"
