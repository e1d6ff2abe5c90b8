"""The page where a person paints what belongs to the car."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from imaging.gallery import picture
from imaging.models import Cutout
from imaging.outlines import InvalidOutline, drawn_in
from imaging.studio import prepare, set_kind
from keroxio.runs import Run
from tests.conftest import FAKE_ENGINES
from tests.imaging.cars import car
from vehicles.models import Photo

Work = Callable[[], list[Run]]
ENGLISH = {"accept-language": "en"}
SMALL = (1600, 1200)
BOX = (300, 400, 1300, 900)


@pytest.fixture
def done(photo: Photo, work: Work) -> Photo:
    """Cut out by the machine and set in its background."""
    prepare(photo)
    work()
    return photo


def page(photo: Photo) -> str:
    return reverse("cutout_editor", args=[photo.pk])


def outline_of(box: tuple[int, int, int, int] = BOX, size: tuple[int, int] = SMALL) -> Image.Image:
    alpha = Image.new("L", size)
    ImageDraw.Draw(alpha).rectangle(box, fill=255)
    return alpha


def png(alpha: Image.Image, mode: str = "RGBA") -> bytes:
    """As a canvas gives it: the outline is the alpha channel."""
    buffer = io.BytesIO()
    sent = alpha
    if mode != "L":
        sent = Image.new(mode, alpha.size, "white")
        sent.putalpha(alpha)
    sent.save(buffer, "PNG")
    return buffer.getvalue()


def save(client: Client, photo: Photo, content: bytes) -> Any:
    return client.post(page(photo), {"outline": SimpleUploadedFile("outline.png", content)}, headers=ENGLISH)


def last(photo: Photo) -> Cutout:
    cutout = Cutout.objects.filter(photo=photo).order_by("pk").last()
    assert cutout is not None
    return cutout


def test_the_photos_page_leads_here_and_the_page_starts_from_the_cut_out(client: Client, done: Photo) -> None:
    assert page(done) in client.get(reverse("wizard_photos", args=[done.vehicle_id])).content.decode()
    html = client.get(page(done)).content.decode()
    assert reverse("cutout_outline", args=[done.pk]) in html
    answer = client.get(reverse("cutout_outline", args=[done.pk]))
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as outline, last(done).open_mask() as mask:
        assert (outline.mode, max(outline.size)) == ("LA", 1600)
        expected = np.asarray(mask.resize(outline.size, Image.Resampling.BOX), dtype=int)
        assert np.abs(np.asarray(outline.getchannel("A"), dtype=int) - expected).max() <= 2


@pytest.mark.parametrize("mode", ["RGBA", "L"])
def test_what_is_painted_becomes_a_new_cut_out_and_the_picture_is_made_again(
    client: Client, done: Photo, work: Work, mode: str
) -> None:
    before = picture(done).published
    answer = save(client, done, png(outline_of(), mode))
    assert answer.status_code == 201
    assert answer["Location"] == reverse("wizard_photos", args=[done.vehicle_id]) + f"#photo-{done.pk}"
    cutout = last(done)
    assert (cutout.engine, cutout.status, cutout.doubt) == ("hand", "done", "")
    mask = cutout.open_mask()
    assert (mask.mode, mask.size) == ("L", (done.width, done.height))
    found = np.asarray(mask.resize(SMALL, Image.Resampling.BOX)) > 127
    drawn = np.asarray(outline_of()) > 127
    assert (found & drawn).sum() / (found | drawn).sum() > 0.995
    assert [type(run).__name__ for run in work()] == ["Composite"]
    after = picture(done)
    assert after.shows_result
    assert after.published != before


def test_what_was_not_painted_keeps_its_fine_edge(client: Client, done: Photo) -> None:
    with car("blue_front_left")[1] as truth:
        fine = truth.resize((done.width, done.height), Image.Resampling.BICUBIC)
    last(done).correct(fine)
    small = fine.resize(SMALL, Image.Resampling.BOX)
    ImageDraw.Draw(small).rectangle((0, 0, 60, 60), fill=255)
    save(client, done, png(small))
    kept = np.asarray(last(done).open_mask(), dtype=int)
    scale = done.width / SMALL[0]
    away = slice(int(80 * scale), None)
    assert (kept[away] == np.asarray(fine, dtype=int)[away]).all()
    assert kept[: int(50 * scale), : int(50 * scale)].min() == 255


def test_saving_twice_changes_nothing_more(client: Client, done: Photo, work: Work) -> None:
    for _ in range(2):
        assert save(client, done, png(outline_of())).status_code == 201
    assert Cutout.objects.filter(photo=done).count() == 2
    save(client, done, png(outline_of((300, 400, 1200, 900))))
    assert Cutout.objects.filter(photo=done).count() == 3


def test_saving_a_doubtful_cut_out_as_it_is_settles_it(client: Client, settings: Any, photo: Photo, work: Work) -> None:
    engine = {"ENGINE": "imaging.engines.fake.FakeRemover", "OPTIONS": {"confidence": 0.5}}
    settings.ENGINES = FAKE_ENGINES | {"cutout": engine}
    prepare(photo)
    work()
    assert picture(photo).doubt
    assert not picture(photo).shows_result
    outline = client.get(reverse("cutout_outline", args=[photo.pk])).content
    save(client, photo, outline)
    work()
    assert not picture(photo).doubt
    assert picture(photo).shows_result


def test_a_photo_that_is_not_cut_out_yet_is_not_said_to_show_no_car(client: Client, photo: Photo) -> None:
    prepare(photo)
    text = client.get(page(photo), headers={"Accept-Language": "en"}).text
    assert "not cut out yet" in text
    assert "No car was found" not in text


def test_a_photo_without_a_car_is_painted_from_nothing(client: Client, photo: Photo, work: Work) -> None:
    Cutout(dealership_id=photo.dealership_id, photo=photo, doubt="no_car", guessed_kind="interior").conclude()
    photo.refresh_from_db()
    assert not picture(photo).is_exterior
    assert client.get(reverse("cutout_outline", args=[photo.pk])).status_code == 404
    assert "No car was found" in client.get(page(photo), headers=ENGLISH).content.decode()
    save(client, photo, png(outline_of()))
    work()
    assert picture(photo).shows_result


def test_a_cut_out_that_storage_has_lost_is_painted_from_nothing(client: Client, done: Photo) -> None:
    last(done).mask.storage.delete(str(last(done).mask))
    assert client.get(page(done)).status_code == 200
    assert client.get(reverse("cutout_outline", args=[done.pk])).status_code == 404
    assert save(client, done, png(outline_of())).status_code == 201


def test_the_machines_outline_can_be_had_back(client: Client, done: Photo) -> None:
    address = reverse("cutout_outline", args=[done.pk])
    machine = client.get(address).content
    save(client, done, png(outline_of()))
    assert client.get(address).content != machine
    assert client.get(address + "?by=machine").content == machine
    assert address + "?by=machine" in client.get(page(done)).content.decode()


def jpeg() -> bytes:
    buffer = io.BytesIO()
    outline_of().save(buffer, "JPEG")
    return buffer.getvalue()


BAD = {
    "nothing": b"",
    "no picture": b"<svg onload=alert(1)>",
    "a JPEG": jpeg(),
    "broken": png(outline_of())[:200],
    "empty": png(Image.new("L", SMALL)),
    "a speck": png(outline_of((5, 5, 8, 8))),
    "turned": png(outline_of(size=(1200, 1600))),
    "another shape": png(outline_of(size=(1600, 900))),
    "huge": png(outline_of(size=(4000, 3000))),
    "tiny": png(outline_of((1, 1, 6, 5), (8, 6))),
    "too many bytes": png(Image.effect_noise((2000, 1500), 200)),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_outline_is_refused(name: str) -> None:
    with pytest.raises(InvalidOutline, match=r"\w"):
        drawn_in(BAD[name], (2016, 1512))


def test_a_refusal_is_told_and_nothing_is_lost(client: Client, done: Photo) -> None:
    before = last(done)
    answer = save(client, done, BAD["empty"])
    assert (answer.status_code, answer.content.decode()) == (422, "Nothing is kept. Paint over the car first.")
    assert answer["Content-Type"].startswith("text/plain")
    assert client.post(page(done)).status_code == 422
    assert last(done) == before


def test_what_was_called_an_interior_is_an_exterior_once_its_car_is_painted(
    client: Client, done: Photo, work: Work
) -> None:
    set_kind(done, "interior")
    save(client, done, png(outline_of()))
    work()
    assert picture(done).shows_result


def test_a_stranger_finds_nothing_and_a_viewer_may_not(stranger: Client, viewer: Client, done: Photo) -> None:
    for address in (page(done), reverse("cutout_outline", args=[done.pk])):
        assert stranger.get(address).status_code == 404
        assert viewer.get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert save(stranger, done, png(outline_of())).status_code == 404
    assert save(viewer, done, png(outline_of())).status_code == 403
    assert Cutout.objects.filter(photo=done).count() == 1
