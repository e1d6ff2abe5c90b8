"""Pictures that leave the studio: by a link for a customer, as a ZIP, and photos taken one by one with a phone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from imaging import studio
from imaging.gallery import picture, published
from imaging.sharing import ShareLink, share
from keroxio.runs import Run
from plates.models import PlateReading
from plates.reading import request_readings
from tests.conftest import SAMPLES, upload
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def full_size(settings: Any) -> None:
    settings.STUDIO_WIDTH = 2560


@pytest.fixture
def done(photo: Photo, work: Work) -> Photo:
    request_readings([photo])
    work()
    photo.refresh_from_db()
    return photo


@pytest.fixture
def link(done: Photo, bob: User) -> ShareLink:
    return share(done.vehicle, bob, days=7)


def address(link: ShareLink, photo: Photo, size: str = "display") -> str:
    return reverse("shared_file", args=[link.token, photo.pk, size])


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_whoever_has_the_link_sees_what_is_published(link: ShareLink, done: Photo) -> None:
    anyone = Client()
    response = anyone.get(link.get_absolute_url(), headers=ENGLISH)
    html = response.content.decode()

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "Peugeot 208" in html
    assert "Background replaced" in html
    assert "AB-123-CD" not in html
    assert address(link, done) in html
    assert "/media/" not in html
    shown = picture(done).published
    assert shown is not None
    with shown.display.open("rb") as file:
        assert body(anyone.get(address(link, done))) == file.read()


def test_a_photo_that_is_not_published_is_not_shared(link: ShareLink, done: Photo) -> None:
    studio.exclude(done)

    assert address(link, done) not in Client().get(link.get_absolute_url()).content.decode()
    assert Client().get(address(link, done)).status_code == 404


@pytest.mark.parametrize("size", ["image", "full", "x"])
def test_it_serves_no_other_file(link: ShareLink, done: Photo, size: str) -> None:
    assert Client().get(address(link, done, size)).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        lambda link: ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1)),
        lambda link: ShareLink.objects.update(revoked_at=timezone.now()),
        lambda link: ShareLink.objects.update(token="x" * 43),
        lambda link: Vehicle.objects.update(deleted_at=timezone.now()),
    ],
)
def test_a_link_that_is_over_leads_nowhere(link: ShareLink, done: Photo, change: Callable[[ShareLink], None]) -> None:
    change(link)

    ended = Client().get(link.get_absolute_url(), headers={"Accept-Language": "en"})
    assert ended.status_code == 404
    assert "no longer works" in ended.text
    assert "noindex" in ended["X-Robots-Tag"]
    assert Client().get(address(link, done)).status_code == 404


def test_a_link_shows_no_photo_of_another_car(link: ShareLink, done: Photo, charlie: User) -> None:
    theirs = Vehicle.objects.create(dealership=charlie.memberships.get().dealership, make="Fiat")
    Photo.objects.filter(pk=done.pk).update(vehicle=theirs, dealership=theirs.dealership)

    assert Client().get(address(link, done)).status_code == 404


def test_its_seller_makes_and_revokes_it(client: Client, vehicle: Vehicle, photo: Photo) -> None:
    client.post(reverse("photos_share", args=[vehicle.pk]), {"days": "1"})
    link = ShareLink.objects.get()
    assert timedelta(hours=23) < link.expires_at - timezone.now() <= timedelta(days=1)
    assert link.get_absolute_url() in client.get(reverse("wizard_photos", args=[vehicle.pk])).content.decode()

    for _twice in range(2):
        client.post(reverse("share_revoke", args=[link.pk]))
    assert Client().get(link.get_absolute_url()).status_code == 404
    assert link.get_absolute_url() not in client.get(reverse("wizard_photos", args=[vehicle.pk])).content.decode()


def test_a_link_works_for_the_days_that_are_offered_only(client: Client, vehicle: Vehicle) -> None:
    client.post(reverse("photos_share", args=[vehicle.pk]), {"days": "36500"})

    assert not ShareLink.objects.exists()


def test_strangers_and_viewers_share_nothing(
    stranger: Client, viewer: Client, vehicle: Vehicle, link: ShareLink
) -> None:
    for visitor, status in ((stranger, 404), (viewer, 403)):
        assert visitor.post(reverse("photos_share", args=[vehicle.pk]), {"days": "7"}).status_code == status
        assert visitor.post(reverse("share_revoke", args=[link.pk])).status_code == status
        assert visitor.get(reverse("photo_capture", args=[vehicle.pk, "front"])).status_code == status
    assert list(ShareLink.objects.open()) == [link]


def opened(client: Client, vehicle: Vehicle, **choice: str) -> Image.Image:
    bundle = ZipFile(io.BytesIO(body(client.get(reverse("photos_zip", args=[vehicle.pk]), choice))))
    (name,) = bundle.namelist()
    with bundle.open(name) as file, Image.open(file) as image:
        image.load()
    return image


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("", (2560, 1920)),
        ("full", (2560, 1920)),
        ("medium", (1600, 1200)),
        ("16x9", (1600, 900)),
        ("1x1", (1200, 1200)),
    ],
)
def test_the_zip_comes_in_the_size_that_is_asked_for(
    client: Client, done: Photo, size: str, expected: tuple[int, int]
) -> None:
    image = opened(client, done.vehicle, size=size)

    assert image.size == expected
    assert b"DigitalSourceType" in image.info["xmp"]


def test_a_photo_left_whole_comes_in_the_same_sizes(client: Client, done: Photo) -> None:
    done.vehicle.mask_plates = False
    done.vehicle.save()
    studio.set_kind(done, "detail")
    assert published(done.vehicle)[0].published == done

    assert opened(client, done.vehicle, size="medium").size == (1600, 1200)
    assert opened(client, done.vehicle, size="1x1").size[0] == opened(client, done.vehicle, size="1x1").size[1]


@pytest.mark.parametrize("watermark", ["name", "logo"])
def test_a_watermark_stands_in_the_corner_and_nowhere_else(client: Client, done: Photo, watermark: str) -> None:
    if watermark == "logo":
        buffer = io.BytesIO()
        Image.new("RGB", (200, 80), "red").save(buffer, "PNG")
        done.vehicle.dealership.plate_logo.save("logo.png", io.BytesIO(buffer.getvalue()))  # type: ignore[arg-type]

    plain = np.asarray(opened(client, done.vehicle, size="medium")).astype(int)
    marked_image = opened(client, done.vehicle, size="medium", watermark=watermark)
    difference = abs(np.asarray(marked_image).astype(int) - plain).max(axis=2)

    assert (difference[-200:, -400:] > 60).sum() > 500
    assert difference[:900].max() < 40
    assert b"DigitalSourceType" in marked_image.info["xmp"]


@pytest.mark.parametrize("choice", [{"size": "huge"}, {"watermark": "mine"}])
def test_it_offers_no_other_zip(client: Client, vehicle: Vehicle, choice: dict[str, str]) -> None:
    assert client.get(reverse("photos_zip", args=[vehicle.pk]), choice).status_code == 400


def take(client: Client, vehicle: Vehicle, key: str, content: bytes) -> Any:
    return client.post(reverse("photo_capture", args=[vehicle.pk, key]), {"photos": upload(content)})


def test_a_photo_taken_for_the_shot_list_is_known_for_what_it_shows(
    client: Client, vehicle: Vehicle, work: Work
) -> None:
    page = client.get(reverse("photo_capture", args=[vehicle.pk, "rear_quarter"]), headers=ENGLISH).content.decode()
    assert 'capture="environment"' in page

    response = take(client, vehicle, "rear_quarter", (SAMPLES / "blue_rear_left.jpg").read_bytes())
    assert response["Location"] == reverse("photo_capture", args=[vehicle.pk, "rear"])
    take(client, vehicle, "dashboard", (SAMPLES / "red_rear_left.jpg").read_bytes())
    work()

    outside, inside = Photo.objects.order_by("pk")
    assert (outside.kind, outside.view, outside.kind_is_guess) == ("exterior", "rear_quarter", False)
    assert (inside.kind, inside.view) == ("dashboard", "")
    assert PlateReading.objects.count() == 2
    assert picture(outside).is_composite
    assert not picture(inside).is_composite
    html = client.get(reverse("wizard_photos", args=[vehicle.pk]), headers=ENGLISH).content.decode()
    assert "Three-quarter front, Side, Seats" in " ".join(html.split())


@pytest.mark.parametrize("content", [b"", b"no photo"])
def test_what_is_no_photo_is_refused_with_a_reason(client: Client, vehicle: Vehicle, content: bytes) -> None:
    response = take(client, vehicle, "front", content)

    assert response.status_code == 422
    assert b'role="alert"' in response.content
    assert not Photo.objects.exists()


def test_there_is_no_page_for_a_shot_that_does_not_exist(client: Client, vehicle: Vehicle) -> None:
    assert client.get(reverse("photo_capture", args=[vehicle.pk, "roof"])).status_code == 404
