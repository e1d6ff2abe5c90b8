"""Plain colours and a dealership's own backgrounds: chosen, sent, placed, changed and deleted."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from accounts.models import Dealership, User
from imaging import studio
from imaging.backgrounds import background, colour_slug
from imaging.compositing import compose
from imaging.gallery import pictures
from imaging.models import Composite
from imaging.own_backgrounds import BackgroundUpload, open_scene
from keroxio.errors import EngineError
from keroxio.runs import Run
from plates.reading import request_readings
from tests.conftest import picture, upload
from tests.imaging.cars import car
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]
Browser = Callable[[User], Client]
URL = "/dealership/backgrounds/"
PLACE = {
    "name": "Hall",
    "floor_far_y": 60,
    "contact_y": 85,
    "car_width": 72,
    "reflectivity": 20,
    "light_from": "top left",
}


@pytest.fixture
def owner(alice: User, as_user: Browser) -> Client:
    return as_user(alice)


@pytest.fixture
def hall(owner: Client) -> BackgroundUpload:
    assert owner.post(URL, {"name": "Hall", "picture": upload(picture(1600, 1200, "red"))}).status_code == 302
    return BackgroundUpload.objects.get()


def test_a_plain_colour_stays_that_colour_and_takes_the_shadow_of_the_car() -> None:
    photo, mask = car("blue_side_left")
    result = np.asarray(compose(photo, mask, background(colour_slug("#E8EAED"))).picture)
    assert tuple(result[5, 5]) == (0xE8, 0xEA, 0xED)
    floor = result[int(0.8 * 1920) - 6, 1280]
    assert floor.max() < 0.6 * 0xE8


@pytest.mark.parametrize(
    "text", ["#12345", "red", "colour-xyzxyz", "#12345g", "own-1", "own-", "own-9999999999999999999", ""]
)
def test_what_is_no_background_is_refused(client: Client, vehicle: Vehicle, text: str) -> None:
    for data in ({"background": text}, {"background": "colour", "colour": text}):
        assert client.post(f"/cars/{vehicle.pk}/background/", data).status_code == 400


def test_a_car_is_set_before_a_plain_colour(client: Client, photo: Photo, work: Work) -> None:
    request_readings([photo])
    work()
    client.post(f"/cars/{photo.vehicle_id}/background/", {"background": "colour", "colour": "#1D4ED8"})
    (run,) = work()
    assert isinstance(run, Composite)
    assert (run.background, run.status) == ("colour-1d4ed8", "done")
    html = client.get(f"/cars/{photo.vehicle_id}/photos/").content.decode()
    assert 'value="#1d4ed8"' in html


def test_ones_own_background_comes_first_and_cars_stand_in_it(
    owner: Client, hall: BackgroundUpload, photo: Photo, work: Work
) -> None:
    request_readings([photo])
    work()
    html = owner.get(f"/cars/{photo.vehicle_id}/photos/").content.decode()
    assert html.index(hall.slug) < html.index("studio_grey")
    owner.post(f"/cars/{photo.vehicle_id}/background/", {"background": hall.slug})
    (run,) = work()
    assert isinstance(run, Composite)
    with run.image.open("rb") as file, Image.open(file) as made:
        red, green, _ = made.getpixel((20, 20))  # type: ignore[misc]
    assert (red > 200, green < 60) == (True, True)


def test_one_photo_alone_may_stand_in_it(owner: Client, hall: BackgroundUpload, photo: Photo, work: Work) -> None:
    request_readings([photo])
    work()
    html = owner.get(f"/cars/{photo.vehicle_id}/photos/").content.decode()
    assert f'<option value="{hall.slug}" >' in html
    owner.post(f"/photos/{photo.pk}/background/", {"background": hall.slug})
    (run,) = work()
    assert isinstance(run, Composite)
    assert (run.background, run.status) == (hall.slug, "done")


def test_a_change_of_place_redraws_the_cars_that_use_it(
    owner: Client, hall: BackgroundUpload, garage: Dealership, photo: Photo, work: Work
) -> None:
    owner.post("/dealership/background/", {"background": hall.slug})
    request_readings([photo])
    work()
    assert owner.post(f"{URL}{hall.pk}/", PLACE).status_code == 302
    newer = BackgroundUpload.objects.present().get()
    assert (newer.contact_y, newer.light_from, newer.image) == (0.85, "top left", hall.image)
    assert {type(run).__name__ for run in work()} == {"Redraw", "Composite"}
    assert pictures(Vehicle.objects.get())[0].is_composite
    assert owner.post(f"{URL}{newer.pk}/", PLACE).status_code == 302
    assert BackgroundUpload.objects.present().get() == newer, "nothing changed, nothing is made again"


def test_a_deleted_background_stays_for_its_pictures_and_cars_fall_back(
    owner: Client, hall: BackgroundUpload, photo: Photo, work: Work
) -> None:
    studio.apply_background(photo.vehicle, hall.slug)
    Dealership.objects.update(default_background=hall.slug)
    request_readings([photo])
    work()
    for _ in range(2):
        assert owner.post(f"{URL}{hall.pk}/removal/").status_code == 302
    work()
    vehicle = Vehicle.objects.select_related("dealership").get()
    assert vehicle.background_slug == "studio_grey"
    assert pictures(vehicle)[0].is_composite
    assert open_scene(hall.slug, hall.dealership_id).picture().any(), "what was made with it can be made again"
    assert owner.get(f"{URL}{hall.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (picture(1200, 3000), "too tall"),
        (picture(4000, 1000), "too wide"),
        (picture(900, 700), "too small"),
        (picture(64, 48), "too small"),
        (b"no picture", "not a photo"),
    ],
    ids=["tall", "wide", "small", "tiny", "text"],
)
def test_a_picture_that_cannot_serve_is_refused_with_the_reason(owner: Client, content: bytes, words: str) -> None:
    answer = owner.post(URL, {"name": "Hall", "picture": upload(content)}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not BackgroundUpload.objects.exists()


def test_a_hundred_megabytes_are_refused_unread(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imaging.own_backgrounds.MAX_BYTES", 1000)
    answer = owner.post(URL, {"name": "Hall", "picture": upload(picture(1600, 1200))})
    assert answer.status_code == 422
    assert answer.context["form"].errors["picture"]


def test_other_shapes_are_cropped_and_that_is_said(owner: Client) -> None:
    answer = owner.post(
        URL, {"name": "Hall", "picture": upload(picture(1600, 2000))}, follow=True, headers={"Accept-Language": "en"}
    )
    assert "cropped to 4:3" in answer.content.decode()
    with BackgroundUpload.objects.get().image.open("rb") as file, Image.open(file) as kept:
        assert kept.size == (2560, 1920)


def test_wheels_on_the_wall_are_refused(owner: Client, hall: BackgroundUpload) -> None:
    wrong = PLACE | {"floor_far_y": 80, "contact_y": 70}
    assert owner.post(f"{URL}{hall.pk}/", wrong).status_code == 422
    assert owner.post(f"{URL}{hall.pk}/preview/", wrong).status_code == 422
    hall.refresh_from_db()
    assert hall.contact_y == 0.84


def test_the_preview_follows_the_lines(owner: Client, hall: BackgroundUpload) -> None:
    before = owner.get(f"{URL}{hall.pk}/preview/")
    after = owner.post(f"{URL}{hall.pk}/preview/", PLACE | {"contact_y": 95})
    assert before["Content-Type"] == after["Content-Type"] == "image/webp"
    lowest = []
    for answer in (before, after):
        with Image.open(io.BytesIO(answer.content)) as shown:
            dark = np.asarray(shown.convert("L"))[:, 500:700] < 40
        lowest.append(np.flatnonzero(dark.any(axis=1)).max())
    assert lowest[1] > lowest[0] + 60


def test_a_lost_file_is_told(owner: Client, hall: BackgroundUpload) -> None:
    hall.image.storage.delete(str(hall.image))
    assert owner.get(f"{URL}{hall.pk}/preview/").status_code == 422
    with pytest.raises(EngineError):
        open_scene(hall.slug, hall.dealership_id)


def test_strangers_and_sellers_cannot_touch_it(
    stranger: Client, client: Client, hall: BackgroundUpload, charlie: User
) -> None:
    for path in ("", "preview/", "removal/"):
        assert stranger.post(f"{URL}{hall.pk}/{path}", PLACE).status_code == 404
        assert client.post(f"{URL}{hall.pk}/{path}", PLACE).status_code == 403
    assert client.get(URL).status_code == 200
    assert client.post(URL, {"name": "x"}).status_code == 403
    theirs = Vehicle.objects.create(dealership=charlie.dealerships.get())
    assert stranger.post(f"/cars/{theirs.pk}/background/", {"background": hall.slug}).status_code == 400
    assert BackgroundUpload.objects.present().get() == hall
