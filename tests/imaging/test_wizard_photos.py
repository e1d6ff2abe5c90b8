"""Step two in the browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from accounts.models import User
from imaging.changes import StudioChange, state_of
from imaging.gallery import picture
from imaging.models import Composite
from keroxio.runs import Run
from plates.reading import request_readings
from tests.conftest import SAMPLES, upload
from tests.conftest import picture as even_picture
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]
AsUser = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
ON_CAR = {
    "vehicle_background": {"background": "loft"},
    "vehicle_plate_masking": {"hidden": "on"},
    "vehicle_retouch": {"retouched": "on"},
    "photos_order": {"order": "1,2"},
    "photos_undo": {},
}
ON_PHOTO = {
    "photo_kind": {"kind": "detail"},
    "photo_shown": {"shown": "original"},
    "photo_move": {"direction": "first"},
    "photo_retry": {},
    "photo_remove": {},
    "photo_exclusion": {"excluded": "on"},
    "photo_verdict": {},
    "photo_background": {"background": "loft"},
    "photo_retouch": {"retouched": "on"},
}
ACTIONS = [*ON_CAR.items(), *ON_PHOTO.items()]
SWITCHES = {"vehicle_plate_masking", "vehicle_retouch", "photo_exclusion", "photo_retouch"}
CHOICES = [item for item in ACTIONS if item[1] and item[0] not in SWITCHES]


@pytest.fixture
def done(photo: Photo, work: Work) -> Photo:
    request_readings([photo])
    work()
    photo.refresh_from_db()
    return photo


def url(name: str, photo: Photo) -> str:
    return reverse(name, args=[photo.vehicle_id if name in ON_CAR else photo.pk])


def page(client: Client, photo: Photo, **options: Any) -> str:
    response = client.get(
        reverse("wizard_photos", args=[photo.vehicle_id]), headers={"Accept-Language": "en"}, **options
    )
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_every_photo_with_its_result(client: Client, done: Photo) -> None:
    html = page(client, done)

    assert f'id="photo-{done.pk}"' in html
    assert "Background replaced" in html
    assert "Plate hidden" in html
    assert Composite.objects.get(photo=done).display.url in html
    assert done.display.url in html
    assert html.count('type="radio" name="background"') == 9, "eight scenes and a plain colour"
    assert "photos/progress" not in html


def test_it_invites_to_add_photos_when_there_are_none(client: Client, vehicle: Vehicle) -> None:
    response = client.get(reverse("wizard_photos", args=[vehicle.pk]), headers={"Accept-Language": "en"})

    assert "No photo yet" in response.content.decode()
    assert reverse("photo_upload", args=[vehicle.pk]) in response.content.decode()


def test_it_asks_again_only_while_something_runs(client: Client, photo: Photo, work: Work) -> None:
    request_readings([photo])
    html = page(client, photo)
    progress = reverse("photos_progress", args=[photo.vehicle_id])
    assert f"{progress}?seen={photo.pk}-platereading" in html

    seen = html.split("?seen=")[1].split("&")[0]
    unchanged = client.get(progress, {"seen": seen}, headers=HTMX).content.decode()
    assert "<li" not in unchanged
    assert "load delay" in unchanged

    work()
    changed = client.get(progress, {"seen": seen}, headers=HTMX).content.decode()
    assert f'id="photo-{photo.pk}"' in changed
    assert "hx-swap-oob" in changed
    assert "load delay" not in changed


def test_a_photo_that_came_meanwhile_makes_the_page_fetch_its_grid(client: Client, photo: Photo) -> None:
    request_readings([photo])
    question = unescape(page(client, photo).split('class="photos-progress" hx-get="')[1].split('"')[0])
    assert "HX-Trigger" not in client.get(question, headers=HTMX)
    request_readings([add_photo(photo.vehicle, upload((SAMPLES / "blue_front.jpg").read_bytes()))])
    answer = client.get(question, headers=HTMX)
    assert answer["HX-Trigger"] == '{"uploaded": {}}'
    assert "<li" not in answer.content.decode()
    assert "load delay" in answer.content.decode()


@pytest.mark.parametrize("seen", ["", "x", "999999-done", "%00", "1,,2-", "'\"<script>"])
def test_it_survives_any_progress_question(client: Client, photo: Photo, seen: str) -> None:
    response = client.get(reverse("photos_progress", args=[photo.vehicle_id]), {"seen": seen}, headers=HTMX)

    assert response.status_code == 200
    assert b"<script>" not in response.content


@pytest.mark.parametrize(("name", "data"), ACTIONS)
def test_it_works_without_scripts(client: Client, photo: Photo, name: str, data: dict[str, str]) -> None:
    response = client.post(url(name, photo), data)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("wizard_photos", args=[photo.vehicle_id]))


@pytest.mark.parametrize(("name", "data"), ACTIONS)
def test_it_answers_with_the_grid_and_may_be_sent_twice(
    client: Client, photo: Photo, name: str, data: dict[str, str]
) -> None:
    client.post(url(name, photo), data, headers=HTMX)
    response = client.post(url(name, photo), data, headers=HTMX)

    assert response.status_code == 200
    assert b'id="photo-grid"' in response.content
    assert b"<html" not in response.content


@pytest.mark.parametrize(("name", "data"), ACTIONS)
def test_it_takes_no_link_for_an_order(client: Client, photo: Photo, name: str, data: dict[str, str]) -> None:
    assert client.get(url(name, photo), data).status_code == 405


@pytest.mark.parametrize(("name", "data"), ACTIONS)
def test_a_stranger_finds_nothing(stranger: Client, photo: Photo, name: str, data: dict[str, str]) -> None:
    before = Photo.objects.values().get(pk=photo.pk)

    assert stranger.post(url(name, photo), data).status_code == 404
    assert Photo.objects.values().get(pk=photo.pk) == before


@pytest.mark.parametrize("name", ["wizard_photos", "photos_progress", "photos_zip"])
def test_a_stranger_sees_nothing(stranger: Client, photo: Photo, name: str) -> None:
    assert stranger.get(reverse(name, args=[photo.vehicle_id])).status_code == 404


@pytest.mark.parametrize(("name", "data"), ACTIONS)
def test_a_viewer_changes_nothing(viewer: Client, photo: Photo, name: str, data: dict[str, str]) -> None:
    before = Photo.objects.values().get(pk=photo.pk)

    assert viewer.post(url(name, photo), data).status_code == 403
    assert Photo.objects.values().get(pk=photo.pk) == before


def test_a_viewer_sees_photos_without_controls(viewer: Client, done: Photo) -> None:
    html = page(viewer, done)

    assert f'id="photo-{done.pk}"' in html
    assert url("photo_remove", done) not in html
    assert 'name="background"' not in html


@pytest.mark.parametrize(("name", "data"), CHOICES)
@pytest.mark.parametrize("value", ["", "moon", "../../etc/passwd"])
def test_it_refuses_choices_that_do_not_exist(
    client: Client, photo: Photo, name: str, data: dict[str, str], value: str
) -> None:
    response = client.post(url(name, photo), dict.fromkeys(data, value), headers=HTMX)

    may_be_empty = name == "photo_background"
    assert response.status_code == (200 if may_be_empty and not value else 400)
    assert response.content


def test_it_sets_another_background(client: Client, done: Photo, work: Work) -> None:
    client.post(url("vehicle_background", done), {"background": "garage"})
    work()

    assert Vehicle.objects.get(pk=done.vehicle_id).background == "garage"
    assert Composite.objects.filter(background="garage", status="done").count() == 1


def last(photo: Photo) -> str:
    return reverse("change_undo", args=[StudioChange.objects.latest("pk").pk])


def test_it_removes_a_photo_and_offers_to_undo(client: Client, done: Photo) -> None:
    html = client.post(url("photo_remove", done), headers=HTMX | {"Accept-Language": "en"}).content.decode()
    assert f'id="photo-{done.pk}"' not in html
    assert last(done) in html

    client.post(last(done))
    assert f'id="photo-{done.pk}"' in page(client, done)


def test_it_says_when_a_photo_cannot_come_back(client: Client, done: Photo, vehicle: Vehicle) -> None:
    client.post(url("photo_remove", done))
    again = add_photo(vehicle, upload(even_picture()))
    Photo.objects.filter(pk=again.pk).update(sha256=done.sha256)

    response = client.post(last(done), follow=True, headers={"Accept-Language": "en"})

    assert response.status_code == 200
    assert "cannot come back" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [(name, data) for name, data in ACTIONS if name not in {"photo_retry", "photo_verdict", "photos_undo"}],
)
def test_everything_can_be_taken_back(
    client: Client, done: Photo, vehicle: Vehicle, name: str, data: dict[str, str]
) -> None:
    other = add_photo(vehicle, upload((SAMPLES / "blue_rear.jpg").read_bytes()))
    data = {"order": f"{other.pk},{done.pk}"} if name == "photos_order" else data
    asked = other if name == "photo_move" else done
    if name == "vehicle_plate_masking":
        data = {}
    before = state_of(vehicle)

    client.post(url(name, asked), data)
    assert state_of(vehicle) != before

    for _twice in range(2):
        client.post(reverse("photos_undo", args=[vehicle.pk]))
        assert state_of(vehicle) == before


def test_only_what_one_did_oneself_is_undone(client: Client, alice: User, as_user: AsUser, done: Photo) -> None:
    as_user(alice).post(url("photo_kind", done), {"kind": "wheel"})

    client.post(reverse("photos_undo", args=[done.vehicle_id]))

    assert Photo.objects.get(pk=done.pk).kind == "wheel"


def test_undo_leaves_what_has_changed_since(client: Client, done: Photo) -> None:
    client.post(url("photo_kind", done), {"kind": "wheel"})
    change = last(done)
    client.post(url("photo_kind", done), {"kind": "boot"})

    client.post(change)

    assert Photo.objects.get(pk=done.pk).kind == "boot"


def test_a_stranger_undoes_nothing(client: Client, stranger: Client, done: Photo) -> None:
    client.post(url("photo_kind", done), {"kind": "wheel"})

    assert stranger.post(last(done)).status_code == 404
    assert Photo.objects.get(pk=done.pk).kind == "wheel"


def test_one_photo_stands_before_its_own_background(client: Client, done: Photo, vehicle: Vehicle, work: Work) -> None:
    client.post(url("photo_background", done), {"background": "loft"})
    work()
    client.post(url("vehicle_background", done), {"background": "garage"})
    work()
    assert picture(done).result.background == "loft"  # type: ignore[union-attr]

    client.post(url("photo_background", done), {"background": ""})
    work()
    assert picture(done).result.background == "garage"  # type: ignore[union-attr]


def test_it_says_what_failed_and_offers_to_try_again(client: Client, photo: Photo, work: Work) -> None:
    photo.image.storage.delete(str(photo.image))
    request_readings([photo])
    with translation.override("en"):
        work()

    html = page(client, photo)

    assert "cannot be opened" in html
    assert url("photo_retry", photo) in html


def test_it_gives_the_chosen_photos_in_order(client: Client, done: Photo, vehicle: Vehicle, work: Work) -> None:
    seats = add_photo(vehicle, upload(even_picture(), "seats.jpg"))
    request_readings([seats])
    work()
    client.post(url("photo_move", seats), {"direction": "first"})

    response = client.get(reverse("photos_zip", args=[vehicle.pk]))

    assert "ab-123-cd" in response["Content-Disposition"]
    bundle = ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    assert bundle.namelist() == ["01-interior.jpg", "02-exterior.jpg"]
    with bundle.open("02-exterior.jpg") as file, Image.open(file) as image:
        assert image.size == (640, 480)
    response.close()


def test_it_gives_an_empty_archive_for_a_car_without_photos(client: Client, vehicle: Vehicle) -> None:
    response = client.get(reverse("photos_zip", args=[vehicle.pk]))

    assert ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist() == []  # type: ignore[attr-defined]
    response.close()


def test_it_asks_the_database_the_same_however_many_photos(
    client: Client, vehicle: Vehicle, done: Photo, work: Work, django_assert_max_num_queries: Any
) -> None:
    for color in ("red", "green", "blue", "white", "black"):
        add_photo(vehicle, upload(even_picture(color=color), color))
    request_readings(vehicle.photos.all())
    work()

    with django_assert_max_num_queries(13):
        page(client, done)
