"""A car's paint keeps its colour in every scene, however the photo was lit."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imaging.backgrounds import NAMES, background
from imaging.compositing import light_for
from imaging.light import MOST_DIFFERENCE, Floats, difference, to_linear
from tests.imaging.cars import car

LAMPS = {"daylight": (1.0, 1.0, 1.0), "sodium": (1.0, 0.75, 0.45), "neon": (0.8, 1.0, 0.85), "night": (0.15, 0.15, 0.2)}


def linear(*levels: int) -> Floats:
    return np.asarray(to_linear(np.array([[levels]], dtype=np.uint8))[0, 0], dtype=np.float32)


def test_the_difference_is_that_of_cie76() -> None:
    """Reference values from the definition of L*a*b* under D65."""
    assert difference(linear(255, 255, 255), linear(0, 0, 0)) == pytest.approx(100, abs=0.1)
    assert difference(linear(255, 0, 0), linear(0, 255, 0)) == pytest.approx(170.6, abs=0.5)
    assert difference(linear(90, 90, 90), linear(90, 90, 90)) == 0


@pytest.mark.parametrize("slug", [*NAMES, "colour-000000", "colour-ffffff", "colour-ff0000"])
@pytest.mark.parametrize("lamp", LAMPS)
def test_the_paint_stays_within_the_bound(slug: str, lamp: str) -> None:
    for name in ("blue_front_left", "red_rear_left", "silver_front_right"):
        photo, mask = (image.resize((320, 240)) for image in car(name))
        lit = (np.asarray(photo) * np.array(LAMPS[lamp])).astype(np.uint8)
        paint = np.median(to_linear(lit)[np.asarray(mask) > 240], axis=0)
        gains = light_for(Image.fromarray(lit), mask, background(slug)).gains
        assert difference(paint, paint * np.array(gains, dtype=np.float32)) <= MOST_DIFFERENCE + 0.3


def test_a_dark_photo_is_lifted_and_a_bright_scene_does_not_burn_white_paint() -> None:
    photo, mask = (image.resize((320, 240)) for image in car("silver_front_right"))
    dark = Image.fromarray((np.asarray(photo) * 0.4).astype(np.uint8))
    assert np.mean(light_for(dark, mask, background("cyc_white")).gains) > 1.02
    white = Image.composite(Image.new("RGB", photo.size, (252, 252, 252)), photo, mask)
    assert max(light_for(white, mask, background("cyc_white")).gains) <= 1.1
