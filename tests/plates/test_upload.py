"""Photos come in: one by one from scripts, all at once from the plain form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Dealership
from keroxio.runs import Run
from plates.models import PlateReading
from tests.conftest import SAMPLES, picture, upload
from vehicles.models import MAX_PHOTOS, Photo, Vehicle

SCRIPT = {"X-Requested-With": "fetch"}


def send(client: Client, vehicle: Vehicle, *files: Any, **headers: str) -> Any:
    return client.post(reverse("photo_upload", args=[vehicle.pk]), {"photos": list(files)}, headers=headers)


def test_it_answers_a_script_with_the_photo_and_asks_for_its_plate(client: Client, vehicle: Vehicle) -> None:
    response = send(client, vehicle, upload(picture()), **SCRIPT)
    photo = Photo.objects.get()
    assert response.status_code == 201
    assert f'id="photo-{photo.pk}"' in response.text
    assert photo.vehicle == vehicle
    assert PlateReading.objects.get().photo == photo
    assert PlateReading.objects.get().queue == Run.Queue.INTERACTIVE


def test_it_takes_all_photos_of_the_plain_form(client: Client, vehicle: Vehicle) -> None:
    response = send(client, vehicle, upload(picture(), "a.jpg"), upload(picture(color="red"), "b.jpg"))
    assert response["Location"] == reverse("wizard_plate", args=[vehicle.pk])
    assert [photo.name for photo in Photo.objects.all()] == ["a.jpg", "b.jpg"]


def test_it_goes_on_after_a_refused_file_and_says_which_and_why(client: Client, vehicle: Vehicle) -> None:
    svg = upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.jpg")
    send(client, vehicle, svg, upload(picture(), "b.jpg"), **{"Accept-Language": "en"})
    page = client.get(reverse("wizard_plate", args=[vehicle.pk]), headers={"Accept-Language": "en"})
    assert Photo.objects.get().name == "b.jpg"
    assert re.search("logo.jpg: This is not a photo", page.text)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (picture()[:900], "damaged"),
        (b"PK\x03\x04" + bytes(100), "not a photo"),
        (b"<html><script>alert(1)</script></html>", "not a photo"),
        (picture(1, 1), "too small"),
    ],
)
def test_it_refuses_what_is_no_photo_in_place(client: Client, vehicle: Vehicle, content: bytes, reason: str) -> None:
    response = send(client, vehicle, upload(content, "x.jpg"), **SCRIPT, **{"Accept-Language": "en"})
    assert response.status_code == 422
    assert reason in response.text
    assert not Photo.objects.exists()


def test_photos_sent_side_by_side_come_in_the_order_chosen(client: Client, vehicle: Vehicle) -> None:
    address = reverse("photo_upload", args=[vehicle.pk])
    for place, color in ((1, "red"), (2, "blue"), (0, "green")):
        sent = {"photos": upload(picture(color=color), f"{color}.jpg"), "place": place}
        assert client.post(address, sent, headers=SCRIPT).status_code == 201
    assert [photo.name for photo in vehicle.photos.all()] == ["green.jpg", "red.jpg", "blue.jpg"]
    assert 'data-next="3"' in client.get(reverse("wizard_plate", args=[vehicle.pk])).text
    assert 'data-next="3"' in client.get(reverse("wizard_photos", args=[vehicle.pk])).text


@pytest.mark.parametrize("place", ["", "NaN", "-1", "999999"])
def test_a_place_that_makes_no_sense_is_the_last(client: Client, vehicle: Vehicle, place: str) -> None:
    send(client, vehicle, upload(picture(), "a.jpg"), **SCRIPT)
    sent = {"photos": upload(picture(color="red"), "b.jpg"), "place": place}
    assert client.post(reverse("photo_upload", args=[vehicle.pk]), sent, headers=SCRIPT).status_code == 201
    assert [photo.name for photo in vehicle.photos.all()] == ["a.jpg", "b.jpg"]


def test_the_same_photo_twice_is_kept_once(client: Client, vehicle: Vehicle) -> None:
    send(client, vehicle, upload(picture()), **SCRIPT)
    again = send(client, vehicle, upload(picture()), **SCRIPT, **{"Accept-Language": "en"})
    assert again.status_code == 422
    assert "already there" in again.text
    assert Photo.objects.count() == 1


def test_the_thirty_first_photo_is_refused(client: Client, vehicle: Vehicle, garage: Dealership) -> None:
    for number in range(MAX_PHOTOS):
        Photo.objects.create(
            dealership=garage, vehicle=vehicle, width=1, height=1, sha256=f"{number:064}", image="a", thumbnail="b"
        )
    response = send(client, vehicle, upload(picture()), **SCRIPT, **{"Accept-Language": "en"})
    assert response.status_code == 422
    assert "at most 30 photos" in response.text
    assert Photo.objects.count() == MAX_PHOTOS


def test_it_keeps_the_last_part_of_a_name_only(client: Client, vehicle: Vehicle) -> None:
    send(client, vehicle, upload(picture(), "../../etc/passwd.jpg"), **SCRIPT)
    assert Photo.objects.get().name == "passwd.jpg"
    assert ".." not in str(Photo.objects.get().image.name)


def test_an_expired_session_gets_401_and_a_way_to_sign_in(vehicle: Vehicle) -> None:
    response = send(Client(), vehicle, upload(picture()), **SCRIPT)
    assert response.status_code == 401
    assert reverse("account_login") in response.text
    assert not Photo.objects.exists()


def test_a_stranger_gets_404_and_a_viewer_403(stranger: Client, viewer: Client, vehicle: Vehicle) -> None:
    assert send(stranger, vehicle, upload(picture()), **SCRIPT).status_code == 404
    assert send(viewer, vehicle, upload(picture()), **SCRIPT).status_code == 403
    assert not Photo.objects.exists()


def test_uploads_are_posted(client: Client, vehicle: Vehicle) -> None:
    assert client.get(reverse("photo_upload", args=[vehicle.pk])).status_code == 405


def test_dropping_photos_makes_the_car(client: Client, garage: Dealership) -> None:
    response = client.post(reverse("vehicle_new"), {"photos": [upload(picture(), "a.jpg")], "once": "abc"})
    vehicle = Vehicle.objects.get()
    assert vehicle.dealership == garage
    assert response["Location"] == reverse("wizard_plate", args=[vehicle.pk])
    assert vehicle.photos.get().name == "a.jpg"


def test_sending_the_new_car_twice_makes_one(client: Client) -> None:
    once = re.search('name="once" value="([^"]+)"', client.get(reverse("vehicle_new")).text)
    assert once
    answers = [client.post(reverse("vehicle_new"), {"once": once[1]}) for _ in range(2)]
    assert Vehicle.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_viewer_cannot_add_a_car(viewer: Client) -> None:
    assert viewer.get(reverse("vehicle_new")).status_code == 403
    assert viewer.post(reverse("vehicle_new")).status_code == 403
    assert not Vehicle.objects.exists()


def test_what_is_read_is_proposed(client: Client, vehicle: Vehicle, work: Callable[[], list[Run]]) -> None:
    Vehicle.objects.update(plate="", plate_country="")
    send(client, vehicle, upload((SAMPLES / "blue_front.jpg").read_bytes()), **SCRIPT)
    proposal = reverse("plate_proposal", args=[vehicle.pk])
    assert "load delay:1s" in client.get(proposal).text
    work()
    shown = client.get(proposal).text
    assert "load delay:1s" not in shown
    assert "AB-123-CD" in shown
    assert 'name="plate" value="AB-123-CD"' in client.get(reverse("wizard_plate", args=[vehicle.pk])).text


def test_it_says_when_no_photo_shows_a_plate(client: Client, vehicle: Vehicle, work: Callable[[], list[Run]]) -> None:
    send(client, vehicle, upload(picture(color="white")), **SCRIPT)
    work()
    shown = client.get(reverse("plate_proposal", args=[vehicle.pk]), headers={"Accept-Language": "en"}).text
    assert "No plate was found" in shown


def test_a_failed_reading_can_be_tried_again(client: Client, vehicle: Vehicle, work: Callable[[], list[Run]]) -> None:
    send(client, vehicle, upload((SAMPLES / "blue_front.jpg").read_bytes()), **SCRIPT)
    PlateReading.objects.update(status=Run.Status.FAILED, error="No weights.")
    page = client.get(reverse("plate_proposal", args=[vehicle.pk]))
    assert "No weights." in page.text
    client.post(reverse("readings_retry", args=[vehicle.pk]))
    work()
    assert PlateReading.objects.get().text == "AB-123-CD"
