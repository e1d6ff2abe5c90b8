from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.translation import override
from PIL import Image

from accounts.models import Dealership
from keroxio.runs import Run
from sorting.models import Batch, BatchPhoto
from sorting.receiving import receive
from tests.conftest import make_dealership, picture, upload
from tests.sorting.conftest import shot, sorted_by_plate
from vehicles.models import Photo, Vehicle

pytestmark = pytest.mark.django_db
FETCH: dict[str, Any] = {"HTTP_X_REQUESTED_WITH": "fetch"}


def send(client: Client, batch: Batch, content: bytes, name: str = "IMG_1.jpg") -> Any:
    return client.post(f"/batches/{batch.pk}/photos/", {"photos": upload(content, name)}, **FETCH)


def test_a_photo_is_taken_in_read_and_kept_without_what_tells_its_place(
    client: Client, batch: Batch, work: Callable[[], list[Run]]
) -> None:
    assert send(client, batch, shot("red", 5)).status_code == 201
    row = BatchPhoto.objects.get()
    assert row.status == "queued"
    work()
    row.refresh_from_db()
    assert (row.text, row.camera, row.taken_at and row.taken_at.second) == ("AB-123-CD", "Apple iPhone", 5)
    with default_storage.open(str(row.image.name)) as file:
        assert not Image.open(file).getexif()
    assert row.crop
    assert row.thumbnail


@pytest.mark.django_db(transaction=True)
def test_the_upload_is_deleted_once_it_is_read(batch: Batch, work: Callable[[], list[Run]]) -> None:
    row = receive(batch, upload(shot("red", 5)))
    path = Path(row.upload.path)
    assert path.exists()
    work()
    assert not path.exists()
    row.refresh_from_db()
    assert not row.upload


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "empty"), (b"<html>" * 9, "not a photo"), (b"GIF89a" + bytes(90), "not a photo")]
)
def test_what_is_no_photo_is_said_at_once_and_kept_as_a_row(
    client: Client, batch: Batch, content: bytes, why: str
) -> None:
    answer = client.post(
        f"/batches/{batch.pk}/photos/", {"photos": upload(content, "x.jpg")}, HTTP_ACCEPT_LANGUAGE="en", **FETCH
    )
    assert answer.status_code == 422
    assert why in answer.content.decode()
    if content:
        assert "x.jpg" in client.get(f"/batches/{batch.pk}/").content.decode()


def test_a_damaged_photo_becomes_a_row_that_says_why_and_the_others_go_on(
    client: Client, batch: Batch, work: Callable[[], list[Run]]
) -> None:
    send(client, batch, shot("red", 0))
    assert send(client, batch, shot("red", 3)[:400], "broken.jpg").status_code == 201
    work()
    broken = BatchPhoto.objects.get(name="broken.jpg")
    assert (broken.status, broken.is_refused) == ("failed", True)
    for language, said in (("fr", "Cette photo est endommagée"), ("en", "This photo is damaged")):
        with override(language):
            assert broken.problem.startswith(said)
    assert sorted_by_plate(batch) == {"AB-123-CD": ["1.jpg"]}
    assert "broken.jpg" in client.get(f"/batches/{batch.pk}/").content.decode()


def test_the_same_file_twice_is_one_photo(client: Client, batch: Batch) -> None:
    for _ in range(2):
        assert send(client, batch, shot("red", 5)).status_code == 201
    assert batch.photos.count() == 1


def test_beyond_the_limit_it_says_so_and_loses_nothing(client: Client, batch: Batch, settings: Any) -> None:
    settings.BATCH_PHOTOS = 1
    send(client, batch, shot("red", 5))
    answer = client.post(
        f"/batches/{batch.pk}/photos/", {"photos": upload(shot("blue", 9))}, HTTP_ACCEPT_LANGUAGE="en", **FETCH
    )
    assert answer.status_code == 409
    assert "at most 1 photo" in answer.content.decode()
    assert batch.photos.count() == 1


def test_a_photo_that_is_in_the_stock_is_not_asked_about(batch: Batch, vehicle: Vehicle, client: Client) -> None:
    from vehicles.intake import add_photo

    add_photo(vehicle, upload(shot("red", 5)))
    row = receive(batch, upload(shot("red", 5)))
    assert row.status == "done"
    assert row.photo
    assert not BatchPhoto.objects.unfinished().exists()
    client.get(f"/batches/{batch.pk}/")


def test_what_waits_in_another_batch_stays_there(batch: Batch, client: Client) -> None:
    other = Batch.objects.create(dealership=batch.dealership)
    send(client, other, shot("red", 5))
    assert send(client, batch, shot("red", 5)).status_code == 422
    assert batch.photos.count() == 0


def test_an_engine_that_cannot_answer_loses_no_photo(
    batch: Batch, settings: Any, work: Callable[[], list[Run]], client: Client
) -> None:
    settings.ENGINES = {**settings.ENGINES, "plates": {"ENGINE": "tests.sorting.readers.Silent"}}
    receive(batch, upload(shot("red", 5)))
    work()
    row = batch.photos.get()
    assert (row.status, bool(row.image)) == ("done", True)
    assert "does not answer" in row.left_because
    assert client.get(f"/batches/{batch.pk}/").status_code == 200


def test_the_plain_form_takes_several_files(client: Client) -> None:
    files = [upload(shot("red", 1), "a.jpg"), upload(shot("blue", 2), "b.jpg"), upload(b"no", "c.jpg")]
    answer = client.post("/batches/new/", {"photos": files}, follow=True)
    assert answer.status_code == 200
    assert "c.jpg" in answer.content.decode()
    assert Batch.objects.get().photos.count() == 3


def test_opening_an_empty_batch_twice_makes_one(client: Client) -> None:
    for _ in range(2):
        client.post("/batches/new/", **FETCH)
    assert Batch.objects.count() == 1


def test_strangers_and_viewers(stranger: Client, viewer: Client, batch: Batch, client: Client) -> None:
    send(client, batch, shot("red", 5))
    for address in ("", "progress/"):
        assert stranger.get(f"/batches/{batch.pk}/{address}").status_code == 404
        assert viewer.get(f"/batches/{batch.pk}/{address}").status_code == 200
    for address in ("photos/", "move/", "accept/", "suggestions/", "delete/", "restore/", "retry/"):
        assert stranger.post(f"/batches/{batch.pk}/{address}").status_code == 404
        assert viewer.post(f"/batches/{batch.pk}/{address}").status_code == 403
    assert viewer.post("/batches/new/").status_code == 403
    assert f"/batches/{batch.pk}/" in viewer.get("/batches/").content.decode()
    assert f"/batches/{batch.pk}/" not in stranger.get("/batches/").content.decode()


def test_the_same_photo_in_two_dealerships_is_two_photos(batch: Batch) -> None:
    other = Batch.objects.create(dealership=make_dealership("Ailleurs", kind="private"))
    receive(batch, upload(shot("red", 5)))
    assert receive(other, upload(shot("red", 5))).batch_id == other.pk


def test_a_batch_is_deleted_and_comes_back(client: Client, batch: Batch) -> None:
    send(client, batch, shot("red", 5))
    client.post(f"/batches/{batch.pk}/delete/")
    assert client.get(f"/batches/{batch.pk}/").status_code == 404
    client.post(f"/batches/{batch.pk}/restore/")
    assert client.get(f"/batches/{batch.pk}/").status_code == 200


def test_the_list_counts(client: Client, batch: Batch, work: Callable[[], list[Run]], garage: Dealership) -> None:
    send(client, batch, shot("red", 5))
    page = client.get("/batches/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "1 to read" in page
    work()
    assert "1 to check" in client.get("/batches/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert not Photo.objects.exists()


def test_png_and_webp_are_taken(batch: Batch) -> None:
    for name in ("PNG", "WEBP"):
        assert not receive(batch, upload(picture(format=name), f"x.{name}")).is_refused
