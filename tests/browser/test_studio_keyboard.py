"""The photos of a car are arranged without touching the mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from imaging.gallery import published
from plates.reading import request_readings
from tests.browser.conftest import PATIENCE_MS
from tests.conftest import SAMPLES, upload
from vehicles.intake import add_photo
from vehicles.models import Vehicle


@pytest.mark.usefixtures("worker")
def test_by_keyboard_alone(page: Page, live_server: Any, bob: User, vehicle: Vehicle) -> None:
    page.set_default_timeout(PATIENCE_MS)
    names = ("blue_front_left", "blue_side_left", "blue_rear")
    photos = [add_photo(vehicle, upload((SAMPLES / f"{name}.jpg").read_bytes(), name)) for name in names]
    request_readings(photos)
    page.goto(f"{live_server.url}/account/login/?next=/cars/{vehicle.pk}/photos/")
    page.fill("[name=login]", "bob@example.com")
    page.fill("[name=password]", "correct horse battery")
    page.press("[name=password]", "Enter")
    expect(page.locator("[data-compare]")).to_have_count(3)
    expect(page.locator(".photos-progress progress")).to_be_hidden()

    cards = page.locator(".photo")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(cards.nth(1)).to_be_focused()

    page.keyboard.press("Space")
    expect(cards.nth(1).locator("[type=range]")).to_have_value("100")

    page.keyboard.press("x")
    expect(cards.nth(1)).to_contain_class("photo--excluded")
    expect(cards.nth(1)).to_be_focused()
    assert [one.photo for one in published(vehicle)] == [photos[0], photos[2]]

    page.keyboard.press("ArrowRight")
    page.keyboard.press("c")
    expect(cards.nth(0)).to_have_attribute("data-photo", str(photos[2].pk))

    page.keyboard.press("Control+z")
    expect(cards.nth(0)).to_have_attribute("data-photo", str(photos[0].pk))
    page.keyboard.press("u")
    expect(page.locator(".photo--excluded")).to_have_count(0)

    page.keyboard.press("?")
    expect(page.locator("#photo-keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#photo-keys")).to_be_hidden()
