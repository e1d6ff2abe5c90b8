from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from keroxio.runs import Run
from sorting.models import Batch
from tests.conftest import upload
from tests.sorting.conftest import shot
from vehicles.models import Vehicle

pytestmark = pytest.mark.django_db
API = "/api/v2"


def files(*photos: tuple[str, int]) -> dict[str, Any]:
    return {"files": [upload(shot(color, second), f"{color}_{second}.jpg") for color, second in photos]}


def test_several_photos_of_one_vehicle_are_told_apart(
    client: Client, vehicle: Vehicle, work: Callable[[], list[Run]]
) -> None:
    sent = files(("red", 1), ("red", 2))
    sent["files"].append(upload(b"rubbish", "notes.txt"))
    answer = client.post(f"{API}/vehicle/{vehicle.pk}/photos/batch", sent, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 202
    one, other, refused = answer.json()
    assert vehicle.photos.count() == 2
    assert {one["photo"]["name"], other["photo"]["name"]} == {"red_1.jpg", "red_2.jpg"}
    assert (refused["file"], refused["photo"], refused["job"]) == ("notes.txt", None, None)
    assert "not a photo" in refused["error"]
    work()
    assert client.get(f"{API}/jobs/{one['job']['id']}").json()["status"] == "done"


def test_photos_of_several_cars_are_sorted_and_accepted(client: Client, work: Callable[[], list[Run]]) -> None:
    sent = client.post(f"{API}/batch", files(("red", 0), ("grey", 5), ("blue", 300)))
    assert sent.status_code == 202
    batch = sent.json()["batch"]
    more = client.post(f"{API}/batch/{batch}/photos", files(("grey", 306), ("red", 0)))
    assert len({one["job"]["id"] for one in [*sent.json()["photos"], *more.json()["photos"]]}) == 4, "one came twice"
    assert client.get(f"{API}/batch/{batch}").json()["read"] == 0
    work()
    found = client.get(f"{API}/batch/{batch}", HTTP_ACCEPT_LANGUAGE="en").json()
    assert (found["total"], found["read"], found["unsorted"]) == (4, 4, [])
    assert {car["plate"]: [photo["basis"] for photo in car["photos"]] for car in found["cars"]} == {
        "AB-123-CD": ["read", "suggested"],
        "EF-456-GH": ["read", "suggested"],
    }
    assert found["cars"][0]["photos"][1]["reason"] == "taken 5 s after AB-123-CD, same camera"
    jobs = client.post(f"{API}/batch/{batch}/accept", {"least_confidence": 0.5}, content_type="application/json")
    assert len(jobs.json()) == 2
    work()
    assert sorted(vehicle.photos.count() for vehicle in Vehicle.objects.all()) == [2, 2]
    assert len(client.get(f"{API}/batch/{batch}").json()["stocked"]) == 2
    assert [one["id"] for one in client.get(f"{API}/batch").json()["results"]] == [batch]


def test_a_suggestion_below_the_least_confidence_stays(client: Client, work: Callable[[], list[Run]]) -> None:
    batch = client.post(f"{API}/batch", files(("red", 0), ("grey", 5))).json()["batch"]
    work()
    client.post(f"{API}/batch/{batch}/accept", {"least_confidence": 1}, content_type="application/json")
    work()
    assert Vehicle.objects.get().photos.count() == 1


def test_bad_requests(client: Client, stranger: Client, viewer: Client, vehicle: Vehicle) -> None:
    batch = client.post(f"{API}/batch", files(("red", 0))).json()["batch"]
    assert client.post(f"{API}/batch").status_code == 400
    assert client.post(f"{API}/batch/{batch}/photos").status_code == 400
    accept = f"{API}/batch/{batch}/accept"
    assert client.post(accept, {"cars": [999]}, content_type="application/json").status_code == 400
    assert client.post(accept, {"least_confidence": 7}, content_type="application/json").status_code == 400
    assert client.post(f"{API}/vehicle/{vehicle.pk}/photos/batch").status_code == 400
    assert stranger.post(f"{API}/vehicle/{vehicle.pk}/photos/batch", files(("red", 0))).status_code == 404
    assert stranger.get(f"{API}/batch/{batch}").status_code == 404
    assert stranger.post(f"{API}/batch/{batch}/photos", files(("red", 0))).status_code == 404
    assert stranger.get(f"{API}/batch").json()["results"] == []
    assert viewer.get(f"{API}/batch/{batch}").status_code == 200
    assert viewer.post(f"{API}/batch", files(("red", 0))).status_code == 403
    assert Batch.objects.count() == 1


def test_the_limit_is_said_for_each_file(client: Client, settings: Any) -> None:
    settings.BATCH_PHOTOS = 1
    sent = client.post(f"{API}/batch", files(("red", 0), ("red", 1))).json()["photos"]
    assert [bool(one["error"]) for one in sent] == [False, True]
