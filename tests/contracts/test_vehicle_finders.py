"""One suite for every finder of vehicles."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as configured
from django.core.checks import run_checks
from PIL import Image

from imaging.engines.fake import FakeFinder
from imaging.engines.ssd import SsdFinder
from imaging.engines.vehicles import VehicleFinder
from keroxio.errors import EngineError
from tests.conftest import FAKE_ENGINES
from tests.imaging.cars import NAMES, car
from tests.imaging.pairs import side_by_side

WEIGHTS = configured.WEIGHTS_DIR / "ssd_mobilenet_v2_coco.xml"


@cache
def ssd() -> SsdFinder:
    if not WEIGHTS.exists():
        pytest.skip("The weights are not here: run manage.py fetch_weights.")
    return SsdFinder(weights=WEIGHTS)


@pytest.fixture(params=["ssd", "fake"])
def finder(request: pytest.FixtureRequest) -> VehicleFinder:
    return ssd() if request.param == "ssd" else FakeFinder()


def test_it_has_a_name_short_enough_for_a_row(finder: VehicleFinder) -> None:
    assert 0 < len(finder.name) <= 40


@pytest.mark.parametrize("size", [(1, 1), (3, 300), (300, 3), (33, 31), (640, 480)])
def test_it_sees_nothing_in_an_even_picture_of_any_size(finder: VehicleFinder, size: tuple[int, int]) -> None:
    assert finder.find(Image.new("RGB", size, "grey")) == ()


def test_it_leaves_the_photo_as_it_was(finder: VehicleFinder) -> None:
    photo = car("blue_rear")[0].resize((640, 480))
    before = np.asarray(photo).copy()
    assert finder.find(photo) == finder.find(photo)
    assert np.array_equal(np.asarray(photo), before)


def test_missing_weights_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="make setup"):
        SsdFinder(weights=tmp_path / "none.xml").find(Image.new("RGB", (320, 240)))


def test_the_system_check_finds_missing_weights_before_the_first_photo(settings: Any, tmp_path: Path) -> None:
    options = {"weights": tmp_path / "none.xml"}
    engine = {"ENGINE": "imaging.engines.ssd.SsdFinder", "OPTIONS": options}
    settings.ENGINES = FAKE_ENGINES | {"vehicles": engine}
    assert [fault for fault in run_checks(include_deployment_checks=True) if fault.id == "imaging.E002"]


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_a_car_from_every_side_and_where_it_is(name: str) -> None:
    photo, mask = car(name)
    (found,) = ssd().find(photo)
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    truth = (left / photo.width, top / photo.height, right / photo.width, bottom / photo.height)
    assert np.allclose((found.left, found.top, found.right, found.bottom), truth, atol=0.06)
    assert found.likelihood > 0.9


def test_the_large_one_in_the_middle_comes_first() -> None:
    photo, mask = side_by_side()
    first, *others = ssd().find(photo)
    left, _, right, _ = (side / photo.width for side in mask.getbbox() or (0, 0, 0, 0))
    assert left - 0.05 < (first.left + first.right) / 2 < right + 0.05
    assert others
    assert all(one.prominence <= first.prominence for one in others)
