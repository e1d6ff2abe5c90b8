from __future__ import annotations

import io
from functools import partial

import numpy as np
import pytest
from PIL import Image

from imaging.overlays import Corner, Overlay, draw_over
from imaging.renditions import CROPS, SOURCE_TYPE, crop_box, crop_jpeg, renditions


def opened(contents: dict[str, bytes]) -> dict[str, Image.Image]:
    return {name: Image.open(io.BytesIO(content)) for name, content in contents.items()}


@pytest.mark.parametrize(("size", "ratio"), [((2560, 1920), 4 / 3), ((3024, 4032), 3 / 4)])
def test_it_makes_every_size_in_its_format(size: tuple[int, int], ratio: float) -> None:
    files = opened(renditions(Image.effect_noise(size, 40).convert("RGB"), is_composite=True))

    whole = {name: (max(one.size), one.format) for name, one in files.items() if name not in CROPS}
    assert whole == {
        "full": (2560, "JPEG"),
        "full_webp": (2560, "WEBP"),
        "medium": (1600, "JPEG"),
        "display": (1600, "WEBP"),
        "thumbnail": (400, "WEBP"),
    }
    assert all(abs(files[name].width / files[name].height - ratio) < 0.01 for name in whole)


def test_portals_get_crops_of_their_shapes() -> None:
    files = opened(renditions(Image.effect_noise((2560, 1920), 40).convert("RGB"), is_composite=True))

    sizes = {name: files[name].size for name in CROPS}
    assert sizes == {"4x3": (1600, 1200), "3x2": (1600, 1067), "16x9": (1600, 900), "1x1": (1200, 1200)}


def test_crops_keep_the_car_in_their_middle_and_stay_in_the_picture() -> None:
    assert crop_box((2560, 1920), 16 / 9, (300, 900, 2260, 1700)) == (0, 480, 2560, 1920)
    assert crop_box((2560, 1920), 16 / 9, (300, 700, 2260, 1300)) == (0, 280, 2560, 1720)
    assert crop_box((2560, 1920), 1.0, (100, 800, 1900, 1500)) == (40, 0, 1960, 1920)
    assert crop_box((1000, 3000), 4 / 3, (0, 0, 1000, 200)) == (0, 0, 1000, 750)


def test_a_crop_shows_the_car_where_it_is() -> None:
    pixels = np.zeros((1920, 2560, 3), np.uint8)
    pixels[1400:1700, 300:2260] = 255

    files = opened(renditions(Image.fromarray(pixels), is_composite=True, car=(300, 1400, 2260, 1700)))

    assert np.asarray(files["16x9"].convert("L"))[-200:-140].mean() > 150


def test_a_photo_without_renditions_is_cropped_when_it_is_asked_for() -> None:
    crop = Image.open(io.BytesIO(crop_jpeg(Image.new("RGB", (3000, 3000), "teal"), "3x2")))

    assert (crop.format, crop.size) == ("JPEG", (1600, 1067))


def test_a_composite_cropped_when_it_is_asked_for_stays_marked() -> None:
    full = Image.open(io.BytesIO(renditions(Image.new("RGB", (800, 600)), is_composite=True)["full"]))

    assert SOURCE_TYPE.encode() in crop_jpeg(full.convert("RGB"), "1x1", full.info["xmp"])


@pytest.mark.parametrize("corner", ["top_left", "top_right", "bottom_left", "bottom_right"])
@pytest.mark.parametrize("size", [(2560, 1920), (1500, 2000)])
def test_no_crop_cuts_what_is_drawn_onto_pictures(corner: Corner, size: tuple[int, int]) -> None:
    overlay = Overlay(logo=Image.new("RGB", (200, 100), "red"), corner=corner)
    draw = partial(draw_over, overlay=overlay)

    files = opened(renditions(Image.new("RGB", size, "grey"), is_composite=False, draw=draw))

    for file in files.values():
        red, _green, blue = (np.asarray(band, dtype=int) for band in file.convert("RGB").split())
        rows, columns = np.nonzero(red - blue > 100)
        wide, high = np.ptp(columns) / file.width, np.ptp(rows) / file.width
        assert (wide, high) == pytest.approx((0.16, 0.08), abs=0.01)


def test_it_never_enlarges() -> None:
    files = opened(renditions(Image.new("RGB", (300, 200)), is_composite=True))

    assert files["full"].size == (300, 200)
    assert files["1x1"].size == (200, 200)


def test_it_marks_composites_as_such_and_other_pictures_not() -> None:
    picture = Image.new("RGB", (800, 600), "teal")

    composite, plain = renditions(picture, is_composite=True), renditions(picture, is_composite=False)

    for content in composite.values():
        assert SOURCE_TYPE.encode() in content
    for content in plain.values():
        assert b"xmp" not in content.lower()
        assert "exif" not in Image.open(io.BytesIO(content)).info
