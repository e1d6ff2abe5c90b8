"""The plate's own corners, on drawn photos whose corners are known, and on labelled ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from plates.engines.corners import plate_corners
from tests.plates.drawn import EFFECTS, Drawn, Effect, drawn
from tests.plates.readers import local_reader, opened

PHOTOS = Path(__file__).parents[2].parent / "shared" / "data" / "plates"


def found(photo: Drawn) -> Any:
    return plate_corners(np.asarray(photo.photo), photo.line)


def error(photo: Drawn) -> float:
    """Mean distance of the corners, in heights of the plate."""
    height = np.linalg.norm(photo.corners[3] - photo.corners[0])
    return float(np.linalg.norm(found(photo) - photo.corners, axis=1).mean() / height)


def coverage(photo: Drawn) -> float:
    plate = photo.corners.astype(np.float32)
    common, _ = cv2.intersectConvexConvex(found(photo).astype(np.float32), plate)
    return float(common / cv2.contourArea(plate))


@pytest.mark.parametrize("effect", EFFECTS)
def test_corners_are_found_in_any_light(effect: Effect) -> None:
    photos = [drawn(seed, effect) for seed in range(6)]
    assert np.median([error(photo) for photo in photos]) < 0.1
    assert min(coverage(photo) for photo in photos) > 0.9
    assert np.mean([coverage(photo) for photo in photos]) > 0.94


@pytest.mark.parametrize("yaw", [-40, -25, 25, 40])
def test_corners_are_found_from_the_side(yaw: int) -> None:
    photos = [drawn(seed, yaw=yaw) for seed in range(4)]
    assert np.median([error(photo) for photo in photos]) < 0.1
    assert min(coverage(photo) for photo in photos) > 0.9


def test_square_plates_are_found_by_their_upper_line() -> None:
    photos = [drawn(seed, is_square=True) for seed in range(6)]
    assert np.median([error(photo) for photo in photos]) < 0.1
    assert np.mean([coverage(photo) for photo in photos]) > 0.9


def test_they_turn_clockwise_from_the_top_left() -> None:
    top_left, top_right, bottom_right, bottom_left = found(drawn(1))
    assert top_left[0] < top_right[0]
    assert bottom_left[0] < bottom_right[0]
    assert top_left[1] < bottom_left[1]
    assert top_right[1] < bottom_right[1]


def even(colour: int) -> Any:
    return np.full((200, 400, 3), colour, np.uint8)


def noise() -> Any:
    return np.random.default_rng(1).integers(0, 256, (200, 400, 3)).astype(np.uint8)


LINES = [
    [[100, 80], [300, 80], [300, 120], [100, 120]],
    [[-30, 80], [90, 80], [90, 120], [-30, 120]],
    [[330, 170], [480, 150], [480, 200], [330, 220]],
    [[100, 80], [106, 80], [106, 81], [100, 81]],
    [[0, 0], [400, 0], [400, 200], [0, 200]],
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("pixels", [even(0), even(128), even(255), noise()], ids=["black", "grey", "white", "noise"])
def test_without_an_edge_the_plate_is_the_text_and_a_little_more(pixels: Any, line: list[list[int]]) -> None:
    text = np.array(line, np.float32)
    corners = plate_corners(pixels, text)
    assert np.isfinite(corners).all()
    height = max(4.0, float(text[3, 1] - text[0, 1]))
    assert np.abs(corners - text).max() < 2 * height


def readings() -> Iterator[tuple[Any, list[float]]]:
    with (PHOTOS / "manifest.csv").open() as file:
        labels = [label for label in csv.DictReader(file) if label["country"] == "FR"][::4]
    for label in labels:
        plate = local_reader().read(opened(PHOTOS / label["image"]))
        if plate and ";" not in label["boxes_xywh"]:
            yield np.array(plate.quad), [float(number) for number in label["boxes_xywh"].split()]


def test_it_covers_real_plates_and_little_else() -> None:
    if not PHOTOS.exists():
        pytest.skip("The labelled photos are not beside the repository.")
    covered, overlaps = [], []
    for quad, (x, y, width, height) in readings():
        (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
        common = max(0, min(right, x + width) - max(left, x)) * max(0, min(bottom, y + height) - max(top, y))
        covered.append(common / (width * height))
        overlaps.append(common / (width * height + (right - left) * (bottom - top) - common))
    assert np.mean(covered) > 0.96
    assert np.mean(overlaps) > 0.7


def test_a_photo_read_whole_gives_corners_to_a_few_pixels() -> None:
    for seed in (1, 4, 7):
        photo = drawn(seed)
        plate = local_reader().read(photo.photo)
        assert plate is not None
        assert plate.text == photo.text
        height = float(np.linalg.norm(photo.corners[3] - photo.corners[0]))
        # What is read is told a little too large on purpose.
        assert np.linalg.norm(np.array(plate.quad) - photo.corners, axis=1).max() < 0.6 * height


def test_the_generator_draws_what_it_says() -> None:
    one, same, other = drawn(3), drawn(3), drawn(4)
    assert np.array_equal(np.asarray(one.photo), np.asarray(same.photo))
    assert one.text != other.text
    assert isinstance(one.photo, Image.Image)
    x, y = one.corners.mean(axis=0)
    assert 0 < x < one.photo.width
    assert 0 < y < one.photo.height
