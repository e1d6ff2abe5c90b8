"""The local reader on the rendered cars, whose plates and corners are known."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from keroxio.errors import EngineError
from plates.engines.local import LocalPlateReader
from tests.plates.readers import TRUTH, WEIGHTS, local_reader, opened, sample

PHOTOS = Path(__file__).parents[2].parent / "shared" / "data" / "plates"
WITH_PLATE = [photo for photo in TRUTH if photo["plate_corners_TL_TR_BR_BL"]]
WITHOUT_PLATE = [photo for photo in TRUTH if not photo["plate_corners_TL_TR_BR_BL"]]


def coverage(quad: Any, corners: Any) -> float:
    """Share of the true plate's box that lies inside the quad's box."""
    (left, top), (right, bottom) = np.min(corners, axis=0), np.max(corners, axis=0)
    (x0, y0), (x1, y1) = np.min(quad, axis=0), np.max(quad, axis=0)
    width, height = min(right, x1) - max(left, x0), min(bottom, y1) - max(top, y0)
    return float(max(0, width) * max(0, height) / ((right - left) * (bottom - top)))


@pytest.mark.parametrize("photo", WITH_PLATE, ids=lambda photo: photo["file"])
def test_it_reads_the_sample_cars(photo: dict[str, Any]) -> None:
    plate = local_reader().read(sample(photo["file"]))
    assert plate is not None
    assert (plate.text, plate.country) == (photo["plate_text"], "FR")
    (corners,) = photo["plate_corners_TL_TR_BR_BL"].values()
    assert coverage(plate.quad, corners) > 0.97
    assert plate.candidates[0].text == plate.text
    assert 0.5 < plate.confidence <= 1


@pytest.mark.parametrize("photo", WITHOUT_PLATE, ids=lambda photo: photo["file"])
def test_it_finds_nothing_on_a_side_view(photo: dict[str, Any]) -> None:
    assert local_reader().read(sample(photo["file"])) is None


def test_it_finds_nothing_in_an_empty_showroom() -> None:
    for scene in sorted((Path(__file__).parents[2] / "imaging" / "scenes").glob("*.jpg"))[:1]:
        assert local_reader().read(opened(scene)) is None


def test_the_quad_starts_at_the_top_left_and_turns_clockwise() -> None:
    plate = local_reader().read(sample("blue_front_left.jpg"))
    assert plate is not None
    top_left, top_right, bottom_right, bottom_left = plate.quad
    assert top_left[0] < top_right[0]
    assert bottom_left[0] < bottom_right[0]
    assert top_left[1] < bottom_left[1]
    assert top_right[1] < bottom_right[1]


def test_of_two_cars_the_large_one_is_the_sellers_and_the_other_is_told() -> None:
    photo = sample("red_front_left.jpg")
    other = sample("blue_front.jpg").resize((806, 605))
    wide = Image.new("RGB", (photo.width + 806, photo.height))
    wide.paste(photo)
    wide.paste(other, (photo.width, 700))
    plate = local_reader().read(wide)
    assert plate is not None
    assert plate.text == "WW-229-KX"
    assert len(plate.others) == 1
    assert min(x for x, _ in plate.others[0]) > photo.width


@pytest.mark.parametrize("size", [(4032, 3024), (3024, 4032)], ids=["landscape", "portrait"])
@pytest.mark.parametrize("above", [0, 60, -60])
def test_a_distant_plate_is_read_in_the_middle_of_the_photo(size: tuple[int, int], above: int) -> None:
    (truth,) = [photo for photo in TRUTH if photo["file"] == "blue_front.jpg"]
    (corners,) = truth["plate_corners_TL_TR_BR_BL"].values()
    car = sample("blue_front.jpg")
    scale = 160 / (corners[1][0] - corners[0][0])
    small = car.resize((round(car.width * scale), round(car.height * scale)), Image.Resampling.LANCZOS)
    x, y = (np.mean(corners, axis=0) * scale).round().astype(int).tolist()
    at = size[0] // 2 - x, size[1] // 2 - y - above
    photo = Image.new("RGB", size, (120, 124, 128))
    photo.paste(small, at)
    plate = local_reader().read(photo)
    assert plate is not None
    assert plate.text == truth["plate_text"]
    assert coverage(plate.quad, np.array(corners) * scale + at) > 0.97


def test_missing_weights_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    missing = (tmp_path / f"{name}.onnx" for name in "abc")
    reader = LocalPlateReader(
        detection_weights=next(missing), recognition_weights=next(missing), second_weights=next(missing)
    )
    with pytest.raises(EngineError, match="make setup"):
        reader.read(Image.new("RGB", (640, 480)))
    with pytest.raises(EngineError, match="make setup"):
        reader.warm_up()


def test_it_is_warm_without_the_recogniser_that_is_seldom_asked(tmp_path: Path) -> None:
    reader = LocalPlateReader(
        detection_weights=WEIGHTS / "PP-OCRv6_det_small.onnx",
        recognition_weights=WEIGHTS / "PP-OCRv6_rec_small.onnx",
        second_weights=tmp_path / "missing.onnx",
    )
    if not (WEIGHTS / "PP-OCRv6_det_small.onnx").exists():
        pytest.skip("The weights are not here: run manage.py fetch_weights.")
    reader.warm_up()
    assert reader.read(Image.new("RGB", (640, 480))) is None


def test_it_reads_real_plates() -> None:
    if not PHOTOS.exists():
        pytest.skip("The labelled photos are not beside the repository.")
    with (PHOTOS / "manifest.csv").open() as file:
        labels = [label for label in csv.DictReader(file) if label["country"] == "FR"][::5]
    right, wrong_but_confident = 0, []
    for label in labels:
        plate = local_reader().read(opened(PHOTOS / label["image"]))
        is_right = plate is not None and re.sub("[^A-Z0-9]", "", plate.text) == label["plate"]
        right += is_right
        if plate is not None and plate.is_confident and not is_right:
            wrong_but_confident.append(label["image"])
    assert right / len(labels) >= 0.9
    assert wrong_but_confident == []
