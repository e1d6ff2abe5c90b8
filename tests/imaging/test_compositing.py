from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from imaging.backgrounds import DEFAULT, NAMES, OUTPUT_SIZE, background, backgrounds
from imaging.compositing import NoCar, Placement, _rise, car_box, compose, light_for, placement
from imaging.edges import foreground, trimmed
from imaging.ground import find_ground
from imaging.light import to_linear, to_srgb
from tests.imaging.cars import NAMES as CARS
from tests.imaging.cars import car


def placed(mask: Image.Image, slug: str) -> Placement:
    box = car_box(mask)
    return placement(box, _rise(mask, box), background(slug), OUTPUT_SIZE)


def inside(mask: Image.Image, place: Placement, margin: int) -> NDArray[np.bool_]:
    """The car's pixels in the result's box, ``margin`` pixels away from its edge."""
    solid = np.asarray(mask.resize((place.width, place.height), box=car_box(mask)))
    return np.asarray(cv2.erode((solid > 250).astype(np.uint8), np.ones((margin, margin), np.uint8)) > 0)


def boxed(picture: Image.Image, place: Placement) -> NDArray[np.uint8]:
    return np.asarray(picture.crop((place.left, place.top, place.left + place.width, place.top + place.height)))


def test_it_knows_eight_backgrounds() -> None:
    assert len(backgrounds()) == 8
    assert DEFAULT in NAMES
    assert all(one.picture().shape == (OUTPUT_SIZE[1], OUTPUT_SIZE[0], 3) for one in backgrounds()[:2])


@pytest.mark.parametrize("slug", sorted(NAMES))
def test_it_leaves_the_car_itself_alone_but_for_the_declared_light(slug: str) -> None:
    photo, mask = car("blue_front_left")
    place = placed(mask, slug)
    result = boxed(compose(photo, mask, background(slug)).picture, place)
    source = photo.resize((place.width, place.height), Image.Resampling.LANCZOS, box=car_box(mask), reducing_gap=3.0)
    expected = to_srgb(light_for(photo, mask, background(slug)).apply(to_linear(np.asarray(source))))

    difference = np.abs(result.astype(int) - expected)[inside(mask, place, 81)]

    assert np.quantile(difference, 0.98) <= 3


@pytest.mark.parametrize("slug", sorted(NAMES))
def test_it_darkens_the_floor_under_the_car_and_keeps_the_wall(slug: str) -> None:
    photo, mask = car("blue_side_left")
    place = placed(mask, slug)
    before = background(slug).picture().astype(int)
    after = np.asarray(compose(photo, mask, background(slug)).picture).astype(int)
    middle = slice(place.left + place.width * 2 // 5, place.left + place.width * 3 // 5)
    under = slice(place.top + place.height - 30, place.top + place.height - 15)

    assert after[under, middle].mean() < 0.5 * before[under, middle].mean()
    assert np.array_equal(after[: place.top - 10], before[: place.top - 10])


@pytest.mark.parametrize("name", CARS)
def test_it_stands_on_the_floor_and_inside_the_picture(name: str) -> None:
    _, mask = car(name)
    for scene in backgrounds():
        place = placed(mask, scene.slug)
        assert place.left > 0
        assert place.left + place.width < OUTPUT_SIZE[0]
        assert place.height <= scene.max_car_height_fraction * OUTPUT_SIZE[1] + 1
        assert scene.contact_y - 0.001 <= (place.top + place.height) / OUTPUT_SIZE[1] <= 0.94


def test_it_shows_front_views_no_larger_than_side_views_are_high() -> None:
    front, side = placed(car("blue_front")[1], DEFAULT), placed(car("blue_side_left")[1], DEFAULT)

    assert front.width < 0.75 * side.width


def test_it_follows_the_ground_to_a_wheel_farther_away() -> None:
    _, mask = car("blue_front_left")
    alpha = np.asarray(mask.crop(car_box(mask)))
    ground = find_ground(alpha)

    assert ground.right_wheel > 0.9 * alpha.shape[1]
    assert 0.1 < ground.rise / alpha.shape[0] < 0.6


def test_it_finds_level_ground_under_a_car_seen_from_the_side() -> None:
    _, mask = car("blue_side_left")
    alpha = np.asarray(mask.crop(car_box(mask)))
    ground = find_ground(alpha)

    assert ground.rise < 0.05 * alpha.shape[0]
    assert ground.left_wheel < 0.3 * alpha.shape[1]
    assert ground.right_wheel > 0.7 * alpha.shape[1]


def test_it_takes_the_old_scenery_out_of_the_rim() -> None:
    """A red disc photographed before green: no half-transparent pixel may keep any green."""
    y, x = np.mgrid[0:200, 0:200]
    matte = np.clip(80.5 - np.hypot(x - 100, y - 100), 0, 1)
    photo = matte[..., None] * np.array([1.0, 0, 0]) + (1 - matte[..., None]) * np.array([0, 1.0, 0])
    cover = trimmed((matte * 255).astype(np.uint8))

    cleaned = foreground(photo.astype(np.float32), cover)

    rim = (cover > 0.05) & (cover < 0.95)
    assert rim.any()
    assert float(cleaned[rim][:, 1].max()) < 0.1
    assert np.array_equal(cleaned[cover == 1], photo.astype(np.float32)[cover == 1])
    assert not cleaned[:10].any()


def test_it_composes_a_car_cut_off_by_the_frame() -> None:
    photo, mask = car("blue_side_left")
    left, _, right, bottom = car_box(mask)
    frame = ((left + right) // 2, 0, photo.width, bottom - 40)

    result = compose(photo.crop(frame), mask.crop(frame), background(DEFAULT)).picture

    assert result.size == OUTPUT_SIZE


def test_it_refuses_an_empty_matte() -> None:
    photo, mask = car("blue_front")

    with pytest.raises(NoCar):
        compose(photo, Image.new("L", mask.size), background(DEFAULT))


def test_it_survives_a_matte_of_a_few_pixels() -> None:
    photo = Image.new("RGB", (300, 200), "red")
    matte = Image.new("L", photo.size)
    matte.putpixel((150, 100), 255)

    assert compose(photo, matte, background(DEFAULT)).picture.size == OUTPUT_SIZE


def test_it_does_not_burn_out_a_white_car() -> None:
    photo, mask = car("silver_front_right")
    bright = Image.eval(photo, lambda level: min(255, level * 3 // 2))

    assert max(light_for(bright, mask, background("cyc_white")).gains) <= 1.1
