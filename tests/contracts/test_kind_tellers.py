"""One suite for every teller of kinds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as configured
from PIL import Image, ImageOps

from imaging.engines.kinds import KindTeller, Unsure
from imaging.engines.papers import PaperTeller
from keroxio.errors import EngineError
from tests.imaging.cars import NAMES, car
from tests.imaging.papers import certificate

WEIGHTS = configured.WEIGHTS_DIR / "efficientnet_lite3.tflite"
TEXT_WEIGHTS = configured.WEIGHTS_DIR / "PP-OCRv6_det_small.onnx"


@cache
def papers() -> PaperTeller:
    return PaperTeller(weights=WEIGHTS, text_weights=TEXT_WEIGHTS)


@pytest.fixture(params=["papers", "none"])
def teller(request: pytest.FixtureRequest) -> KindTeller:
    return papers() if request.param == "papers" else Unsure()


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
    assert papers().tell(certificate(tilt=tilt)) == "document"


def test_a_sheet_without_text_is_no_document() -> None:
    table = Image.new("RGB", (1200, 900), (96, 72, 52))
    table.paste(Image.new("RGB", (1000, 700), (240, 240, 236)), (100, 100))
    assert papers().tell(table) is None


def test_missing_weights_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    teller = PaperTeller(weights=tmp_path / "none.tflite", text_weights=TEXT_WEIGHTS)
    with pytest.raises(EngineError, match="make setup"):
        teller.tell(certificate())


def test_damaged_weights_are_too(tmp_path: Path) -> None:
    (tmp_path / "half.tflite").write_bytes(WEIGHTS.read_bytes()[:5_000_000])
    teller = PaperTeller(weights=tmp_path / "half.tflite", text_weights=TEXT_WEIGHTS)
    with pytest.raises(EngineError, match="make setup"):
        teller.tell(certificate())
