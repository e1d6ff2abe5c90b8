"""No published file shows a plate: the real reader looks at every one of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from imaging import studio
from imaging.archive import write_photos
from imaging.gallery import published
from keroxio.runs import Run
from listings.portal_photos import write_portal_photos
from plates.reading import request_readings
from tests.conftest import FAKE_ENGINES, upload
from tests.contracts.test_face_finders import centerface
from tests.plates.drawn import drawn
from tests.plates.people import person
from tests.plates.readers import WEIGHTS, local_reader
from vehicles.intake import add_photo
from vehicles.models import Vehicle

Work = Callable[[], list[Run]]


@pytest.fixture
def real_engines(settings: Any) -> None:
    local_reader()
    centerface()
    reader, faces = settings_of("plates"), {"weights": WEIGHTS / "centerface.onnx"}
    settings.ENGINES = FAKE_ENGINES | {
        "plates": reader,
        "faces": {"ENGINE": "plates.engines.centerface.CenterFace", "OPTIONS": faces},
    }


def settings_of(role: str) -> dict[str, Any]:
    from keroxio import settings

    return settings.ENGINES[role]


def content_of(seed: int) -> bytes:
    """A drawn photo as phones write them: with a preview, a position and a note in its metadata."""
    photo = drawn(seed).photo
    photo.paste(person(40), (20, 20))
    exif = Image.Exif()
    exif[0x010E] = drawn(seed).text
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=92, exif=with_thumbnail(exif, photo), comment=drawn(seed).text.encode())
    return buffer.getvalue()


def with_thumbnail(exif: Image.Exif, photo: Image.Image) -> bytes:
    small = io.BytesIO()
    photo.resize((640, 480)).save(small, "JPEG")
    # Behind the directories, where cameras keep it.
    return exif.tobytes() + small.getvalue()[:20_000]


def files_of(vehicle: Vehicle) -> Iterator[bytes]:
    for one in published(vehicle):
        assert one.published is not None
        for file in (one.published.image, one.published.display, one.published.thumbnail):
            with file.open("rb") as opened:
                yield opened.read()
    for archive in (write_photos(vehicle), write_portal_photos(vehicle, longest_side=1200, most=10)):
        with archive, ZipFile(archive) as bundle:
            for name in bundle.namelist():
                yield bundle.read(name)


@pytest.mark.parametrize("kind", ["exterior", "detail"])
def test_no_file_shows_a_plate_a_face_or_where_it_was_taken(
    real_engines: None, vehicle: Vehicle, work: Work, kind: str
) -> None:
    photo = add_photo(vehicle, upload(content_of(1), "1.jpg"))
    studio.set_kind(photo, kind)
    request_readings([photo])
    work()
    assert photo.plate_readings.get().text == drawn(1).text
    assert len(published(vehicle)) == 1
    files = list(files_of(vehicle))
    assert len(files) == 3 + 1 + 1
    for content in files:
        assert drawn(1).text.encode() not in content
        with Image.open(io.BytesIO(content)) as image:
            assert not image.getexif()
            assert "comment" not in image.info
            picture = image.convert("RGB")
        assert local_reader().read(picture) is None
        assert centerface().find(picture) == ()


def test_the_same_files_unhidden_would_show_it(real_engines: None, vehicle: Vehicle, work: Work) -> None:
    photo = add_photo(vehicle, upload(content_of(1), "1.jpg"))
    studio.set_kind(photo, "detail")
    request_readings([photo])
    studio.hide_plates(vehicle, hidden=False)
    work()
    content = next(files_of(Vehicle.objects.get(pk=vehicle.pk)))
    with Image.open(io.BytesIO(content)) as image:
        plate = local_reader().read(image.convert("RGB"))
    assert plate is not None
    assert plate.text == drawn(1).text
    assert np.isfinite(plate.quad).all()
