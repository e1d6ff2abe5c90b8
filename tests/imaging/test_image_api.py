"""Masking for API clients: a photo goes in, a masked one comes out, and both go after a day."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Dealership, User
from imaging.models import MaskedPhoto
from keroxio.passing import drop_expired
from keroxio.runs import Run
from tests.conftest import SAMPLES, picture, upload

Work = Callable[[], list[Run]]
URL = "/api/v2/image/mask-plate"
PHOTO = (SAMPLES / "blue_front.jpg").read_bytes()
QUAD = [[700, 1100], [1200, 1110], [1200, 1190], [700, 1180]]


def signed_in(email: str) -> Client:
    body = {"email": email, "password": "correct horse battery"}
    token = Client().post("/api/v2/auth/login", body, content_type="application/json").json()["access_token"]
    return Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})


@pytest.fixture
def api(bob: User) -> Client:
    return signed_in("bob@example.com")


def send(client: Client, content: bytes = PHOTO, **fields: Any) -> Any:
    return client.post(URL, {"file": upload(content)} | fields)


def fetched(client: Client, work: Work, content: bytes = PHOTO, **fields: Any) -> Image.Image:
    job = send(client, content, **fields).json()["id"]
    work()
    answer = client.get(client.get(f"/api/v2/jobs/{job}").json()["result"])
    assert answer["Content-Type"] == "image/jpeg"
    image = Image.open(io.BytesIO(answer.getvalue()))
    image.load()
    return image


def test_a_photo_goes_in_and_a_masked_one_comes_out(api: Client, work: Work) -> None:
    answer = send(api)
    assert answer.status_code == 202, answer.content
    assert answer.json()["result"] == ""
    masked = fetched(api, work)
    with Image.open(io.BytesIO(PHOTO)) as photo:
        before = np.asarray(photo, dtype=int)
    after = np.asarray(masked, dtype=int)
    assert masked.size == photo.size
    width, height = masked.size
    plate = (slice(int(height * 0.71), int(height * 0.75)), slice(int(width * 0.42), int(width * 0.58)))
    assert np.abs(after[plate] - before[plate]).mean() > 4
    assert np.abs(after[:300] - before[:300]).mean() < 4
    assert not masked.getexif()
    assert not set(masked.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_was_hidden_is_told(api: Client, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keroxio.jobs._wait_for", lambda run, seconds: (work(), run.refresh_from_db()))
    answer = send(api, quad=json.dumps(QUAD))
    assert answer.status_code == 200, answer.content
    assert answer.json()["plates"] == [[[float(x), float(y)] for x, y in QUAD]]
    assert (answer.json()["faces"], answer.json()["engine"]) == ([], "hand")
    assert api.get(answer.json()["file"]).getvalue()[:2] == b"\xff\xd8"


@pytest.mark.parametrize("quad", [QUAD, [QUAD], [QUAD, [[x + 20, y - 300] for x, y in QUAD]]])
def test_one_quad_or_many_may_be_told(api: Client, work: Work, quad: Any) -> None:
    masked = fetched(api, work, quad=json.dumps(quad), style="solid", colour="#1d4ed8")
    red, _, blue = masked.getpixel((900, 1145))  # type: ignore[misc]
    assert blue > 1.3 * red


def test_the_dealerships_own_cover_is_the_default(api: Client, garage: Dealership, work: Work) -> None:
    Dealership.objects.filter(pk=garage.pk).update(plate_cover="solid", plate_cover_colour="#1d4ed8")
    red, _, blue = fetched(api, work, quad=json.dumps(QUAD)).getpixel((900, 1145))  # type: ignore[misc]
    assert blue > 1.3 * red
    send(api, style="name", text="Chez Bob")
    assert MaskedPhoto.objects.latest("pk").cover == {"style": "name", "colour": "#1d4ed8", "text": "Chez Bob"}


def test_a_photo_that_shows_nothing_comes_back_as_it_is(api: Client, work: Work) -> None:
    masked = fetched(api, work, picture(color="green"))
    assert MaskedPhoto.objects.get().plates == []
    assert masked.getpixel((300, 200))[1] > 120  # type: ignore[index]


BAD_QUADS = ["nonsense", "[]x", "{}", "[]", "[[1,2]]", "7", '"text"', "[[1,2],[3,4],[5,6]]", "[" * 3000]
BAD_QUADS += [json.dumps([[x + 9000, y] for x, y in QUAD]), json.dumps(QUAD[::-1]), "[[NaN,1],[2,1],[2,2],[1,2]]"]
BAD_QUADS += [json.dumps([QUAD] * 200), '[["a","b"],[2,1],[2,2],[1,2]]', "[[1,2],[3,null],[3,4],[1,4]]"]


@pytest.mark.parametrize("quad", BAD_QUADS, ids=range(len(BAD_QUADS)))
def test_a_quad_that_is_none_is_a_problem_document(api: Client, quad: str) -> None:
    answer = send(api, quad=quad)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]["quad"]
    assert not MaskedPhoto.objects.exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"style": "glitter"}, "style"),
        ({"style": "logo"}, "style"),
        ({"colour": "red"}, "colour"),
        ({"text": "x" * 41}, "text"),
        ({"faces": "perhaps"}, "faces"),
        ({"file": upload(b"")}, "file"),
        ({"file": upload(b"<html>")}, "file"),
        ({"file": upload(picture(20, 20))}, "file"),
        ({"file": "text"}, "file"),
    ],
)
def test_bad_input_is_told_at_its_field(api: Client, fields: dict[str, Any], name: str) -> None:
    answer = api.post(URL, {"file": upload(PHOTO)} | fields)
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][name]
    assert not MaskedPhoto.objects.exists()


def test_without_a_file_it_says_so(api: Client) -> None:
    assert api.post(URL, {}).json()["errors"]["file"]
    assert api.post(URL, b"{}", content_type="application/json").status_code == 415
    assert send(api, wait="1").status_code == 202
    assert api.post(URL + "?wait=soon", {"file": upload(PHOTO)}).status_code == 400


def test_results_are_their_owners_alone(api: Client, charlie: User, vera: User, work: Work) -> None:
    fetched(api, work)
    path = MaskedPhoto.objects.get().api_path
    assert signed_in("charlie@example.com").get(path).status_code == 404
    assert signed_in("vera@example.com").get(path).getvalue()[:2] == b"\xff\xd8"
    assert send(signed_in("vera@example.com")).status_code == 403
    assert Client().get(path).status_code == 401
    assert send(Client()).status_code == 401
    upload_name = Path(str(MaskedPhoto.objects.get().upload)).name
    assert api.get(f"/api/v2/image/files/{upload_name}").status_code == 404, "the plate in it is not hidden"


@pytest.mark.parametrize("name", ["none.jpg", "..", "..%2f..%2fsecret_key", "%00", "x" * 300])
def test_other_names_lead_nowhere(api: Client, name: str) -> None:
    assert api.get(f"/api/v2/image/files/{name}").status_code == 404


def test_after_a_day_nothing_is_left(api: Client, work: Work) -> None:
    fetched(api, work)
    masked = MaskedPhoto.objects.get()
    MaskedPhoto.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert drop_expired() == 1
    for file in (masked.upload, masked.result):
        assert not file.storage.exists(str(file))
    assert api.get(masked.api_path).status_code == 404


def test_a_lost_upload_is_a_failed_job_with_a_reason(api: Client, work: Work) -> None:
    job = send(api).json()["id"]
    masked = MaskedPhoto.objects.get()
    masked.upload.storage.delete(str(masked.upload))
    work()
    answer = api.get(f"/api/v2/jobs/{job}").json()
    assert answer["status"] == "failed"
    assert answer["error"]


def test_the_schema_and_the_front_door_know_it(db: None) -> None:
    assert "image" in Client().get("/api/v2/").json()["modules"]
    schema = Client().get("/api/v2/schema").content.decode()
    assert "/api/v2/image/mask-plate" in schema
    assert "A photo with one plate" in schema
