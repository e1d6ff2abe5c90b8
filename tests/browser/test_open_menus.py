"""Menus of photos stay open while news of the photos come in."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from imaging.gallery import picture
from plates.reading import request_readings
from tests.browser.conftest import PATIENCE_MS
from tests.conftest import SAMPLES, upload
from vehicles.intake import add_photo
from vehicles.models import Vehicle


@pytest.mark.usefixtures("silent_broker")
def test_a_menu_stays_open_and_focused_while_its_card_is_renewed(
    page: Page, live_server: Any, bob: User, vehicle: Vehicle
) -> None:
    page.set_default_timeout(PATIENCE_MS)
    photo = add_photo(vehicle, upload((SAMPLES / "blue_side_left.jpg").read_bytes(), "side"))
    request_readings([photo])
    page.goto(f"{live_server.url}/account/login/?next=/cars/{vehicle.pk}/photos/")
    page.fill("[name=login]", "bob@example.com")
    page.fill("[name=password]", "correct horse battery")
    page.press("[name=password]", "Enter")
    card = page.locator(".photo")
    expect(card.locator(".photo__working")).to_be_visible()
    card.locator("summary").click()
    card.locator("[data-move=later]").focus()
    card.evaluate("card => { card.dataset.isOld = '1'; }")

    photo.plate_readings.get().perform()

    expect(page.locator(".photo[data-is-old]")).to_have_count(0)
    expect(card.locator("details")).to_have_attribute("open", "")
    expect(card.locator("[data-move=later]")).to_be_focused()

    for run in picture(photo).cutouts:
        run.perform()
    page.keyboard.press("Escape")
    expect(card.locator("details")).not_to_have_attribute("open", "")
    expect(card.locator("summary")).to_be_focused()
