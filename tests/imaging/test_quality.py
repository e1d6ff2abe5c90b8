from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from imaging.engines.base import Matte, Passes
from imaging.engines.vehicles import VehicleBox
from imaging.quality import Doubt, guess_kind, verdict
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


# The first as most good cut-outs have it, the second as where the looks see different things.
AGREEING = Passes(
    agreement=0.988,
    unsure_inside=0.0003,
    unsure_outside=0.0003,
    contradicted=0.0,
    worst_spot=0.13,
    expected=0.978,
    left_out=0.01,
    rim=0.012,
    before_overlap=0.993,
    before_spot=0.08,
    second_overlap=0.986,
    second_spot=0.19,
)
DIFFERING = Passes(
    agreement=0.93,
    unsure_inside=0.08,
    unsure_outside=0.08,
    contradicted=0.06,
    worst_spot=0.9,
    expected=0.88,
    left_out=0.06,
    rim=0.04,
    before_overlap=0.9,
    before_spot=0.9,
    second_overlap=0.85,
    second_spot=0.9,
)
NOTHING = Image.new("RGB", (640, 480))


def doubt(alpha: Image.Image | None, confidence: float) -> Doubt | None:
    """Of an engine that says only how sure it is."""
    return verdict(Matte(alpha, confidence) if alpha else None, NOTHING, ()).doubt


def judged(name: str, alpha: Image.Image, passes: Passes | None = AGREEING) -> tuple[Doubt | None, float]:
    """An outline of a rendered car, which the finder of vehicles sees where it is."""
    photo, mask = car(name)
    left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
    seen = VehicleBox(left / photo.width, top / photo.height, right / photo.width, bottom / photo.height, 0.98)
    found = verdict(Matte(alpha, passes.agreement if passes else None, passes=passes), photo, (seen,))
    assert found.score is not None
    return found.doubt, found.score


def without(name: str, box: tuple[float, float, float, float], fill: int = 0) -> Image.Image:
    """A car's mask with an ellipse (in shares of the car's own box) taken out of it or put to it."""
    alpha = car(name)[1].copy()
    left, top, right, bottom = alpha.getbbox() or (0, 0, 1, 1)
    wide, high = right - left, bottom - top
    place = (left + box[0] * wide, top + box[1] * high, left + box[2] * wide, top + box[3] * high)
    ImageDraw.Draw(alpha).ellipse(place, fill=fill)
    return alpha


@pytest.mark.parametrize(
    "name", ["blue_side_left", "blue_side_right", "blue_front", "blue_rear", "blue_rear_right", "red_rear_left"]
)
def test_it_trusts_a_whole_car_that_both_looks_agree_on(name: str) -> None:
    found, score = judged(name, car(name)[1])
    assert found is None
    assert score > 0.5


@pytest.mark.parametrize(
    ("box", "fill"), [((0.1, 0.5, 0.3, 1.05), 0), ((0.6, -0.6, 0.7, 0.5), 255), ((0.02, 0.75, 0.98, 1.25), 255)]
)
def test_a_lost_wheel_a_sign_and_the_floor_are_seen(box: tuple[float, float, float, float], fill: int) -> None:
    whole, _ = judged("blue_side_left", car("blue_side_left")[1])
    faulty, score = judged("blue_side_left", without("blue_side_left", box, fill))
    assert (whole, faulty) == (None, Doubt.ODD_SHAPE)
    assert score < 0.4


@pytest.mark.parametrize(("box", "fill"), [((0.7, 0.55, 1.05, 1.05), 0), ((0.1, -0.5, 0.3, 0.4), 255)])
def test_faults_of_one_side_are_seen_from_straight_ahead(box: tuple[float, float, float, float], fill: int) -> None:
    assert judged("blue_front", without("blue_front", box, fill))[0] == Doubt.ODD_SHAPE


def test_looks_that_contradict_each_other_are_seen() -> None:
    assert judged("blue_front_left", car("blue_front_left")[1], DIFFERING)[0] == Doubt.UNCERTAIN


def test_an_engine_that_tells_nothing_is_judged_by_the_outline() -> None:
    assert judged("blue_side_left", car("blue_side_left")[1], None)[0] is None
    assert judged("blue_side_left", without("blue_side_left", (0.1, 0.5, 0.3, 1.05)), None)[0] == Doubt.ODD_SHAPE


def test_it_takes_an_engine_at_its_word() -> None:
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
