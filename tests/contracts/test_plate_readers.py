"""One suite for every reader of plates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from PIL import Image

from plates.engines.base import PlateReader
from plates.engines.fake import FakePlateReader
from plates.engines.platerecognizer import PlateRecognizerReader
from tests.plates import local_servers
from tests.plates.readers import local_reader, sample
from tests.plates.snapshot import TOKEN, snapshot


@pytest.fixture(params=["local", "fake", "plate-recognizer"])
def reader(request: pytest.FixtureRequest) -> Iterator[PlateReader]:
    """Plate Recognizer's protocol is spoken by a server on this machine with the local reader behind it."""
    if request.param == "plate-recognizer":
        with local_servers.served(snapshot(local_reader())) as service:
            yield PlateRecognizerReader(token=TOKEN, url=service.url, regions=["fr"])
    else:
        yield local_reader() if request.param == "local" else FakePlateReader()


def test_it_has_a_name_short_enough_for_a_row(reader: PlateReader) -> None:
    assert 0 < len(reader.name) <= 40


def test_it_answers_none_when_there_is_no_plate(reader: PlateReader) -> None:
    assert reader.read(Image.new("RGB", (640, 480), "grey")) is None


def test_it_answers_a_frozen_plate_with_a_quad_inside_the_photo(reader: PlateReader) -> None:
    photo = sample("blue_front.jpg")
    plate = reader.read(photo)
    assert plate is not None
    assert len(plate.quad) == 4
    assert all(-20 <= x <= photo.width + 20 and -20 <= y <= photo.height + 20 for x, y in plate.quad)
    assert 0 <= plate.confidence <= 1
    assert plate.candidates[0].text == plate.text
    with pytest.raises(FrozenInstanceError):
        plate.text = "XX-000-XX"  # type: ignore[misc]


def test_it_leaves_the_photo_as_it_was_and_answers_the_same_twice(reader: PlateReader) -> None:
    photo = sample("blue_rear.jpg")
    before = np.asarray(photo).copy()
    assert reader.read(photo) == reader.read(photo)
    assert np.array_equal(np.asarray(photo), before)


def test_it_bears_the_smallest_photos(reader: PlateReader) -> None:
    assert reader.read(Image.new("RGB", (1, 1))) is None
    assert reader.read(Image.new("RGB", (200, 3))) is None


def test_it_takes_keyword_options_only(reader: PlateReader) -> None:
    with pytest.raises(TypeError):
        type(reader)("positional")  # type: ignore[call-arg]
