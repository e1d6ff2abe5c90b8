"""The studio for API clients: a photo, or its address, goes in; what was asked for comes out and goes after a day."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from requests_hardened import ip_filter_adapter

from accounts.models import Dealership, User
from imaging.models import ProcessedPhoto
from keroxio.passing import drop_expired
from keroxio.runs import Run
from tests.conftest import SAMPLES, upload
from tests.conftest import picture as even_picture
from tests.imaging.test_image_api import signed_in
from tests.plates.local_servers import Service, served

Work = Callable[[], list[Run]]
PHOTO = (SAMPLES / "blue_front.jpg").read_bytes()
API = "/api/v2/image"


@pytest.fixture
def api(bob: User) -> Client:
    return signed_in("bob@example.com")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(ip_filter_adapter, "filter_host", lambda hostname, port, **options: "127.0.0.1")
    with served(lambda asked: (200, {"Content-Type": "image/jpeg"}, PHOTO)) as service:
        service.url = service.url.replace("127.0.0.1", "photos.example")
        yield service


def result(client: Client, work: Work, answer: Any) -> tuple[dict[str, Any], Image.Image]:
    assert answer.status_code == 202, answer.content
    work()
    job = client.get(f"/api/v2/jobs/{answer.json()['id']}").json()
    assert job["status"] == "done", job
    file = client.get(job["result"])
    picture = Image.open(io.BytesIO(file.getvalue()))
    assert file["Content-Type"] == f"image/{(picture.format or '').lower()}"
    picture.load()
    return job, picture


def cutout(**changes: Any) -> bytes:
    pixels = np.zeros((900, 1200, 4), np.uint8)
    pixels[300:700, 200:1000] = (200, 30, 30, 255)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **changes)
    return buffer.getvalue()


def test_a_car_is_cut_out(api: Client, work: Work) -> None:
    _, picture = result(api, work, api.post(f"{API}/remove-bg/upload", {"file": upload(PHOTO)}))
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    alpha = np.asarray(picture.getchannel("A"))
    assert (alpha[0, 0], alpha[alpha.shape[0] // 2, alpha.shape[1] // 2]) == (0, 255)
    assert (np.asarray(picture)[0, 0, :3] == 255).all(), "the old scenery must not be there under the transparency"


def test_its_photo_may_be_fetched(api: Client, work: Work, web: Service) -> None:
    body = {"image_url": f"{web.url}car.jpg"}
    _, picture = result(api, work, api.post(f"{API}/remove-bg", body, content_type="application/json"))
    assert picture.mode == "RGBA"
    assert [asked.path for asked in web.asked] == ["/car.jpg"]


def test_a_cut_out_car_is_set_in_a_background(api: Client, work: Work) -> None:
    answer = api.post(f"{API}/composite", {"file": upload(cutout(), "cut.png"), "background": "cyc_white"})
    _, picture = result(api, work, answer)
    assert (picture.format, picture.size) == ("JPEG", (640, 480))
    red, green, _ = np.asarray(picture)[325, 320].astype(int)
    assert red - green > 60
    assert np.asarray(picture)[15, 15].min() > 150
    assert b"DigitalSourceType" in picture.info["xmp"]


def test_without_transparency_there_is_nothing_to_set(api: Client, work: Work) -> None:
    job = api.post(f"{API}/composite", {"file": upload(PHOTO)}).json()["id"]
    work()
    told = api.get(f"/api/v2/jobs/{job}").json()
    assert told["status"] == "failed"
    assert "no transparent part" in told["error"]


def test_a_photo_goes_through_the_whole_studio(api: Client, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keroxio.jobs._wait_for", lambda run, seconds: (work(), run.refresh_from_db()))
    answer = api.post(f"{API}/process/upload?wait=5", {"file": upload(PHOTO), "background": "showroom"})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["background"], told["kind"], told["doubt"]) == ("showroom", "exterior", "")
    assert (told["width"], told["height"]) == (640, 480)
    assert told["file"].endswith(".jpg")


def test_it_takes_the_dealerships_background_when_none_is_named(api: Client, garage: Dealership, work: Work) -> None:
    garage.default_background = "loft"
    garage.save()
    api.post(f"{API}/process/upload", {"file": upload(PHOTO)})
    work()
    assert ProcessedPhoto.objects.get().background == "loft"


def test_a_whole_photo_may_be_fetched(api: Client, work: Work, web: Service) -> None:
    body = {"image_url": web.url, "mask_plates": False}
    _, picture = result(api, work, api.post(f"{API}/process", body, content_type="application/json"))
    assert picture.size == (640, 480)


@pytest.mark.parametrize("path", ["remove-bg", "process", "composite"])
@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/b.jpg", "nothing", "http://u:p@a.example/"])
def test_what_is_no_address_is_refused_at_once(api: Client, path: str, url: str) -> None:
    answer = api.post(f"{API}/{path}", {"image_url": url}, content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert "no address of a picture" in str(answer.json())
    assert not ProcessedPhoto.objects.exists()


def test_this_machine_is_not_fetched_from(api: Client, work: Work) -> None:
    with served(lambda asked: (200, {"Content-Type": "image/jpeg"}, PHOTO)) as canary:
        body = {"image_url": canary.url}
        job = api.post(f"{API}/remove-bg", body, content_type="application/json").json()["id"]
        work()
        told = api.get(f"/api/v2/jobs/{job}").json()
    assert (told["status"], told["error"]) == ("failed", "This address is not on the public web.")
    assert canary.asked == []


def test_an_address_that_holds_no_photo_is_told_so(api: Client, work: Work, web: Service) -> None:
    web.trouble = lambda asked: (200, {"Content-Type": "image/jpeg"}, b"<html>")
    job = api.post(f"{API}/process", {"image_url": web.url}, content_type="application/json").json()["id"]
    work()
    assert "not a photo" in api.get(f"/api/v2/jobs/{job}").json()["error"]


@pytest.mark.parametrize("path", ["remove-bg/upload", "process/upload", "composite", "info"])
def test_a_damaged_file_is_refused(api: Client, path: str) -> None:
    answer = api.post(f"{API}/{path}", {"file": upload(PHOTO[:2000])})
    assert answer.status_code == 400
    assert "damaged" in str(answer.json())


def test_a_background_that_does_not_exist_is_refused(api: Client) -> None:
    answer = api.post(f"{API}/process/upload", {"file": upload(PHOTO), "background": "../../etc"})
    assert answer.status_code == 400
    assert "background" in str(answer.json())


def test_a_strangers_results_are_not_there(api: Client, charlie: User, work: Work) -> None:
    job, _ = result(api, work, api.post(f"{API}/remove-bg/upload", {"file": upload(PHOTO)}))
    other = signed_in("charlie@example.com")
    assert other.get(job["result"]).status_code == 404
    assert other.get(f"/api/v2/jobs/{job['id']}").status_code == 404


def test_files_and_rows_go_after_a_day(api: Client, work: Work, settings: Any) -> None:
    result(api, work, api.post(f"{API}/remove-bg/upload", {"file": upload(PHOTO)}))
    ProcessedPhoto.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert drop_expired() == 1
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_photos_file_tells_about_itself(api: Client) -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    tags[0x010F], tags[0x0110] = "Apple", "iPhone 12"
    tags.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(buffer, "JPEG", exif=tags)

    told = api.post(f"{API}/info", {"file": upload(buffer.getvalue())}).json()

    assert (told["format"], told["width"], told["height"]) == ("JPEG", 300, 400)
    assert (told["camera"], told["has_location"], told["is_rotated"]) == ("Apple iPhone 12", True, True)
    assert (told["bytes"], told["is_transparent"], told["colour_profile"]) == (len(buffer.getvalue()), False, "")


def test_backgrounds_are_listed_and_shown(api: Client) -> None:
    listed = {one["id"]: one for one in api.get(f"{API}/backgrounds").json()}
    assert listed["studio_grey"]["is_default"]
    picture = api.get(listed["showroom"]["picture"])
    assert Image.open(io.BytesIO(picture.getvalue())).size == (2400, 1800)
    assert api.get(f"{API}/backgrounds/none-such.jpg").status_code == 404


def test_an_owner_adds_a_background_and_sets_cars_in_it(alice: User, api: Client, work: Work) -> None:
    owner = signed_in("alice@example.com")
    hall = even_picture(1600, 1200, "tan")
    added = owner.post(f"{API}/backgrounds", {"name": "Notre hall", "file": upload(hall)})
    assert added.status_code == 201, added.content
    assert added.json()["is_own"]
    assert api.get(f"{API}/backgrounds").json()[0]["name"] == "Notre hall"
    assert Image.open(io.BytesIO(api.get(added.json()["picture"]).getvalue())).size == (2560, 1920)

    body = {"file": upload(cutout(), "cut.png"), "background": added.json()["id"]}
    _, picture = result(api, work, api.post(f"{API}/composite", body))
    red, _green, blue = np.asarray(picture)[15, 15].astype(int)
    assert red - blue > 40


def test_only_an_owner_adds_backgrounds(api: Client) -> None:
    answer = api.post(f"{API}/backgrounds", {"name": "Hall", "file": upload(PHOTO)})
    assert answer.status_code == 403


def test_a_strangers_background_is_neither_shown_nor_used(alice: User, charlie: User) -> None:
    owner, other = signed_in("alice@example.com"), signed_in("charlie@example.com")
    added = owner.post(f"{API}/backgrounds", {"name": "Hall", "file": upload(even_picture(1600, 1200))}).json()
    assert other.get(added["picture"]).status_code == 404
    body = {"file": upload(PHOTO), "background": added["id"]}
    assert other.post(f"{API}/process/upload", body).status_code == 400
    assert len(other.get(f"{API}/backgrounds").json()) == 8


def test_a_tall_background_is_refused_with_its_reason(alice: User) -> None:
    owner = signed_in("alice@example.com")
    tall = upload(even_picture(400, 1600))
    answer = owner.post(f"{API}/backgrounds", {"name": "Hall", "file": tall})
    assert answer.status_code == 400
    assert "too tall" in str(answer.json())


def test_a_colour_is_a_background_too(api: Client, work: Work) -> None:
    body = {"file": upload(cutout(), "cut.png"), "background": "#336699"}
    _, picture = result(api, work, api.post(f"{API}/composite", body))
    assert np.abs(np.asarray(picture)[40, 40].astype(int) - (0x33, 0x66, 0x99)).max() < 12


def test_the_studios_health_is_told(api: Client) -> None:
    assert api.get(f"{API}/health").json() == {"engine": "fake", "weights_present": True, "backgrounds": 8}


@pytest.mark.parametrize("path", ["remove-bg", "process", "composite", "info", "remove-bg/upload", "process/upload"])
def test_it_takes_a_token(path: str, db: None) -> None:
    assert Client().post(f"{API}/{path}", {}).status_code == 401
