"""``/immat``: plates checked, looked up and read for integrators."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from keroxio.chosen_engines import local_plate_reader
from keroxio.passing import drop_expired
from keroxio.runs import Run
from plates.models import Lookup, PlateCheck
from tests.conftest import FAKE_ENGINES, SAMPLES, picture, upload
from tests.keroxio.test_api import API, sign_in
from tests.plates import local_servers
from tests.plates.local_servers import Service, fixed, json_reply

Work = Callable[[], list[Run]]


def client_of(email: str) -> Client:
    return Client(headers={"authorization": f"Bearer {sign_in(email).json()['access_token']}", "accept-language": "en"})


@pytest.fixture
def api(bob: User) -> Client:
    return client_of("bob@example.com")


@pytest.fixture
def registry(settings: Any) -> None:
    settings.ENGINES = FAKE_ENGINES | {"registry": {"ENGINE": "plates.registries.fake.FakeRegistry"}}


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    with local_servers.served(local_servers.auto_ways) as running:
        options = {"key": local_servers.KEY, "url": running.url, "timeout": 2}
        engine = {"ENGINE": "plates.registries.autoways.AutoWaysRegistry", "OPTIONS": options}
        settings.ENGINES = FAKE_ENGINES | {"registry": engine}
        yield running


def sample() -> Any:
    return upload((SAMPLES / "blue_front.jpg").read_bytes())


def uploads() -> list[str]:
    return [str(path) for path in Path(default_storage.path("")).rglob("passing/*") if path.is_file()]


@pytest.mark.parametrize(
    ("plate", "expected"),
    [
        ("ab123cd", {"text": "AB-123-CD", "country": "FR", "kind": "siv", "department": ""}),
        ("1234AB75", {"text": "1234 AB 75", "country": "FR", "kind": "fni", "department": "75"}),
        ("123 AB 2A", {"text": "123 AB 2A", "country": "FR", "kind": "fni", "department": "2A"}),
        ("WW-123-AB", {"text": "WW-123-AB", "country": "FR", "kind": "ww", "department": ""}),
        ("1-ABC-234", {"text": "1-ABC-234", "country": "BE", "kind": "foreign", "department": ""}),
    ],
)
def test_a_plate_is_checked(api: Client, plate: str, expected: dict[str, str]) -> None:
    answer = api.get(f"{API}/immat/{plate}/validate")
    assert answer.status_code == 200
    assert answer.json() == expected | {"valid": True, "problem": ""}


@pytest.mark.parametrize("plate", ["AI-123-BC", "hello", "%00", "x" * 300, "🚗", "-"])
def test_what_is_no_plate_is_told_why(api: Client, plate: str) -> None:
    answer = api.get(f"{API}/immat/{plate}/validate").json()
    assert (answer["valid"], answer["text"]) == (False, "")
    assert answer["problem"]


def test_a_car_is_looked_up(registry: None, api: Client, work: Work) -> None:
    first = api.get(f"{API}/immat/AB-123-CD")
    assert first.status_code == 202, first.content
    job = first.json()
    assert job["status"] == "queued"
    work()
    assert api.get(f"{API}/jobs/{job['id']}").json()["status"] == "done"
    answer = api.get(job["result"])
    assert answer.status_code == 200
    found = answer.json()
    assert (found["plate"], found["engine"]) == ("AB-123-CD", "fake")
    assert (found["record"]["make"], found["record"]["first_registration"]) == ("Renault", "2019-06-20")
    assert {"source": "vin", "value": "Renault"} in found["sources"]["make"]
    assert found["sources"]["first_registration_year"][0] == {"source": "registry", "value": 2019}
    assert Lookup.objects.count() == 1, "asking again costs nothing"


def test_an_unknown_car_is_404_with_a_reason(registry: None, api: Client, work: Work) -> None:
    api.get(f"{API}/immat/EF-456-GH")
    work()
    answer = api.get(f"{API}/immat/EF-456-GH")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert "knows no car" in answer.json()["detail"]


def test_without_a_registry_it_says_what_to_do(api: Client) -> None:
    answer = api.get(f"{API}/immat/AB-123-CD")
    assert answer.status_code == 503
    assert "KEROXIO_REGISTRY" in answer.json()["detail"]


@pytest.mark.parametrize(("plate", "said"), [("hello", "plate"), ("1-ABC-234", "cannot be looked up")])
def test_what_cannot_be_looked_up_is_400(registry: None, api: Client, plate: str, said: str) -> None:
    answer = api.get(f"{API}/immat/{plate}")
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_the_limit_is_429(registry: None, api: Client, settings: Any) -> None:
    settings.LOOKUPS_PER_MONTH = 1
    api.get(f"{API}/immat/EF-456-GH")
    answer = api.get(f"{API}/immat/AB-123-CD")
    assert answer.status_code == 429
    assert "used up" in answer.json()["detail"]


def test_a_failure_is_told_and_not_started_again_by_every_call(service: Service, api: Client, work: Work) -> None:
    service.trouble = fixed(json_reply(401, {"error": True, "message": "Invalid token"}))
    api.get(f"{API}/immat/AA-123-BC")
    work()
    for _ in range(3):
        answer = api.get(f"{API}/immat/AA-123-BC")
        assert answer.status_code == 422
        assert "refuses our key" in answer.json()["detail"]
        work()
    assert len(service.asked) == 1
    service.trouble = None
    Lookup.objects.update(finished_at=timezone.now() - timedelta(minutes=5))
    assert api.get(f"{API}/immat/AA-123-BC").status_code == 202
    work()
    assert api.get(f"{API}/immat/AA-123-BC").status_code == 200


def test_viewers_read_what_is_known_and_start_nothing(registry: None, api: Client, vera: User, work: Work) -> None:
    looking = client_of("vera@example.com")
    assert looking.get(f"{API}/immat/AB-123-CD").status_code == 403
    assert not Lookup.objects.exists()
    api.get(f"{API}/immat/AB-123-CD")
    work()
    assert looking.get(f"{API}/immat/AB-123-CD").status_code == 200
    assert looking.post(f"{API}/immat/ocr", {"file": sample()}).status_code == 403


def test_a_photo_is_read_and_deleted(api: Client, work: Work, django_capture_on_commit_callbacks: Any) -> None:
    first = api.post(f"{API}/immat/ocr", {"file": sample()})
    assert first.status_code == 202, first.content
    assert len(uploads()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        work()
    assert uploads() == [], "neither the photo nor its plate is kept"
    answer = api.get(first.json()["result"])
    assert answer.status_code == 200
    read = answer.json()
    assert (read["text"], read["country"], read["is_confident"]) == ("AB-123-CD", "FR", True)
    assert len(read["quad"]) == 4
    assert read["candidates"][0]["text"] == "AB-123-CD"
    assert "lookup" not in read


def test_a_photo_without_a_plate_is_an_answer(api: Client, work: Work) -> None:
    first = api.post(f"{API}/immat/ocr", {"file": upload(picture())})
    work()
    assert api.get(first.json()["result"]).json()["text"] == ""


@pytest.mark.parametrize("content", [b"", b"<html>", picture(1, 1)])
def test_a_file_that_is_no_photo_is_refused(api: Client, content: bytes) -> None:
    answer = api.post(f"{API}/immat/ocr", {"file": upload(content)})
    assert answer.status_code == 400
    assert answer.json()["errors"]["file"]
    assert uploads() == []


def test_no_file_is_refused(api: Client) -> None:
    assert api.post(f"{API}/immat/ocr", {}).status_code == 400


def test_reading_and_looking_up_in_one(registry: None, api: Client, work: Work) -> None:
    first = api.post(f"{API}/immat/ocr/full", {"file": sample()})
    assert first.status_code == 202
    work()
    read = api.get(first.json()["result"]).json()
    assert (read["text"], read["lookup"]["status"]) == ("AB-123-CD", "done")
    assert read["lookup"]["result"]["record"]["make"] == "Renault"


@pytest.mark.parametrize("with_registry", [True, False])
def test_what_cannot_be_looked_up_is_still_read(api: Client, work: Work, settings: Any, with_registry: bool) -> None:
    reader = {"ENGINE": "plates.engines.fake.FakePlateReader", "OPTIONS": {"text": "1-ABC-234", "country": "BE"}}
    registry = {"registry": {"ENGINE": "plates.registries.fake.FakeRegistry"}} if with_registry else {}
    settings.ENGINES = FAKE_ENGINES | {"plates": reader} | registry
    first = api.post(f"{API}/immat/ocr/full", {"file": sample()})
    work()
    read = api.get(first.json()["result"]).json()
    assert (read["text"], read["lookup"]["status"]) == ("1-ABC-234", "not_asked")
    assert read["lookup"]["problem"]


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_both_when_asked_to(registry: None, api: Client, work: Work) -> None:
    """A worker beside the request reads the photo, then asks the registry."""
    stop = threading.Event()

    def worker() -> None:
        while not stop.wait(0.05):
            work()
        connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    try:
        answer = api.post(f"{API}/immat/ocr/full?wait=20", {"file": sample()})
    finally:
        stop.set()
        thread.join()
    assert answer.status_code == 200, answer.content
    assert answer.json()["lookup"]["result"]["record"]["model"] == "Clio"


def test_another_dealership_sees_nothing_of_it(registry: None, api: Client, charlie: User, work: Work) -> None:
    first = api.post(f"{API}/immat/ocr/full", {"file": sample()}).json()
    work()
    theirs = client_of("charlie@example.com")
    assert theirs.get(first["result"]).status_code == 404
    assert theirs.get(f"{API}/jobs/{first['id']}").status_code == 404
    assert theirs.get(f"{API}/immat/AB-123-CD").status_code == 202, "their own look-up begins"


@pytest.mark.parametrize("path", ["immat/AB-123-CD", "immat/AB-123-CD/validate", "immat/ocr/health", "immat/ocr/1"])
def test_without_a_token_nothing_is_said(db: None, path: str) -> None:
    assert Client().get(f"{API}/{path}").status_code == 401


def test_health_tells_engines_and_no_secrets(api: Client, service: Service, settings: Any, tmp_path: Path) -> None:
    assert api.get(f"{API}/immat/ocr/health").json() == {
        "engine": "fake", "weights_present": True, "registry": "auto-ways"
    }  # fmt: skip
    local = local_plate_reader(tmp_path / "gone")
    settings.ENGINES = FAKE_ENGINES | {"plates": {"ENGINE": "plates.engines.local.LocalPlateReader", "OPTIONS": local}}
    text = api.get(f"{API}/immat/ocr/health").text
    assert '"weights_present":false' in text
    assert local_servers.KEY not in text
    assert str(tmp_path) not in text


def test_results_and_look_ups_are_forgotten(registry: None, api: Client, work: Work, settings: Any) -> None:
    api.post(f"{API}/immat/ocr/full", {"file": sample()})
    work()
    PlateCheck.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert drop_expired() == 1
    assert not PlateCheck.objects.exists()
    assert Lookup.forget_old() == 0, "it may still be used"
    Lookup.objects.update(finished_at=timezone.now() - settings.LOOKUP_HIT_LIFE - timedelta(hours=1))
    assert Lookup.forget_old() == 1
    lookup = Lookup.objects.get()
    assert (lookup.plate, lookup.record, lookup.status) == ("", {}, "done"), "that it was asked stays, for the count"
