"""From which side a photo shows its car, how large the car is shown for it, and whether it stands level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from scipy.signal import find_peaks

from imaging import studio
from imaging.backgrounds import OUTPUT_SIZE, background
from imaging.compositing import _rise, car_box, compose, levelled, placement
from imaging.gallery import picture, pictures
from imaging.levelling import tilt
from imaging.models import Composite, Cutout
from imaging.shapes import Shape, prominent_peaks
from imaging.sizing import Stance, size_of
from imaging.viewpoint import Facing, View, facing_of, view_of
from keroxio.runs import Run
from plates.reading import request_readings
from tests.conftest import SAMPLES, upload
from tests.imaging.cars import NAMES, car
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]
SIDES = ["blue_side_left", "blue_side_right"]


def shape(name: str) -> Shape:
    found = Shape.of(car(name)[1])
    assert found is not None
    return found


def wide(name: str, stance: Stance) -> tuple[int, int]:
    mask = car(name)[1]
    box = car_box(mask)
    place = placement(box, _rise(mask, box), background("studio_grey"), OUTPUT_SIZE, stance)
    return place.width, place.height


@pytest.mark.parametrize("name", NAMES)
def test_sides_and_straight_views_are_told_by_the_silhouette(name: str) -> None:
    assert shape(name).is_side == ("side" in name)
    assert shape(name).is_straight == (name in {"blue_front", "blue_rear"})


def test_an_empty_matte_has_no_shape() -> None:
    assert Shape.of(Image.new("L", (60, 40))) is None


@pytest.mark.parametrize(("name", "facing"), [("blue_side_left", Facing.LEFT), ("blue_side_right", Facing.RIGHT)])
def test_the_lower_end_of_a_side_view_is_its_nose(name: str, facing: str) -> None:
    assert view_of({}, kind="exterior", shape=shape(name)) == View.SIDE
    assert facing_of(View.SIDE, {}, shape(name)) == facing


def test_a_tail_that_recedes_tells_where_the_nose_is() -> None:
    assert facing_of(View.REAR_QUARTER, {"slope": -0.26}, shape("blue_rear_left")) == "left"
    assert facing_of(View.REAR_QUARTER, {"slope": 0.28}, shape("blue_rear_right")) == "right"
    assert facing_of(View.REAR_QUARTER, {"slope": 0.01}, shape("blue_rear_right")) == ""


@pytest.mark.parametrize("name", SIDES)
def test_a_side_view_fills_70_to_75_percent_of_the_width(name: str) -> None:
    width, _ = wide(name, Stance(View.SIDE, size_of(shape(name).aspect)))
    assert 0.70 <= width / OUTPUT_SIZE[0] <= 0.75


def test_one_car_keeps_one_size_over_its_views() -> None:
    size = size_of(shape("blue_side_left").aspect)
    side = wide("blue_side_left", Stance(View.SIDE, size))[1]
    quarter = wide("blue_front_left", Stance(View.FRONT_QUARTER, size))[1]
    front = wide("blue_front", Stance(View.FRONT, size))[1]
    assert side <= front <= quarter <= 1.15 * side


def test_sizes_within_a_step_are_the_same() -> None:
    assert size_of(2.65) == size_of(2.70) == size_of(None) == 0
    assert size_of(2.3) < 0 < size_of(3.0)


def test_a_car_whose_view_is_unknown_fills_the_room_there_is() -> None:
    assert wide("blue_side_left", Stance())[0] == round(0.72 * OUTPUT_SIZE[0])


def street(angle: float) -> tuple[Image.Image, Image.Image]:
    """A car before a fence, both photographed with the camera turned clockwise by so many degrees or less."""
    photo, mask = car("blue_side_left")
    fence = np.full((photo.height, photo.width, 3), 150, np.uint8)
    for x in range(0, photo.width, 90):
        cv2.rectangle(fence, (x, 0), (x + 30, int(photo.height * 0.6)), (60, 60, 60), -1)
    scene = Image.composite(photo, Image.fromarray(fence), mask)
    inner = (60, 60, photo.width - 60, photo.height - 60)
    return scene.rotate(-angle, Image.Resampling.BICUBIC).crop(inner), mask.rotate(-angle).crop(inner)


@pytest.mark.parametrize("angle", [-2.5, 2.5])
def test_a_photo_held_askew_is_levelled(angle: float) -> None:
    photo, mask = street(angle)
    found = tilt(photo, mask)
    assert abs(found - angle) < 0.7
    after = Shape.of(levelled(photo, mask, found)[1])
    assert after is not None
    assert abs(after.slope) < 0.015


@pytest.mark.parametrize("angle", [0.0, 9.0])
def test_a_level_photo_and_a_slope_are_left_alone(angle: float) -> None:
    assert tilt(*street(angle)) == 0.0


def test_wheels_alone_turn_nothing() -> None:
    """A car seen a little from one end has a sloping wheel line in a level photo."""
    photo, mask = car("blue_side_left")
    plain = Image.composite(photo, Image.new("RGB", photo.size, "grey"), mask).rotate(-3, fillcolor="grey")
    assert tilt(plain, mask.rotate(-3)) == 0.0


def test_no_pixel_of_a_turned_car_is_lost() -> None:
    photo, mask = street(3.0)
    scene = background("studio_grey")
    result = compose(photo, mask, scene, Stance(View.SIDE)).picture
    assert result.size == OUTPUT_SIZE


def taken(vehicle: Vehicle, name: str) -> Photo:
    return add_photo(vehicle, upload((SAMPLES / f"{name}.jpg").read_bytes(), f"{name}.jpg"))


def test_the_first_side_view_sizes_the_whole_set_and_later_ones_change_nothing(
    settings: Any, vehicle: Vehicle, work: Work
) -> None:
    settings.ENGINES = {**settings.ENGINES, "cutout": {"ENGINE": "tests.sorting.readers.OfMasks"}}
    request_readings([taken(vehicle, "blue_front_left")])
    work()
    request_readings([taken(vehicle, "blue_side_left")])
    work()
    side = Cutout.objects.get(view=View.SIDE)
    assert side.facing == Facing.LEFT
    expected = {"size": size_of(side.aspect)}
    assert [one.result.finish for one in pictures(vehicle) if one.result] == [expected, expected]
    made = Composite.objects.count()
    request_readings([taken(vehicle, "blue_side_right")])
    work()
    assert Composite.objects.count() == made + 1


def test_pictures_made_before_views_were_told_stay(photo: Photo, work: Work) -> None:
    request_readings([photo])
    work()
    Cutout.objects.update(view="", aspect=None)
    one = picture(photo)
    assert one.scene_recipe is not None
    assert one.scene_recipe.finish == {}


def test_a_queued_picture_that_nobody_wants_any_more_is_not_made(photo: Photo, work: Work) -> None:
    request_readings([photo])
    work()
    for slug in ("loft", "garage", "showroom"):
        studio.apply_background(photo.vehicle, slug)
    (run,) = work()
    assert isinstance(run, Composite)
    assert run.background == "showroom"


def test_peaks_are_those_of_scipy() -> None:
    random = np.random.default_rng(1)
    for _curve in range(300):
        curve = random.integers(0, 6, size=60).astype(np.float32) / 4
        places, found = find_peaks(curve, prominence=0.5)

        assert dict(prominent_peaks(curve, 0.5)) == dict(zip(places, found["prominences"], strict=True))
