from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from plates.formats import InvalidPlate, parse_plate


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("typed", "text", "country", "kind"),
    [
        ("AB-123-CD", "AB-123-CD", "FR", "siv"),
        ("ab123cd", "AB-123-CD", "FR", "siv"),
        (" ab 123 cd ", "AB-123-CD", "FR", "siv"),
        ("AA.001.AA", "AA-001-AA", "FR", "siv"),
        ("AB-123-WW", "AB-123-WW", "FR", "siv"),
        ("ww123kx", "WW-123-KX", "FR", "ww"),
        ("w 373 ke", "W-373-KE", "FR", "w"),
        ("1218zd25", "1218 ZD 25", "FR", "fni"),
        ("995 AXF 35", "995 AXF 35", "FR", "fni"),
        ("12 AB 2A", "12 AB 2A", "FR", "fni"),
        ("34 BC 974", "34 BC 974", "FR", "fni"),
        ("1234 AB", "1234 AB", "FR", "fni"),
        ("123 CD 456", "123 CD 456", "FR", "diplomatic"),
        ("12k345", "12 K 345", "FR", "diplomatic"),
        ("3008GWK", "3008 GWK", "ES", "foreign"),
        ("1-ABC-234", "1-ABC-234", "BE", "foreign"),
    ],
)
def test_it_tells_the_plate_its_country_and_its_kind(typed: str, text: str, country: str, kind: str) -> None:
    parsed = parse_plate(typed)
    assert (parsed.text, parsed.country, parsed.kind) == (text, country, kind)


@pytest.mark.parametrize(
    ("typed", "country", "text"),
    [
        ("RK857AI", "SK", "RK-857AI"),
        ("AB 123 CD", "IT", "AB 123CD"),
        ("MAB1234", "DE", "M AB 1234"),
        ("LÖ-AB 123", "DE", "LO AB 123"),
        ("12-34-ab", "PT", "12-34-AB"),
        ("ab12cde", "GB", "AB12 CDE"),
        ("dubai 7", "ZZ", "DUBAI 7"),
    ],
)
def test_a_country_said_by_the_seller_decides(typed: str, country: str, text: str) -> None:
    parsed = parse_plate(typed, country)
    assert (parsed.text, parsed.country) == (text, country)


def test_a_plate_that_fits_several_countries_is_of_none() -> None:
    parsed = parse_plate("ABC 123")
    assert (parsed.text, parsed.country) == ("ABC123", "")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Enter a plate such as"),
        ("-", "Enter a plate such as"),
        ("A" * 13, "too long"),
        ("hello", "does not look like a plate"),
        ("AI-123-BC", "never use the letters I, O and U"),
        ("AB-123-OD", "never use the letters I, O and U"),
        ("SS-123-AB", "never use the pair SS"),
        ("AB-123-SS", "never use the pair SS"),
        ("AB-000-CD", "from 001 to 999"),
        ("<script>", "does not look like a plate"),
    ],
)
def test_it_says_why_a_text_is_no_plate(typed: str, reason: str) -> None:
    with pytest.raises(InvalidPlate, match=reason):
        parse_plate(typed)


def test_a_plate_must_fit_the_country_chosen() -> None:
    with pytest.raises(InvalidPlate, match="country chosen"):
        parse_plate("AB-123-CD", "ES")


def test_writing_a_plate_again_changes_nothing() -> None:
    for typed in ("AB123CD", "1218ZD25", "3008GWK", "W373KE", "12CD345"):
        once = parse_plate(typed)
        assert parse_plate(once.text, once.country) == once
