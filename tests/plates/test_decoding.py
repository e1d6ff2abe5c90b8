from __future__ import annotations

import numpy as np
import pytest

from plates.engines.base import Correction
from plates.engines.corrections import corrections_of
from plates.engines.decoding import NOTHING, SEPARATOR, Frames, Grammar
from plates.engines.grammar import ALPHABET, Kind
from plates.engines.opinions import Opinion, Reading, weigh
from plates.engines.priors import weighted_templates

GRAMMAR = Grammar(weighted_templates())


def frames(*steps: dict[str, float]) -> Frames:
    """One step for each dictionary of probabilities, with an empty step after it; the rest is "no character"."""
    rows = np.zeros((2 * len(steps), NOTHING + 1))
    for at, step in enumerate(steps):
        for character, probability in step.items():
            rows[2 * at, SEPARATOR if character == "-" else ALPHABET.index(character)] = probability
    rows[:, NOTHING] = 1 - rows.sum(axis=1)
    return rows


def seen(text: str) -> Frames:
    """A hyphen stands for itself."""
    return frames(*({character: 0.98} for character in text))


def read(*looks: Frames) -> tuple[Reading, ...]:
    return weigh([Opinion.of(look, GRAMMAR) for look in looks])


def test_it_spells_what_was_seen() -> None:
    best = read(seen("AB-123-CD"))[0]
    assert (best.bare, best.template.country) == ("AB123CD", "FR")
    assert best.evidence > 0.8


def test_the_grammar_turns_a_letter_into_the_digit_that_must_stand_there() -> None:
    assert read(seen("AB-I23-CD"))[0].bare == "AB123CD"
    assert read(seen("AB-1O3-CD"))[0].bare == "AB103CD"


def test_doubled_characters_are_kept() -> None:
    assert read(seen("AA-111-BB"))[0].bare == "AA111BB"


def test_the_bands_beside_the_plate_are_passed_over() -> None:
    assert read(seen("FAB-123-CD35"))[0].bare == "AB123CD"


def test_the_old_department_belongs_to_the_plate() -> None:
    assert read(seen("1218ZD25"))[0].bare == "1218ZD25"


def test_two_possible_characters_give_two_candidates_the_likelier_first() -> None:
    rest = ({character: 0.98} for character in "B-123-CD")
    unsure = frames({"A": 0.6, "P": 0.4}, *rest)
    assert [one.bare for one in read(unsure)[:2]] == ["AB123CD", "PB123CD"]


def test_what_is_never_given_is_never_read() -> None:
    assert all(one.bare[:2] != "SS" for one in read(seen("SS-123-CD")) if one.template.country == "FR")


@pytest.mark.parametrize("word", ["PARKING", "SORTIE", "DEFENSE", "75008", "0612345678", "LAVAGEAUTO"])
def test_words_and_numbers_are_no_plates(word: str) -> None:
    assert all(one.likelihood < 1e-4 for one in read(seen(word)))


@pytest.mark.parametrize(
    ("written", "country", "text"),
    [
        ("AB-123-CD", "FR", "AB-123-CD"),
        ("WW-123-KX", "FR", "WW-123-KX"),
        ("W-373-KE", "FR", "W-373-KE"),
        ("995-AXF-35", "FR", "995 AXF 35"),
        ("RK-857AI", "SK", "RK-857AI"),
        ("1B8-0338", "CZ", "1B8 0338"),
        ("3008-GWK", "ES", "3008 GWK"),
        ("1-ABC-234", "BE", "1-ABC-234"),
        ("GE-123456", "CH", "GE 123456"),
        ("B-123-XYZ", "RO", "B 123 XYZ"),
        ("AB12-CDE", "GB", "AB12 CDE"),
        ("M-AB-1234", "DE", "M AB 1234"),
        ("12-34-AB", "PT", "12-34-AB"),
        ("WSQ-30AC", "PL", "WSQ 30AC"),
        ("TX-SB-34", "NL", "TX-SB-34"),
    ],
)
def test_the_grouping_tells_the_country(written: str, country: str, text: str) -> None:
    best = read(seen(written))[0]
    assert (best.template.country, best.template.write(best.bare)) == (country, text)


def test_a_letter_that_france_never_gives_is_read_as_its_likeness_when_the_grouping_is_french() -> None:
    assert read(seen("FM-335-RO"))[0].template.country == "FR"
    assert read(seen("BB-135BO"))[0].bare == "BB135BO"


def test_a_plate_of_an_unknown_kind_is_kept_as_it_stands() -> None:
    best = read(seen("VW-4X4-WP"))[0]
    assert (best.bare, best.template.country, best.template.kind) == ("VW4X4WP", "", Kind.UNKNOWN)


def test_looks_that_differ_are_weighed_together() -> None:
    right, wrong = seen("AB-123-CD"), seen("AB-128-CD")
    best, second = read(right, wrong, right)[:2]
    assert (best.bare, second.bare) == ("AB123CD", "AB128CD")
    assert best.evidence > 1.5 * second.evidence
    assert best.evidence < read(right)[0].evidence


def test_what_the_grammar_changed_is_told_with_its_place() -> None:
    assert corrections_of(seen("AB-1O3-CD"), "AB103CD") == (Correction(3, "O", "0"),)
    assert corrections_of(seen("AB-103-CD"), "AB103CD") == ()
    assert corrections_of(seen("FA8-103-CD"), "AB103CD") == (Correction(1, "8", "B"),)
