"""What the local reader makes of pictures that are not what it is for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from tests.plates import drawings
from tests.plates.readers import local_reader, sample

PLAIN = [drawings.street, drawings.poster, drawings.shop, drawings.dashboard, drawings.tyre, drawings.tailgate]


@pytest.mark.parametrize("draw", PLAIN, ids=lambda draw: draw.__name__)
def test_signs_and_figures_are_no_plates(draw: Callable[[], Image.Image]) -> None:
    assert local_reader().read(draw()) is None


def test_the_names_on_a_tailgate_do_not_hide_its_plate() -> None:
    picture = drawings.tailgate()
    drawings.plate(picture, "FG-204-KL", (640, 760), 70)
    found = local_reader().read(picture)
    assert found is not None
    assert found.text == "FG-204-KL"
    assert found.others == ()


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (1200, 900), "black"),
        Image.new("RGB", (1200, 900), "white"),
        Image.new("RGB", (3000, 100), "grey"),
        Image.linear_gradient("L").resize((3000, 100)).convert("RGB"),
        Image.effect_noise((900, 1200), 90).convert("RGB"),
        Image.new("RGB", (1, 1)),
        Image.new("RGB", (40, 4000), "blue"),
    ],
    ids=["black", "white", "3000 x 100", "gradient", "noise", "one pixel", "tall"],
)
def test_an_empty_picture_shows_nothing(picture: Image.Image) -> None:
    assert local_reader().read(picture) is None


def test_a_strip_that_shows_a_plate_is_read() -> None:
    strip = Image.new("RGB", (3000, 100), (40, 40, 44))
    drawings.plate(strip, "FG-204-KL", (1400, 50), 60)
    found = local_reader().read(strip)
    assert found is not None
    assert found.text == "FG-204-KL"


@pytest.mark.parametrize("turn", [ImageOps.mirror, ImageOps.flip, lambda photo: photo.rotate(180)])
def test_a_plate_that_is_not_upright_is_never_read_confidently(turn: Callable[[Image.Image], Image.Image]) -> None:
    found = local_reader().read(turn(sample("blue_front.jpg")))
    assert found is None or not found.is_confident


def test_of_five_plates_the_large_central_one_is_the_sellers_and_the_others_are_told() -> None:
    picture = Image.new("RGB", (1600, 1200), drawings.GREY)
    small = {"AB-123-CD": (220, 260), "BC-234-DE": (1380, 260), "CD-345-EF": (220, 1000), "DE-456-FG": (1380, 1000)}
    for words, centre in small.items():
        drawings.plate(picture, words, centre, 44)
    drawings.plate(picture, "FG-204-KL", (800, 700), 90)
    found = local_reader().read(picture)
    assert found is not None
    assert found.text == "FG-204-KL"
    middles = {tuple(np.mean(quad, axis=0).round(-1).astype(int)) for quad in found.others}
    assert len(middles) == len(small)
    assert all(any(np.hypot(x - place[0], y - place[1]) < 60 for x, y in middles) for place in small.values())


def test_a_plate_on_a_poster_is_hidden_and_not_taken_for_the_sellers() -> None:
    picture = Image.new("RGB", (1600, 1200), drawings.GREY)
    picture.paste(drawings.poster().resize((360, 480)), (40, 40))
    drawings.plate(picture, "ZZ-999-ZY", (220, 470), 36)
    drawings.plate(picture, "FG-204-KL", (900, 800), 80)
    found = local_reader().read(picture)
    assert found is not None
    assert found.text == "FG-204-KL"
    assert any(abs(np.mean(quad, axis=0)[0] - 220) < 40 for quad in found.others)


def test_a_square_plate_of_two_lines_is_read_as_one() -> None:
    picture = Image.new("RGB", (1200, 900), (50, 50, 54))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((480, 380, 720, 560), fill=drawings.WHITE, outline=drawings.BLACK)
    drawings.text(picture, "FG-204", (600, 425), 64)
    drawings.text(picture, "KL", (600, 510), 64)
    found = local_reader().read(picture)
    assert found is not None
    assert found.text == "FG-204-KL"
    xs, ys = zip(*found.quad, strict=True)
    assert min(ys) < 410
    assert max(ys) > 535
    assert min(xs) < 520
    assert max(xs) > 690


@pytest.mark.parametrize("hidden", [0.3, 0.42, 0.55])
def test_a_plate_half_hidden_by_another_car_is_never_read_confidently(hidden: float) -> None:
    picture = Image.new("RGB", (1400, 1000), drawings.GREY)
    drawings.plate(picture, "AA-410-BC", (600, 600), 70)
    width = 70 * 520 / 110
    ImageDraw.Draw(picture).rectangle((600 + width / 2 - hidden * width, 400, 1400, 1000), fill=(170, 20, 26))
    found = local_reader().read(picture)
    assert found is None or not found.is_confident


@pytest.mark.parametrize("kept", [0.45, 0.6, 0.72])
def test_a_plate_cut_by_the_edge_of_the_photo_is_never_read_confidently(kept: float) -> None:
    picture = Image.new("RGB", (1400, 1000), drawings.GREY)
    drawings.plate(picture, "AA-410-BC", (700, 600), 70)
    width = 70 * 520 / 110
    found = local_reader().read(picture.crop((0, 0, round(700 - width / 2 + kept * width), 1000)))
    assert found is None or not found.is_confident


def test_the_name_and_number_on_a_bus_are_no_confident_reading() -> None:
    picture = Image.new("RGB", (1440, 1080), (190, 20, 24))
    drawings.text(picture, "SOLEA", (1080, 640), 44, (20, 20, 22))
    drawings.text(picture, "410", (1080, 700), 44, (250, 200, 30))
    found = local_reader().read(picture)
    assert found is None or not found.is_confident
