"""What is hidden cannot be read, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from plates.covers import Cover, Style
from plates.engines.base import Quad
from plates.masking import hide
from tests.contracts.test_face_finders import centerface
from tests.plates.drawn import drawn
from tests.plates.people import face_box, person
from tests.plates.readers import TRUTH, local_reader, sample

WITH_PLATE = [photo for photo in TRUTH if photo["plate_corners_TL_TR_BR_BL"]]
LOGO = Image.new("RGBA", (300, 120))
ImageDraw.Draw(LOGO).ellipse((20, 10, 280, 110), fill=(200, 30, 30, 255))
COVERS: dict[Style, Cover] = {
    "blur": Cover(),
    "solid": Cover("solid", "#1d4ed8"),
    "name": Cover("name", "#101828", "Garage Élysée"),
    "logo": Cover("logo", "#ffffff", logo=LOGO),
}


def quad_of(corners: Any) -> Quad:
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return first, second, third, fourth


def truth(photo: dict[str, Any]) -> Quad:
    (corners,) = photo["plate_corners_TL_TR_BR_BL"].values()
    return quad_of(corners)


FRONT, QUAD = "blue_front.jpg", truth(TRUTH[0])


@pytest.mark.parametrize("style", COVERS)
@pytest.mark.parametrize("photo", WITH_PLATE[::4], ids=lambda photo: photo["file"])
def test_the_reader_cannot_read_a_hidden_plate(photo: dict[str, Any], style: Style) -> None:
    assert local_reader().read(hide(sample(photo["file"]), [truth(photo)], cover=COVERS[style])) is None


def sharpened(photo: Image.Image) -> Image.Image:
    return photo.filter(ImageFilter.UnsharpMask(radius=12, percent=500, threshold=0))


def stretched(photo: Image.Image) -> Image.Image:
    """All the contrast that there is, tile by tile."""
    light, a, b = cv2.split(cv2.cvtColor(np.asarray(photo), cv2.COLOR_RGB2LAB))
    light = cv2.createCLAHE(clipLimit=40, tileGridSize=(32, 32)).apply(light)
    return Image.fromarray(cv2.cvtColor(cv2.merge([light, a, b]), cv2.COLOR_LAB2RGB))


def kernel(sigma: float) -> Any:
    side = cv2.getGaussianKernel(2 * round(3 * sigma) + 1, sigma)
    return side @ side.T


def wiener(photo: Image.Image, sigma: float, noise: float = 1e-3) -> Image.Image:
    pixels = np.asarray(photo, dtype=np.float64)
    spread = np.zeros(pixels.shape[:2])
    blur = kernel(sigma)
    spread[: len(blur), : len(blur)] = blur
    spread = np.roll(spread, (-(len(blur) // 2), -(len(blur) // 2)), axis=(0, 1))
    way = np.fft.rfft2(spread)
    inverse = np.conj(way) / (np.abs(way) ** 2 + noise)
    planes = [np.fft.irfft2(np.fft.rfft2(pixels[..., c]) * inverse, s=spread.shape) for c in range(3)]
    return Image.fromarray(np.clip(np.stack(planes, axis=2), 0, 255).astype(np.uint8))


def richardson_lucy(photo: Image.Image, sigma: float, rounds: int = 20) -> Image.Image:
    pixels = np.asarray(photo, dtype=np.float32) + 1
    blur = kernel(sigma).astype(np.float32)
    guess = pixels.copy()
    for _ in range(rounds):
        guess *= cv2.filter2D(pixels / np.maximum(cv2.filter2D(guess, -1, blur), 1e-3), -1, blur)
    return Image.fromarray(np.clip(guess - 1, 0, 255).astype(np.uint8))


UNDO: dict[str, Callable[[Image.Image], Image.Image]] = {
    "nothing": lambda photo: photo,
    "unsharp mask": sharpened,
    "contrast": stretched,
    "Wiener, narrow": lambda photo: wiener(photo, 4),
    "Wiener, wide": lambda photo: wiener(photo, 12),
    "Richardson-Lucy, narrow": lambda photo: richardson_lucy(photo, 4),
    "Richardson-Lucy, wide": lambda photo: richardson_lucy(photo, 12),
}


@pytest.mark.parametrize("attempt", UNDO)
def test_nothing_brings_a_blurred_plate_back(attempt: str) -> None:
    for seed in (1, 4):
        photo = drawn(seed)
        assert (plate := local_reader().read(photo.photo))
        assert plate.text == photo.text
        undone = UNDO[attempt](hide(photo.photo, [quad_of(photo.corners)]))
        again = local_reader().read(undone)
        assert again is None or not shares(again.text, photo.text)


def shares(one: str, other: str) -> bool:
    """Three characters in their places: more than chance."""
    return sum(a == b and a.isalnum() for a, b in zip(one, other, strict=False)) >= 3


def test_a_lighter_blur_would_be_undone() -> None:
    """The attempts above can do something: what they cannot undo is undone for good."""
    photo = drawn(1)
    blurred = photo.photo.filter(ImageFilter.GaussianBlur(3.5))
    plate = local_reader().read(richardson_lucy(blurred, 3.5, 40))
    assert plate is not None
    assert shares(plate.text, photo.text)


@pytest.mark.parametrize("style", COVERS)
def test_two_plates_that_differ_look_the_same_once_hidden(style: Style) -> None:
    """What shows depends on light and size alone, up to a dozen averages."""
    one, other = (drawn(2).photo.copy() for _ in range(2))
    quad = quad_of(drawn(2).corners)
    draw = ImageDraw.Draw(other)
    x, y = np.mean(quad, axis=0)
    draw.rectangle((x - 8, y - 8, x + 8, y + 8), fill="black")
    first, second = (np.asarray(hide(photo, [quad], cover=COVERS[style]), dtype=float) for photo in (one, other))
    assert np.abs(first - second).max() < (60 if style == "blur" else 30)


@pytest.mark.parametrize("style", COVERS)
def test_only_the_plate_and_its_edge_change(style: Style) -> None:
    photo = sample(FRONT)
    before = np.asarray(photo).copy()
    after = np.asarray(hide(photo, [QUAD], cover=COVERS[style]))
    rows, columns = np.nonzero((before != after).any(axis=2))
    corners = np.array(QUAD)
    height = corners[3, 1] - corners[0, 1]
    assert columns.min() > corners[:, 0].min() - height * 0.6
    assert columns.max() < corners[:, 0].max() + height * 0.6
    assert rows.min() > corners[:, 1].min() - height * 0.6
    assert rows.max() < corners[:, 1].max() + height * 0.6
    assert np.array_equal(np.asarray(photo), before)


def middle_of(photo: Image.Image, quad: Quad) -> Any:
    corners = np.array(quad).astype(int)
    inside = np.asarray(photo)[
        corners[:, 1].min() + 12 : corners[:, 1].max() - 12, corners[0, 0] + 8 : corners[1, 0] - 8
    ]
    return inside.reshape(-1, 3).astype(float)


def test_a_solid_cover_has_the_colour_chosen_under_the_plates_light() -> None:
    red, green, blue = middle_of(hide(sample(FRONT), [QUAD], cover=COVERS["solid"]), QUAD).mean(axis=0)
    assert blue > 1.5 * green > 1.5 * red
    bright = middle_of(hide(sample(FRONT), [QUAD], cover=COVERS["solid"]), QUAD).mean()
    night = sample(FRONT).point(lambda level: level // 4)
    assert middle_of(hide(night, [QUAD], cover=COVERS["solid"]), QUAD).mean() < bright / 2


def test_the_name_is_written_in_the_plates_perspective() -> None:
    plain = middle_of(hide(sample(FRONT), [QUAD], cover=Cover("solid", "#101828")), QUAD)
    named = middle_of(hide(sample(FRONT), [QUAD], cover=COVERS["name"]), QUAD)
    assert named.max() > plain.max() + 60


def test_the_logo_shows_its_colours() -> None:
    pixels = middle_of(hide(sample(FRONT), [QUAD], cover=COVERS["logo"]), QUAD)
    assert ((pixels[:, 0] - pixels[:, 1]) > 60).mean() > 0.1


@pytest.mark.parametrize(
    "cover", [Cover("name"), Cover("logo"), Cover("name", text="é" * 120), Cover("name", text="\n\t🚗")]
)
def test_what_is_missing_or_odd_still_hides(cover: Cover) -> None:
    photo = drawn(1)
    plate = local_reader().read(hide(photo.photo, [quad_of(photo.corners)], cover=cover))
    assert plate is None or not shares(plate.text, photo.text)


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345G", "#", "#FFFFFF"])
def test_a_colour_is_six_small_hexadecimal_digits(colour: str) -> None:
    with pytest.raises(ValueError, match=colour):
        Cover("solid", colour)


def test_every_plate_and_every_face_is_hidden() -> None:
    photo = drawn(1).photo.copy()
    photo.paste(person(40), (20, 20))
    photo.paste(person(40), (1100, 20))
    faces = centerface().find(photo)
    assert len(faces) == 2
    hidden = hide(photo, [quad_of(drawn(1).corners)], faces)
    assert centerface().find(hidden) == ()
    assert local_reader().read(hidden) is None


def test_a_blurred_face_is_no_face_any_more() -> None:
    left, top, right, bottom = face_box()
    photo = person()
    assert centerface().find(photo)
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    hidden = hide(photo, [], [quad])
    assert centerface().find(hidden) == ()
    assert centerface().find(sharpened(hidden)) == ()


@pytest.mark.parametrize("style", COVERS)
def test_a_plate_cut_by_the_edge_of_the_photo_is_hidden_too(style: Style) -> None:
    photo = Image.effect_noise((300, 200), 80).convert("RGB")
    hidden = hide(photo, [((-20.0, 150.0), (60.0, 150.0), (60.0, 230.0), (-20.0, 230.0))], cover=COVERS[style])
    assert hidden.size == photo.size
    assert not np.array_equal(np.asarray(hidden)[170:190, 5:45], np.asarray(photo)[170:190, 5:45])


@pytest.mark.parametrize("style", COVERS)
@pytest.mark.parametrize("far", [900.0, -900.0])
def test_a_quad_outside_the_photo_changes_nothing(style: Style, far: float) -> None:
    photo = Image.effect_noise((300, 200), 80).convert("RGB")
    quad = ((far, far), (far + 60, far), (far + 60, far + 30), (far, far + 30))
    assert np.array_equal(np.asarray(hide(photo, [quad], [quad], cover=COVERS[style])), np.asarray(photo))


@pytest.mark.parametrize("style", COVERS)
def test_a_quad_without_area_does_no_harm(style: Style) -> None:
    photo = Image.effect_noise((300, 200), 80).convert("RGB")
    quad = ((50.0, 50.0), (50.0, 50.0), (50.0, 50.0), (50.0, 50.0))
    assert hide(photo, [quad], [quad], cover=COVERS[style]).size == photo.size
