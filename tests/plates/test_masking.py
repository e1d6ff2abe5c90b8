"""A masked plate cannot be read, and nothing else changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from plates.engines.base import Quad
from plates.masking import Style, mask_plate
from tests.plates.readers import TRUTH, local_reader, sample

WITH_PLATE = [photo for photo in TRUTH if photo["plate_corners_TL_TR_BR_BL"]]


def quad_of(photo: dict[str, Any]) -> Quad:
    (corners,) = photo["plate_corners_TL_TR_BR_BL"].values()
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return first, second, third, fourth


@pytest.mark.parametrize("style", ["blur", "solid"])
@pytest.mark.parametrize("photo", WITH_PLATE[::2], ids=lambda photo: photo["file"])
def test_the_reader_cannot_read_a_masked_plate(photo: dict[str, Any], style: Style) -> None:
    masked = mask_plate(sample(photo["file"]), quad_of(photo), style=style)
    plate = local_reader().read(masked)
    assert plate is None


def test_sharpening_brings_nothing_back() -> None:
    masked = mask_plate(sample("blue_front.jpg"), quad_of(TRUTH[0]))
    sharpened = masked.filter(ImageFilter.UnsharpMask(radius=12, percent=500, threshold=0))
    assert local_reader().read(sharpened) is None


def test_only_the_plate_and_its_edge_change() -> None:
    photo = sample("blue_front.jpg")
    before = np.asarray(photo).copy()
    after = np.asarray(mask_plate(photo, quad_of(TRUTH[0])))
    rows, columns = np.nonzero((before != after).any(axis=2))
    corners = np.array(quad_of(TRUTH[0]))
    height = corners[3, 1] - corners[0, 1]
    assert columns.min() > corners[:, 0].min() - height * 0.6
    assert columns.max() < corners[:, 0].max() + height * 0.6
    assert rows.min() > corners[:, 1].min() - height * 0.6
    assert rows.max() < corners[:, 1].max() + height * 0.6
    assert np.array_equal(np.asarray(photo), before)


def test_solid_is_one_colour_inside_the_plate() -> None:
    masked = np.asarray(mask_plate(sample("blue_front.jpg"), quad_of(TRUTH[0]), style="solid"))
    corners = np.array(quad_of(TRUTH[0])).astype(int)
    inside = masked[corners[:, 1].min() + 8 : corners[:, 1].max() - 8, corners[0, 0] + 4 : corners[1, 0] - 4]
    assert inside.reshape(-1, 3).std(axis=0).max() < 1.5


def test_a_plate_cut_by_the_edge_of_the_photo_is_masked_too() -> None:
    photo = Image.effect_noise((300, 200), 80).convert("RGB")
    masked = mask_plate(photo, ((-20.0, 150.0), (60.0, 150.0), (60.0, 230.0), (-20.0, 230.0)))
    assert masked.size == photo.size
    assert np.asarray(masked)[170:190, 5:45].std() < 15


def test_a_quad_outside_the_photo_changes_nothing() -> None:
    photo = Image.effect_noise((300, 200), 80).convert("RGB")
    masked = mask_plate(photo, ((900.0, 900.0), (960.0, 900.0), (960.0, 930.0), (900.0, 930.0)))
    assert np.array_equal(np.asarray(masked), np.asarray(photo))
