"""Photos that keep their surroundings may be developed; what was taken stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from imaging import studio
from imaging.gallery import picture
from keroxio.runs import Run
from plates.reading import request_readings
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]


@pytest.fixture
def interior(photo: Photo, work: Work) -> Photo:
    request_readings([photo])
    work()
    studio.set_kind(photo, "interior")
    work()
    return photo


def switch(client: Client, vehicle: Vehicle, work: Work, *, on: bool = True) -> None:
    client.post(reverse("vehicle_retouch", args=[vehicle.pk]), {"retouched": "on"} if on else {})
    work()


def improved(photo: Photo) -> bool:
    return picture(photo).is_improved


def test_photos_stay_as_they_were_taken_until_someone_asks(interior: Photo) -> None:
    assert not improved(interior)


def test_all_of_a_car_are_improved_and_back_again(client: Client, interior: Photo, work: Work) -> None:
    switch(client, interior.vehicle, work)
    assert improved(interior)
    url = reverse("wizard_photos", args=[interior.vehicle_id])
    assert "Light improved" in client.get(url, headers={"Accept-Language": "en"}).text

    switch(client, interior.vehicle, work, on=False)
    assert not improved(interior)


def test_the_car_in_its_showroom_is_left_alone(client: Client, photo: Photo, work: Work) -> None:
    request_readings([photo])
    work()
    before = picture(photo)
    switch(client, photo.vehicle, work)
    assert picture(photo).published == before.published
    assert picture(photo).is_composite


@pytest.mark.parametrize("kind", ["damage", "document"])
def test_damage_and_papers_are_shown_as_they_are(client: Client, interior: Photo, work: Work, kind: str) -> None:
    studio.set_kind(interior, kind)
    studio.include(interior)
    switch(client, interior.vehicle, work)
    assert not improved(interior)

    client.post(reverse("photo_retouch", args=[interior.pk]), {"retouched": "on"})
    work()
    assert improved(interior)


def test_one_photo_may_differ_from_the_others(client: Client, interior: Photo, work: Work) -> None:
    switch(client, interior.vehicle, work)
    client.post(reverse("photo_retouch", args=[interior.pk]))
    work()
    assert not improved(interior)


def test_it_is_undone_like_everything_else(client: Client, interior: Photo, work: Work) -> None:
    switch(client, interior.vehicle, work)
    client.post(reverse("photos_undo", args=[interior.vehicle_id]))
    work()
    assert not improved(interior)


def test_what_was_taken_is_published_no_longer_but_kept(client: Client, interior: Photo, work: Work) -> None:
    switch(client, interior.vehicle, work)
    file = picture(interior).file
    assert file is not None
    assert file.name != interior.image.name
    assert interior.open_image().size == (interior.width, interior.height)
