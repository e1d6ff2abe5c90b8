"""One photo of a set fails: it says why, and all others go on."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from zipfile import ZipFile

from django.test import Client
from django.urls import reverse

from imaging.gallery import pictures
from keroxio.runs import Run
from plates.reading import request_readings
from tests.conftest import SAMPLES, upload
from vehicles.intake import add_photo
from vehicles.models import Vehicle

Work = Callable[[], list[Run]]


def test_all_others_are_made_and_can_be_taken_away(client: Client, vehicle: Vehicle, work: Work) -> None:
    photos = [add_photo(vehicle, upload(path.read_bytes(), path.name)) for path in sorted(SAMPLES.glob("*.jpg"))]
    lost = photos[4]
    lost.image.storage.delete(str(lost.image))
    request_readings(photos)
    work()

    shown = {one.photo.pk: one for one in pictures(vehicle)}
    assert [pk for pk, one in shown.items() if one.has_failed] == [lost.pk]
    assert all(one.published for pk, one in shown.items() if pk != lost.pk)
    failed = shown[lost.pk].run
    assert failed
    page = html.unescape(client.get(reverse("wizard_photos", args=[vehicle.pk])).text)
    assert page.count(failed.problem) == 1
    answer = client.get(reverse("photos_zip", args=[vehicle.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with ZipFile(io.BytesIO(content)) as bundle:
        assert len(bundle.namelist()) == len(photos) - 1
