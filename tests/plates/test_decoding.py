from __future__ import annotations

import numpy as np

from plates.engines.decoding import NOTHING, Frames, Grammar, decode
from plates.engines.grammar import ALPHABET, weighted_templates

GRAMMAR = Grammar(weighted_templates())


def frames(*steps: dict[str, float]) -> Frames:
    """One step for each dictionary of probabilities, with an empty step after it; the rest is "no character"."""
    rows = np.zeros((2 * len(steps), NOTHING + 1))
    for at, step in enumerate(steps):
        for character, probability in step.items():
            rows[2 * at, ALPHABET.index(character)] = probability
    rows[:, NOTHING] = 1 - rows.sum(axis=1)
    return rows


def seen(text: str) -> Frames:
    return frames(*({character: 0.98} for character in text))


def test_it_spells_what_was_seen() -> None:
    best = decode(seen("AB123CD"), GRAMMAR)[0]
    assert (best.bare, best.template.country) == ("AB123CD", "FR")
    assert best.evidence > 0.8


def test_the_grammar_turns_a_letter_into_the_digit_that_must_stand_there() -> None:
    assert decode(seen("ABI23CD"), GRAMMAR)[0].bare == "AB123CD"
    assert decode(seen("AB1O3CD"), GRAMMAR)[0].bare == "AB103CD"


def test_doubled_characters_are_kept() -> None:
    assert decode(seen("AA111BB"), GRAMMAR)[0].bare == "AA111BB"


def test_the_bands_beside_the_plate_are_passed_over() -> None:
    assert decode(seen("FAB123CD35"), GRAMMAR)[0].bare == "AB123CD"


def test_the_old_department_belongs_to_the_plate() -> None:
    assert decode(seen("1218ZD25"), GRAMMAR)[0].bare == "1218ZD25"


def test_two_possible_characters_give_two_candidates_the_likelier_first() -> None:
    unsure = frames({"A": 0.98}, {"B": 0.6, "P": 0.4}, *({character: 0.98} for character in "123CD"))
    assert [one.bare for one in decode(unsure, GRAMMAR)[:2]] == ["AB123CD", "AP123CD"]


def test_what_is_never_given_is_never_read() -> None:
    assert all(one.bare[:2] != "SS" for one in decode(seen("SS123CD"), GRAMMAR) if one.template.country == "FR")


def test_words_are_no_plates() -> None:
    assert all(one.evidence < 1e-3 for one in decode(seen("PARKING"), GRAMMAR))
