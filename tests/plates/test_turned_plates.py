"""Plates that do not stand upright: they are still somebody's, and must be found to be hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from plates.engines.base import Quad
from tests.plates import drawings
from tests.plates.drawn import drawn
from tests.plates.readers import local_reader

Array = NDArray[Any]
Turn = Callable[[Image.Image], Image.Image]


def around(points: Array | Quad) -> Array:
    return np.concatenate([np.min(points, axis=0), np.max(points, axis=0)])


def covered(quad: Quad, corners: Array) -> float:
    """Share of the box around the true corners that lies in the box around the quad."""
    mine, true = around(quad), around(corners)
    sides = np.minimum(mine[2:], true[2:]) - np.maximum(mine[:2], true[:2])
    return float(np.prod(np.maximum(sides, 0)) / np.prod(true[2:] - true[:2]))


def upside_down(photo: Image.Image) -> Image.Image:
    return photo.rotate(180)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("turn", [ImageOps.mirror, upside_down])
def test_the_plate_of_a_mirrored_or_upside_down_photo_is_found_where_it_is(turn: Turn, seed: int) -> None:
    scene = drawn(seed, yaw=seed * 8 - 12)
    found = local_reader().read(turn(scene.photo))
    wide, high = scene.photo.size
    there = scene.corners * [-1, 1] + [wide, 0] if turn is ImageOps.mirror else [wide, high] - scene.corners
    assert found is not None
    assert not found.is_confident
    assert covered(found.quad, there) > 0.93
    (left, top), (right, _), _, (_, bottom) = found.quad
    assert left < right
    assert top < bottom


def test_a_mirrored_plate_is_read_as_it_is_on_the_car() -> None:
    scene = drawn(0, yaw=-12)
    found = local_reader().read(ImageOps.mirror(scene.photo))
    assert found is not None
    assert found.text == scene.text


def reflected_in_the_floor(photo: Image.Image, floor: int) -> Image.Image:
    """What stands above the floor is seen again below it, dimmer and softer."""
    image = ImageOps.flip(photo.crop((0, max(0, 2 * floor - photo.height), photo.width, floor)))
    image = Image.blend(
        image.filter(ImageFilter.GaussianBlur(1.5)), Image.new("RGB", image.size, (110, 112, 116)), 0.45
    )
    wet = Image.new("RGB", (photo.width, floor + image.height))
    wet.paste(photo)
    wet.paste(image, (0, floor))
    return wet


@pytest.mark.parametrize("seed", range(4))
def test_the_reflection_of_a_plate_in_the_floor_is_hidden_too(seed: int) -> None:
    scene = drawn(seed, yaw=seed * 8 - 12)
    high = scene.corners[3, 1] - scene.corners[0, 1]
    floor = round(float(scene.corners[:, 1].max() + 1.5 * high))
    found = local_reader().read(reflected_in_the_floor(scene.photo, floor))
    assert found is not None
    assert found.text == scene.text
    there = np.array([0, 2 * floor]) + scene.corners * [1, -1]
    assert max(covered(quad, there) for quad in found.others) > 0.93


def test_the_reflection_of_a_plate_in_a_window_beside_is_hidden_too() -> None:
    picture = Image.new("RGB", (1600, 900), drawings.GREY)
    drawings.plate(picture, "FG-204-KL", (450, 600), 70)
    window = ImageOps.mirror(picture.crop((0, 0, 800, 900))).filter(ImageFilter.GaussianBlur(1.2))
    picture.paste(Image.blend(window, Image.new("RGB", window.size, (60, 70, 80)), 0.4), (800, 0))
    found = local_reader().read(picture)
    assert found is not None
    assert found.text == "FG-204-KL"
    assert any(abs(np.mean(quad, axis=0)[0] - 1150) < 30 for quad in found.others)


def test_other_words_below_a_plate_are_no_reflection_of_it() -> None:
    picture = Image.new("RGB", (1280, 960), drawings.GREY)
    drawings.plate(picture, "FG-204-KL", (640, 400), 70)
    drawings.board(picture, "PARKING PRIVE", (460, 640, 820, 720), drawings.WHITE, drawings.BLACK)
    found = local_reader().read(picture)
    assert found is not None
    assert found.others == ()
