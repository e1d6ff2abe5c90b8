"""Photos left whole: developed as a photographer would, within limits, nothing painted."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.retouching import MOST_GAMMA, MOST_TINT, retouch_for, retouched, tilt_of
from tests.conftest import SAMPLES


def photo() -> NDArray[np.uint8]:
    with Image.open(SAMPLES / "blue_front.jpg") as file:
        return np.asarray(file.convert("RGB").resize((1008, 756)))


def tinted(red: float, green: float, blue: float) -> Image.Image:
    return Image.fromarray(np.clip(photo() * np.array([red, green, blue]), 0, 255).astype(np.uint8))


def cast(picture: Image.Image) -> float:
    red, _, blue = np.asarray(picture, dtype=float).reshape(-1, 3).mean(axis=0)
    return float(red / blue)


def test_a_yellow_light_becomes_whiter() -> None:
    yellow = tinted(1.0, 0.9, 0.7)
    assert cast(Image.fromarray(photo())) < cast(retouched(yellow)) < cast(yellow)


def test_a_dark_photo_becomes_brighter_and_a_bright_one_is_hardly_touched() -> None:
    dark = tinted(0.4, 0.4, 0.4)
    before, after = np.asarray(dark, dtype=float).mean(), np.asarray(retouched(dark), dtype=float).mean()
    assert after > before * 1.1


def test_no_photo_is_changed_beyond_the_limits() -> None:
    for picture in (tinted(1.0, 0.4, 0.2), tinted(0.05, 0.05, 0.05), Image.new("RGB", (300, 200), "white")):
        retouch = retouch_for(picture)
        assert max(retouch.gains) / min(retouch.gains) <= (1 + MOST_TINT) / (1 - MOST_TINT) + 1e-9
        assert 1 / MOST_GAMMA - 1e-9 <= retouch.gamma <= MOST_GAMMA + 1e-9


def test_an_even_picture_stays_even() -> None:
    for colour in ("black", "white", "teal"):
        pixels = np.asarray(retouched(Image.new("RGB", (400, 300), colour)))
        assert pixels.reshape(-1, 3).std(axis=0).max() == 0


def building(tilt: float) -> NDArray[np.uint8]:
    """A front of windows, turned by that many degrees."""
    scene = np.full((1200, 1600, 3), 190, np.uint8)
    for left in range(60, 1560, 180):
        for top in range(60, 1160, 220):
            cv2.rectangle(scene, (left, top), (left + 90, top + 130), (60, 70, 80), -1)
    turn = cv2.getRotationMatrix2D((800, 600), -tilt, 1.0)
    turned = cv2.warpAffine(scene, turn, (1600, 1200), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned[200:800, 300:1100], dtype=np.uint8)


def test_a_tilted_photo_is_levelled() -> None:
    for tilt in (-3.0, -1.5, 1.5, 3.0):
        assert abs(tilt_of(building(tilt)) - tilt) < 0.4
        levelled = retouched(Image.fromarray(building(tilt)))
        assert levelled.size == (800, 600)
        assert tilt_of(np.asarray(levelled)) == 0


def test_a_photo_that_is_level_or_tells_nothing_is_not_turned() -> None:
    assert tilt_of(building(0)) == 0
    assert tilt_of(np.full((600, 800, 3), 128, np.uint8)) == 0
    assert tilt_of(np.asarray(Image.effect_noise((800, 600), 60).convert("RGB"))) == 0


def test_a_photo_on_its_side_is_left_as_it_is() -> None:
    assert tilt_of(building(20)) == 0
