from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from vehicles.models import Photo


def test_a_member_sees_the_file(client: Client, photo: Photo) -> None:
    answer = client.get(photo.thumbnail.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert "private" in answer["Cache-Control"]
    assert answer.getvalue()[:4] == b"RIFF"


def test_a_stranger_gets_404(stranger: Client, photo: Photo) -> None:
    assert stranger.get(photo.thumbnail.url).status_code == 404


def test_a_visitor_is_asked_to_sign_in(photo: Photo) -> None:
    assert Client().get(photo.thumbnail.url).status_code == 302


@pytest.mark.parametrize("path", ["../../secret_key", "v/../../../secret_key", "v/", "v/none.webp", "/etc/passwd"])
def test_nothing_outside_the_dealership_is_served(client: Client, photo: Photo, path: str) -> None:
    assert client.get(f"/media/d/{photo.dealership_id}/{path}").status_code == 404


def test_on_s3_the_file_has_a_signed_address(client: Client, photo: Photo, settings: Any) -> None:
    address = photo.thumbnail.url
    options = {"bucket_name": "cars", "access_key": "key", "secret_key": "secret", "region_name": "eu-west-3"}
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": settings.S3_BACKEND, "OPTIONS": options}}

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("https://cars.s3.amazonaws.com/d/")
    assert "Signature=" in answer["Location"]
    assert "secret" not in answer["Location"]
