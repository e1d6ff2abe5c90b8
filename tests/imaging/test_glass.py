"""Less of the old scenery in a car's windows, and nothing else of the car."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from numpy.typing import NDArray
from PIL import Image

from imaging.backgrounds import background
from imaging.compositing import car_box, compose
from imaging.gallery import picture
from imaging.glass import find_windows, toned
from imaging.models import Cutout
from imaging.sizing import Stance
from imaging.viewpoint import View
from keroxio.runs import Run
from plates.reading import request_readings
from tests.imaging.cars import NAMES, car
from vehicles.models import Photo

Work = Callable[[], list[Run]]
SIDE = Stance(View.SIDE, 0)
SCENE = replace(background("studio_grey"), size=(1280, 960))
WINDOWS = [
    [(330, 190), (450, 90), (600, 70), (600, 185)],
    [(630, 185), (630, 70), (820, 80), (900, 180)],
]


def drawn_car(*, has_windows: bool = True) -> tuple[Image.Image, Image.Image, NDArray[np.uint8]]:
    """A red car from its side before a hedge, its mask, and which pixels are its windows: the hedge shows in them."""
    random = np.random.default_rng(5)
    leaves = random.integers(60, 255, (60, 100, 3)).astype(np.uint8) * np.array([0.7, 1.0, 0.6])
    photo = cv2.resize(leaves.astype(np.uint8), (1200, 560), interpolation=cv2.INTER_NEAREST)
    outline = [(30, 330), (60, 230), (300, 190), (440, 60), (600, 35), (840, 40), (1000, 190), (1160, 220), (1180, 400)]
    outline += [(1150, 440), (50, 440)]
    mask, windows, body = (np.zeros((560, 1200), np.uint8) for _ in range(3))
    cv2.fillPoly(mask, [np.array(outline, np.int32)], 255)
    for x in (240, 960):
        cv2.circle(mask, (x, 430), 80, 255, -1)
    body[:] = mask
    if has_windows:
        for window in WINDOWS:
            cv2.fillPoly(windows, [np.array(window, np.int32)], 255)
    frames = cv2.dilate(windows, np.ones((11, 11), np.uint8))
    shaded = np.linspace(215, 150, 560)[:, None, None] * np.array([1.0, 0.08, 0.1])
    photo = np.where(body[..., None] > 0, np.broadcast_to(shaded, photo.shape), photo).astype(np.uint8)
    photo[frames > 0] = (18, 18, 20)
    hedge = cv2.resize(leaves.astype(np.uint8), (1200, 560), interpolation=cv2.INTER_LINEAR)
    photo[windows > 0] = hedge[windows > 0]
    for x in (240, 960):
        cv2.circle(photo, (x, 430), 80, (25, 25, 25), -1)
    cv2.rectangle(photo, (1120, 235), (1160, 290), (230, 20, 20), -1)
    cv2.rectangle(photo, (60, 245), (110, 285), (240, 240, 230), -1)
    return Image.fromarray(cv2.GaussianBlur(photo, (0, 0), 0.8)), Image.fromarray(mask), windows


def found_in(photo: Image.Image, mask: Image.Image) -> NDArray[np.float32] | None:
    box = car_box(mask)
    return find_windows(np.asarray(photo.crop(box)), np.asarray(mask.crop(box)))


def test_it_finds_the_windows_of_a_car_seen_from_its_side() -> None:
    photo, mask, windows = drawn_car()
    found = found_in(photo, mask)
    left, top, right, bottom = car_box(mask)
    truth = windows[top:bottom, left:right] > 0

    assert found is not None
    assert found[truth].mean() > 0.75
    assert found[cv2.dilate(truth.astype(np.uint8), np.ones((41, 41), np.uint8)) == 0].max() == 0


@pytest.mark.parametrize("name", NAMES)
def test_it_would_rather_leave_windows_than_touch_paint(name: str) -> None:
    """The rendered cars' shoulders mirror the sky: nobody can be sure where their windows end."""
    photo, mask = car(name)
    with_tone, without = (compose(photo, mask, SCENE, SIDE, tones_windows=wanted) for wanted in (True, False))
    found = found_in(photo, mask)

    assert found is None or name == "blue_front"
    assert with_tone.toned_windows == (found is not None)
    if found is None:
        assert np.array_equal(np.asarray(with_tone.picture), np.asarray(without.picture))


def test_a_car_without_windows_stays_as_it_is() -> None:
    photo, mask, _ = drawn_car(has_windows=False)
    assert found_in(photo, mask) is None


def test_only_side_views_are_toned() -> None:
    photo, mask, _ = drawn_car()
    assert compose(photo, mask, SCENE, SIDE, tones_windows=True).toned_windows
    assert not compose(photo, mask, SCENE, Stance(View.FRONT_QUARTER, 0), tones_windows=True).toned_windows
    assert not compose(photo, mask, SCENE, SIDE).toned_windows


def test_outside_the_windows_no_pixel_of_the_car_changes() -> None:
    photo, mask, windows = drawn_car()
    before = compose(photo, mask, SCENE, SIDE)
    after = compose(photo, mask, SCENE, SIDE, tones_windows=True)
    left, top, right, bottom = before.car
    near = cv2.dilate(windows, np.ones((21, 21), np.uint8))
    near = cv2.resize(near[slice(*car_box(mask)[1::2]), slice(*car_box(mask)[::2])], (right - left, bottom - top))
    above_floor = slice(top, bottom - (bottom - top) // 4)
    changed = np.abs(np.asarray(after.picture).astype(int) - np.asarray(before.picture)).max(axis=2)

    assert changed[above_floor, left:right][near[: above_floor.stop - top] == 0].max() <= 1
    assert changed[top:bottom, left:right][near > 0].max() > 40


def test_what_is_seen_through_them_is_darker_and_greyer_and_keeps_its_order() -> None:
    ramp = np.repeat(np.linspace(0, 1, 50, dtype=np.float32)[None, :, None], 3, axis=2)
    green = ramp * np.array([0.4, 1.0, 0.3], np.float32)
    all_window, scene = np.ones((1, 50), np.float32), np.array([0.5, 0.5, 0.5], np.float32)
    grey_after, green_after = toned(ramp, all_window, scene), toned(green, all_window, scene)

    assert (np.diff(grey_after[0, :, 0]) > 0).all()
    assert (grey_after <= ramp + 1e-6).all()
    assert np.ptp(green_after[0, -1]) < 0.25 * np.ptp(green[0, -1])
    assert np.array_equal(toned(green, np.zeros((1, 50), np.float32), scene), green)


def test_a_seller_asks_for_it_and_takes_it_back(client: Client, photo: Photo, work: Work) -> None:
    request_readings([photo])
    work()
    Cutout.objects.filter(photo=photo).update(view=View.SIDE)
    plain = picture(photo).scene_recipe
    address = reverse("vehicle_windows", args=[photo.vehicle_id])

    client.post(address, {"toned": "on"})
    work()
    assert picture(photo).scene_recipe != plain
    assert picture(photo).is_composite

    client.post(reverse("photos_undo", args=[photo.vehicle_id]))
    assert picture(photo).scene_recipe == plain


def test_other_views_are_not_made_again_for_it(client: Client, photo: Photo, work: Work) -> None:
    request_readings([photo])
    work()
    Cutout.objects.filter(photo=photo).update(view=View.FRONT)
    plain = picture(photo).scene_recipe
    client.post(reverse("vehicle_windows", args=[photo.vehicle_id]), {"toned": "on"})
    assert picture(photo).scene_recipe == plain
