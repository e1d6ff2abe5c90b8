from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from imaging.quality import Doubt, doubt, guess_kind
from tests.imaging.cars import NAMES, car


def matte(box: tuple[int, int, int, int]) -> Image.Image:
    alpha = Image.new("L", (640, 480))
    ImageDraw.Draw(alpha).rectangle(box, fill=255)
    return alpha


WHOLE = matte((120, 150, 520, 350))
CUT_AT_ONE_SIDE = matte((0, 150, 520, 350))
CUT_AT_TWO_SIDES = matte((0, 150, 520, 479))
ALL_OVER = matte((0, 0, 639, 460))
SPECK = matte((300, 200, 340, 230))


def test_it_trusts_a_whole_car_that_both_passes_agree_on() -> None:
    assert doubt(WHOLE, 0.98) is None


@pytest.mark.parametrize(
    ("alpha", "confidence", "expected"),
    [
        (None, 0.0, Doubt.NO_CAR),
        (WHOLE, 0.94, Doubt.UNCERTAIN),
        (CUT_AT_ONE_SIDE, 0.99, Doubt.CUT_OFF),
        (SPECK, 0.99, Doubt.TOO_SMALL),
    ],
)
def test_it_says_why_it_doubts(alpha: Image.Image | None, confidence: float, expected: Doubt) -> None:
    assert doubt(alpha, confidence) == expected
    assert str(expected.label)


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_whole_cars_for_exteriors(name: str) -> None:
    _, mask = car(name)

    assert guess_kind(mask, has_plate=False) == "exterior"
    assert doubt(mask, 0.99) is None


@pytest.mark.parametrize(
    ("alpha", "has_plate", "expected"),
    [
        (None, False, "interior"),
        (None, True, "exterior"),
        (ALL_OVER, False, "interior"),
        (CUT_AT_TWO_SIDES, False, "detail"),
        (CUT_AT_TWO_SIDES, True, "exterior"),
        (CUT_AT_ONE_SIDE, False, "exterior"),
        (SPECK, False, "detail"),
    ],
)
def test_it_guesses_what_a_photo_shows(alpha: Image.Image | None, has_plate: bool, expected: str) -> None:
    assert guess_kind(alpha, has_plate=has_plate) == expected
