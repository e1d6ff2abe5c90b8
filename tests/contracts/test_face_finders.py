"""One suite for every finder of faces."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from keroxio.errors import EngineError
from plates.engines.centerface import CenterFace
from plates.engines.faces import FaceFinder, NoFaces
from tests.plates.people import face_box, person
from tests.plates.readers import TRUTH, WEIGHTS, sample


@cache
def centerface() -> CenterFace:
    if not (WEIGHTS / "centerface.onnx").exists():
        pytest.skip("The weights are not here: run manage.py fetch_weights.")
    return CenterFace(weights=WEIGHTS / "centerface.onnx")


@pytest.fixture(params=["centerface", "none"])
def finder(request: pytest.FixtureRequest) -> FaceFinder:
    return centerface() if request.param == "centerface" else NoFaces()


def test_it_has_a_name_short_enough_for_a_row(finder: FaceFinder) -> None:
    assert 0 < len(finder.name) <= 40


@pytest.mark.parametrize("photo", TRUTH[::3], ids=lambda photo: photo["file"])
def test_it_takes_no_part_of_a_car_for_a_face(finder: FaceFinder, photo: dict[str, str]) -> None:
    assert finder.find(sample(photo["file"])) == ()


@pytest.mark.parametrize("size", [(1, 1), (3, 300), (300, 3), (33, 31), (8, 8)])
def test_it_bears_the_smallest_photos(finder: FaceFinder, size: tuple[int, int]) -> None:
    assert finder.find(Image.new("RGB", size, "grey")) == ()


def test_it_leaves_the_photo_as_it_was(finder: FaceFinder) -> None:
    photo = sample("blue_rear.jpg")
    before = np.asarray(photo).copy()
    assert finder.find(photo) == finder.find(photo)
    assert np.array_equal(np.asarray(photo), before)


def test_missing_weights_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="make setup"):
        CenterFace(weights=tmp_path / "none.onnx").find(Image.new("RGB", (320, 240)))


@pytest.mark.parametrize("size", [30, 65, 260])
def test_it_finds_the_head_of_a_passer_by(size: int) -> None:
    ((top_left, _, bottom_right, _),) = centerface().find(person(size))
    left, top, right, bottom = face_box(size)
    assert top_left[0] <= left
    assert top_left[1] <= top
    assert bottom_right[0] >= right
    assert bottom_right[1] >= bottom


def test_it_finds_nobody_twice() -> None:
    crowd = Image.new("RGB", (1200, 400), (120, 150, 120))
    for place in range(4):
        crowd.paste(person(65), (40 + place * 290, 60))
    assert len(centerface().find(crowd)) == 4
