"""What is hidden in one photo, corrected by hand."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from imaging import studio
from imaging.area_rows import NUMBERS
from imaging.gallery import picture, published
from keroxio.runs import Run
from plates.models import PlateReading
from plates.reading import best_of, readings_of, request_readings
from vehicles.models import Photo

Work = Callable[[], list[Run]]
ENGLISH = {"Accept-Language": "en"}
PLATE = [900, 1000, 1200, 1010, 1200, 1080, 900, 1070]
FACE = [100, 100, 200, 100, 200, 240, 100, 240]
MOVED = [910, 1000, 1200, 1010, 1200, 1080, 900, 1070]


@pytest.fixture
def done(photo: Photo, work: Work) -> Photo:
    """A close-up, which is published as it was taken but for what is hidden."""
    studio.set_kind(photo, "detail")
    request_readings([photo])
    work()
    photo.refresh_from_db()
    return photo


def page(photo: Photo) -> str:
    return reverse("plate_editor", args=[photo.pk])


def sent(*areas: tuple[str, list[Any]], **more: Any) -> dict[str, Any]:
    """What the form sends for these areas."""
    data: dict[str, Any] = {name: [numbers[at] for _, numbers in areas] for at, name in enumerate(NUMBERS)}
    return data | {"kind": [kind for kind, _ in areas]} | more


def last(photo: Photo) -> PlateReading:
    reading = PlateReading.objects.filter(photo=photo).last()
    assert reading is not None
    return reading


def quad_of(photo: Photo) -> Any:
    return last(photo).quad


def corners(numbers: list[int]) -> list[list[float]]:
    return [[float(numbers[at]), float(numbers[at + 1])] for at in range(0, 8, 2)]


def test_it_shows_what_was_read(client: Client, done: Photo) -> None:
    html = client.get(page(done), headers=ENGLISH).content.decode()
    assert done.display.url in html
    for x, y in quad_of(done):
        assert f'value="{x:.1f}"' in html
        assert f'value="{y:.1f}"' in html


def test_the_card_and_the_first_step_lead_there(client: Client, done: Photo) -> None:
    assert page(done) in client.get(reverse("wizard_photos", args=[done.vehicle_id])).content.decode()
    assert page(done) in client.get(reverse("wizard_plate", args=[done.vehicle_id])).content.decode()


def test_saving_redraws_the_picture(client: Client, done: Photo, work: Work) -> None:
    before = published(done.vehicle)[0].published
    answer = client.post(page(done), sent(("plate", PLATE), ("face", FACE)))
    assert answer["Location"] == reverse("wizard_photos", args=[done.vehicle_id]) + f"#photo-{done.pk}"
    reading = last(done)
    assert (reading.engine, reading.status, reading.text) == ("hand", "done", "AB-123-CD")
    assert reading.quad == corners(PLATE)
    assert reading.faces == [corners(FACE)]
    with reading.crop.open("rb") as file, Image.open(file) as crop:
        assert crop.height == 96
    assert published(done.vehicle) == [], "the old picture does not hide what is marked now"
    assert [type(run).__name__ for run in work()] == ["Composite"]
    (after,) = published(done.vehicle)
    assert after.published != before
    assert after.hides_plates
    assert after.hides_faces


def test_saving_twice_changes_nothing_more(client: Client, done: Photo, work: Work) -> None:
    for _ in range(2):
        client.post(page(done), sent(("plate", PLATE)))
    work()
    assert PlateReading.objects.filter(photo=done).count() == 2
    client.post(page(done), sent(("plate", MOVED)))
    assert PlateReading.objects.filter(photo=done).count() == 3


def test_a_plate_corrected_by_hand_does_not_vote_twice(client: Client, done: Photo) -> None:
    client.post(page(done), sent(("plate", PLATE)))
    assert len(readings_of(done.vehicle)) == 1
    best = best_of(readings_of(done.vehicle))
    assert best is not None
    assert (best.text, best.reading.engine) == ("AB-123-CD", "hand")


def test_where_no_plate_is_left_none_was_read(client: Client, done: Photo, work: Work) -> None:
    client.post(page(done), sent(("face", FACE)))
    assert (last(done).text, quad_of(done), last(done).faces) == ("", None, [corners(FACE)])
    assert best_of(readings_of(done.vehicle)) is None
    work()
    (one,) = published(done.vehicle)
    assert not one.hides_plates
    assert one.hides_faces


def test_a_photo_without_anything_is_published_as_it_is(client: Client, done: Photo, work: Work) -> None:
    client.post(page(done), sent())
    work()
    assert picture(done).plates == []
    assert published(done.vehicle)


def test_marking_by_hand_frees_a_photo_that_could_not_be_read(client: Client, done: Photo, work: Work) -> None:
    done.plate_readings.update(status=Run.Status.FAILED)
    assert published(done.vehicle) == []
    client.post(page(done), sent(("plate", PLATE)))
    work()
    assert published(done.vehicle)[0].hides_plates


def test_it_goes_back_to_where_one_came_from(client: Client, done: Photo) -> None:
    answer = client.post(page(done), sent(("plate", PLATE), back="plate"))
    assert answer["Location"] == reverse("wizard_plate", args=[done.vehicle_id])


def test_reset_shows_what_was_read_and_saves_nothing(client: Client, done: Photo) -> None:
    read = quad_of(done)
    client.post(page(done), sent(("plate", PLATE)))
    html = client.post(page(done), sent(("plate", MOVED), reset="1"), headers=ENGLISH).content.decode()
    assert f'value="{read[0][0]:.1f}"' in html
    assert quad_of(done) == corners(PLATE)


BAD: dict[str, list[Any]] = {
    "crossing": [900, 1000, 1200, 1010, 900, 1070, 1200, 1080],
    "anticlockwise": [900, 1000, 900, 1070, 1200, 1080, 1200, 1010],
    "a point": [900, 1000] * 4,
    "a line": [900, 1000, 1000, 1000, 1100, 1000, 1200, 1000],
    "outside": [9000, 1000, 9200, 1000, 9200, 1080, 9000, 1080],
    "far outside": [-90000, 1000, 1200, 1010, 1200, 1080, 900, 1070],
    "not a number": ["nan", 1000, 1200, 1010, 1200, 1080, 900, 1070],
    "infinite": ["inf", 1000, 1200, 1010, 1200, 1080, 900, 1070],
    "huge": ["1e400", 1000, 1200, 1010, 1200, 1080, 900, 1070],
    "text": ["left", 1000, 1200, 1010, 1200, 1080, 900, 1070],
    "half empty": ["", "", 1200, 1010, 1200, 1080, 900, 1070],
    "null": ["\x00", 1000, 1200, 1010, 1200, 1080, 900, 1070],
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("kind", ["plate", "face"])
def test_a_wrong_area_is_told_and_nothing_is_lost(client: Client, done: Photo, name: str, kind: str) -> None:
    read = last(done)
    answer = client.post(page(done), sent(("plate", PLATE), (kind, BAD[name])), headers=ENGLISH)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert answer.context["error"]
    assert str(answer.context["error"]).replace("'", "&#x27;") in html
    assert html.count("data-area") >= 4, "both areas are still there to be corrected"
    assert f'value="{PLATE[4]}"' in html
    assert last(done) == read


def test_two_hundred_areas_are_too_many(client: Client, done: Photo) -> None:
    answer = client.post(page(done), sent(*[("plate", PLATE)] * 200), headers=ENGLISH)
    assert answer.status_code == 422
    assert "at most 40" in answer.content.decode()


@pytest.mark.parametrize(
    "data", [{"kind": ["plate"]}, {"kind": ["plate", "plate"], "x1": ["1"]}, {"kind": ["<b>"], "x1": ["1"]}]
)
def test_a_form_with_holes_does_no_harm(client: Client, done: Photo, data: dict[str, Any]) -> None:
    answer = client.post(page(done), data)
    assert answer.status_code in {302, 422}
    assert b"<b>" not in answer.content


def test_a_plate_cut_off_by_the_photos_edge_may_reach_outside(client: Client, done: Photo) -> None:
    assert client.post(page(done), sent(("plate", [-40, 1000, 200, 1010, 200, 1080, -40, 1070]))).status_code == 302


def test_commas_are_read_as_they_are_typed_in_french(client: Client, done: Photo) -> None:
    client.post(page(done), sent(("plate", ["900,5", *PLATE[1:]])))
    assert quad_of(done)[0] == [900.5, 1000.0]


def test_a_photo_that_storage_has_lost_is_told(client: Client, done: Photo) -> None:
    done.image.storage.delete(str(done.image))
    answer = client.post(page(done), sent(("plate", PLATE)), headers=ENGLISH)
    assert answer.status_code == 422
    assert "cannot be opened" in answer.content.decode()


def test_the_preview_hides_what_is_marked_and_saves_nothing(client: Client, done: Photo) -> None:
    url = reverse("plate_preview", args=[done.pk])
    covered = client.post(url, sent(("plate", PLATE)))
    bare = client.post(url, sent())
    assert covered["Content-Type"] == "image/webp"
    assert "no-store" in covered["Cache-Control"]
    one, other = (np.asarray(Image.open(io.BytesIO(answer.content)), dtype=int) for answer in (covered, bare))
    scale = one.shape[1] / done.width
    inside = (slice(int(1015 * scale), int(1060 * scale)), slice(int(920 * scale), int(1180 * scale)))
    assert np.abs(one[inside] - other[inside]).mean() > 2
    assert np.abs(one[:200] - other[:200]).mean() < 1
    assert PlateReading.objects.filter(photo=done).count() == 1
    refused = client.post(url, sent(("plate", BAD["crossing"])), headers=ENGLISH)
    assert (refused.status_code, "cross" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["plate_editor", "plate_preview"])
def test_a_stranger_finds_nothing_and_a_viewer_may_not(
    stranger: Client, viewer: Client, done: Photo, name: str
) -> None:
    url = reverse(name, args=[done.pk])
    assert stranger.post(url, sent(("plate", PLATE))).status_code == 404
    assert viewer.post(url, sent(("plate", PLATE))).status_code == 403
    assert PlateReading.objects.filter(photo=done).count() == 1


def test_only_sellers_open_the_page(stranger: Client, viewer: Client, done: Photo) -> None:
    assert stranger.get(page(done)).status_code == 404
    assert viewer.get(page(done)).status_code == 403
    assert Client().get(page(done)).status_code == 302
