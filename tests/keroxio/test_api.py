from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Dealership, Membership, User
from keroxio.runs import Run
from plates.models import PlateReading
from tests.conftest import picture, upload
from vehicles.models import Photo, Vehicle

API = "/api/v2"
PASSWORD = "correct horse battery"


def sign_in(email: str = "bob@example.com", password: str = PASSWORD) -> Any:
    return Client().post(f"{API}/auth/login", {"email": email, "password": password}, content_type="application/json")


@pytest.fixture
def api(bob: User) -> Client:
    """Bob's integration."""
    return Client(headers={"authorization": f"Bearer {sign_in().json()['access_token']}"})


def send(client: Client, method: str, path: str, **body: Any) -> Any:
    return getattr(client, method)(f"{API}/{path}", body, content_type="application/json")


def test_health_asks_nobody_who_they_are() -> None:
    assert Client().get(f"{API}/health").json() == {"status": "ok", "version": "2.0.0"}


def test_the_front_door_lists_modules() -> None:
    assert "vehicle" in Client().get(f"{API}/").json()["modules"]


def test_a_wrong_password_is_a_problem_document(bob: User) -> None:
    answer = sign_in(password="wrong")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 400
    assert answer.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "{", "[]", '{"email": 3}', "\xff"])
def test_a_nonsense_sign_in_is_answered_with_400(body: str) -> None:
    answer = Client().post(f"{API}/auth/login", body.encode("latin-1"), content_type="application/json")
    assert answer.status_code == 400


def test_registering_makes_a_dealership_and_signs_in(db: None) -> None:
    answer = Client().post(
        f"{API}/auth/register",
        {
            "email": "new@example.com",
            "password": PASSWORD,
            "kind": "garage",
            "name": "Neuf",
            "registration": "732829320",
        },
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    client = Client(headers={"authorization": f"Bearer {answer.json()['access_token']}"})
    me = client.get(f"{API}/auth/me").json()
    assert me["email"] == "new@example.com"
    assert me["memberships"] == [{"dealership": "Neuf", "slug": "neuf", "kind": "garage", "role": "owner"}]


def test_registering_a_garage_without_its_number_says_so(db: None) -> None:
    answer = Client().post(
        f"{API}/auth/register",
        {"email": "new@example.com", "password": PASSWORD, "kind": "garage", "name": "Neuf"},
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert "registration" in answer.json()["errors"]
    assert not User.objects.exists()


def test_a_token_is_worth_nothing_after_log_out(api: Client) -> None:
    assert api.get(f"{API}/auth/me").status_code == 200
    assert api.post(f"{API}/auth/logout").status_code == 204
    assert api.get(f"{API}/auth/me").status_code == 401


def test_a_refresh_token_is_good_once(bob: User) -> None:
    tokens = sign_in().json()

    def refresh(token: str) -> Any:
        return Client().post(f"{API}/auth/refresh", {"refresh_token": token}, content_type="application/json")

    fresh = refresh(tokens["refresh_token"])
    assert fresh.status_code == 200
    client = Client(headers={"authorization": f"Bearer {fresh.json()['access_token']}"})
    assert client.get(f"{API}/auth/me").status_code == 200
    assert refresh(tokens["refresh_token"]).status_code == 400


@pytest.mark.parametrize("path", ["vehicle", "auth/me", "jobs/platereading-1"])
def test_without_a_token_nothing_is_said(db: None, path: str) -> None:
    answer = Client().get(f"{API}/{path}")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_a_vehicle_is_made_read_changed_and_deleted(api: Client, garage: Dealership) -> None:
    made = send(api, "post", "vehicle", plate="AB-123-CD", make="Peugeot", mileage_km=42_000)
    assert made.status_code == 201, made.content
    path = f"vehicle/{made.json()['id']}"
    assert Vehicle.objects.get().dealership == garage
    changed = send(api, "patch", path, mileage_km=43_000, revision=0)
    assert (changed.status_code, changed.json()["mileage_km"], changed.json()["revision"]) == (200, 43_000, 1)
    assert api.delete(f"{API}/{path}").status_code == 204
    assert api.get(f"{API}/{path}").status_code == 404
    assert api.delete(f"{API}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mileage_km", -5),
        ("mileage_km", 9_999_999),
        ("first_registration_year", 2200),
        ("first_registration_month", 13),
        ("fuel", "coal"),
        ("price_eur", 1),
        ("power_hp", 0),
        ("inspection_date", "yesterday"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(api: Client, vehicle: Vehicle, field: str, value: Any) -> None:
    answer = send(api, "patch", f"vehicle/{vehicle.pk}", **{field: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][field]


def test_a_change_made_meanwhile_is_not_overwritten(api: Client, vehicle: Vehicle) -> None:
    send(api, "patch", f"vehicle/{vehicle.pk}", color="red", revision=0)
    answer = send(api, "patch", f"vehicle/{vehicle.pk}", color="green", revision=0)
    assert answer.status_code == 409
    vehicle.refresh_from_db()
    assert vehicle.color == "red"


def test_the_list_holds_ones_own_and_finds_by_plate(api: Client, vehicle: Vehicle, charlie: User) -> None:
    other = Membership.objects.get(user=charlie).dealership
    Vehicle.objects.create(dealership=other, plate="AB-123-ZZ")
    found = api.get(f"{API}/vehicle", {"search": "ab-123"}).json()["results"]
    assert [one["plate"] for one in found] == ["AB-123-CD"]
    assert api.get(f"{API}/vehicle", {"search": "nothing"}).json()["results"] == []


def test_a_stranger_gets_404_everywhere(charlie: User, photo: Photo) -> None:
    reading = PlateReading.objects.request(dealership=photo.dealership, photo=photo)
    client = Client(headers={"authorization": f"Bearer {sign_in('charlie@example.com').json()['access_token']}"})
    for path in (
        f"vehicle/{photo.vehicle_id}",
        f"vehicle/{photo.vehicle_id}/photos",
        f"jobs/platereading-{reading.pk}",
    ):
        assert client.get(f"{API}/{path}").status_code == 404, path
    assert send(client, "patch", f"vehicle/{photo.vehicle_id}", color="red").status_code == 404
    assert client.post(f"{API}/vehicle/{photo.vehicle_id}/photos", {"file": upload(picture())}).status_code == 404


def test_a_viewer_reads_and_changes_nothing(vera: User, vehicle: Vehicle) -> None:
    client = Client(headers={"authorization": f"Bearer {sign_in('vera@example.com').json()['access_token']}"})
    assert client.get(f"{API}/vehicle/{vehicle.pk}").status_code == 200
    assert send(client, "patch", f"vehicle/{vehicle.pk}", color="red").status_code == 403


def test_a_photo_is_added_and_its_job_followed(api: Client, vehicle: Vehicle, work: Callable[[], list[Run]]) -> None:
    answer = api.post(f"{API}/vehicle/{vehicle.pk}/photos", {"file": upload(picture())})
    assert answer.status_code == 202, answer.content
    job = answer.json()["job"]["id"]
    assert api.get(f"{API}/jobs/{job}").json()["status"] == "queued"
    work()
    assert api.get(f"{API}/jobs/{job}").json()["status"] == "done"
    (listed,) = api.get(f"{API}/vehicle/{vehicle.pk}/photos").json()
    assert listed["width"] == 640
    assert api.get(listed["thumbnail"]).getvalue()[:4] == b"RIFF", "the same token opens the file"


@pytest.mark.parametrize("content", [b"", b"<html>", picture(1, 1)])
def test_a_file_that_is_no_photo_is_refused(api: Client, vehicle: Vehicle, content: bytes) -> None:
    answer = api.post(f"{API}/vehicle/{vehicle.pk}/photos", {"file": upload(content)})
    assert answer.status_code == 400
    assert answer.json()["errors"]["file"]
    assert not vehicle.photos.exists()


@pytest.mark.parametrize("job", ["1", "vehicle-1", "platereading-x", "platereading-" + "9" * 30, "-"])
def test_a_job_that_is_none_is_not_found(api: Client, job: str) -> None:
    assert api.get(f"{API}/jobs/{job}").status_code == 404


def test_the_documentation_needs_no_other_host(db: None) -> None:
    page = Client().get(f"{API}/docs").content.decode()
    assert "swagger" in page
    assert "https://" not in page
    schema = Client().get(f"{API}/schema").content.decode()
    assert "/api/v2/auth/login" in schema
