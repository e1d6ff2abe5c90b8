"""A seller far down the photos stays there, whatever is done to one of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from plates.reading import request_readings
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_sorting_board import sign_in
from tests.conftest import SAMPLES, upload
from vehicles.intake import add_photo
from vehicles.models import Vehicle


@pytest.mark.usefixtures("worker")
def test_the_page_stays_at_the_photo_that_is_changed(
    page: Page, live_server: Any, client: Client, vehicle: Vehicle
) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.set_viewport_size({"width": 390, "height": 700})
    names = ("blue_front_left", "blue_side_left", "blue_rear", "red_front_left", "silver_front_right")
    request_readings([add_photo(vehicle, upload((SAMPLES / f"{name}.jpg").read_bytes(), name)) for name in names])
    sign_in(page, client, live_server.url)
    page.goto(f"{live_server.url}/cars/{vehicle.pk}/photos/")
    expect(page.locator("[data-compare]")).to_have_count(len(names))
    expect(page.locator(".photos-progress progress")).to_be_hidden()

    card = page.locator(".photo").nth(1)
    card.locator("summary").click()
    before = page.evaluate("scrollY")
    assert before > 0
    card.locator(".dropdown__menu [data-key=x]").click()
    expect(card).to_contain_class("photo--excluded")
    page.wait_for_timeout(500)
    assert abs(page.evaluate("scrollY") - before) < 100
