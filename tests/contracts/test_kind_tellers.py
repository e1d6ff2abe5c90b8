"""One suite for every teller of kinds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as configured
from PIL import Image, ImageOps

from imaging.engines.efficientnet import EfficientNetTeller
from imaging.engines.kinds import KindTeller
from imaging.engines.wheels import WHEELS, WheelModel
from keroxio.errors import EngineError
from tests.imaging.cars import NAMES, car
from tests.imaging.papers import certificate

WEIGHTS = configured.WEIGHTS_DIR / "efficientnet_lite3.tflite"
TEXT_WEIGHTS = configured.WEIGHTS_DIR / "PP-OCRv6_det_small.onnx"
WHEELS_OF_CARS = [
    ("blue_front_left", (650, 905, 1196, 1315)),
    ("blue_side_left", (255, 823, 715, 1168)),
    ("silver_rear_left", (880, 890, 1412, 1289)),
]
DOORS_OF_CARS = [
    ("blue_side_left", (720, 620, 1240, 1010)),
    ("blue_side_right", (760, 560, 1280, 950)),
    ("silver_rear_left", (700, 540, 1150, 880)),
]


@cache
def efficientnet() -> EfficientNetTeller:
    return EfficientNetTeller(weights=WEIGHTS, text_weights=TEXT_WEIGHTS)


@pytest.fixture
def teller() -> KindTeller:
    return efficientnet()


def test_it_has_a_name_short_enough_for_a_row(teller: KindTeller) -> None:
    assert 0 < len(teller.name) <= 40
    teller.verify()


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_no_car_for_something_else(teller: KindTeller, name: str) -> None:
    photo, _ = car(name)
    assert teller.tell(photo) in {None, "exterior"}
    assert teller.tell(ImageOps.mirror(photo)) in {None, "exterior"}


@pytest.mark.parametrize("size", [(1, 1), (3, 300), (300, 3), (33, 31)])
def test_it_says_nothing_of_empty_photos(teller: KindTeller, size: tuple[int, int]) -> None:
    assert teller.tell(Image.new("RGB", size, "white")) is None


def test_it_leaves_the_photo_as_it_was(teller: KindTeller) -> None:
    photo = certificate()
    before = np.asarray(photo).copy()
    assert teller.tell(photo) == teller.tell(photo)
    assert np.array_equal(np.asarray(photo), before)


@pytest.mark.parametrize("tilt", [-8.0, 0.0, 4.0])
def test_it_knows_a_registration_certificate(tilt: float) -> None:
    assert efficientnet().tell(certificate(tilt=tilt)) == "document"


def test_a_sheet_without_text_is_no_document() -> None:
    table = Image.new("RGB", (1200, 900), (96, 72, 52))
    table.paste(Image.new("RGB", (1000, 700), (240, 240, 236)), (100, 100))
    assert efficientnet().tell(table) is None


@pytest.mark.parametrize(("name", "box"), WHEELS_OF_CARS)
def test_it_knows_a_wheel_seen_close(name: str, box: tuple[int, int, int, int]) -> None:
    photo, _ = car(name)
    assert efficientnet().tell(photo.crop(box)) == "wheel"
    assert efficientnet().tell(ImageOps.mirror(photo.crop(box))) == "wheel"


@pytest.mark.parametrize(("name", "box"), DOORS_OF_CARS)
def test_a_part_of_a_car_without_a_wheel_is_none(name: str, box: tuple[int, int, int, int]) -> None:
    photo, _ = car(name)
    assert efficientnet().tell(photo.crop(box)) is None


def test_what_tells_wheels_is_the_same_once_written(tmp_path: Path) -> None:
    kept = WheelModel.read(WHEELS)
    kept.write(tmp_path / "wheels.json")
    again = WheelModel.read(tmp_path / "wheels.json")
    assert again.least == kept.least
    assert np.allclose(again.weights, kept.weights)


def test_missing_weights_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    teller = EfficientNetTeller(weights=tmp_path / "none.tflite", text_weights=TEXT_WEIGHTS)
    with pytest.raises(EngineError, match="make setup"):
        teller.tell(certificate())


def test_damaged_weights_are_too(tmp_path: Path) -> None:
    (tmp_path / "half.tflite").write_bytes(WEIGHTS.read_bytes()[:5_000_000])
    teller = EfficientNetTeller(weights=tmp_path / "half.tflite", text_weights=TEXT_WEIGHTS)
    with pytest.raises(EngineError, match="make setup"):
        teller.tell(certificate())
