"""The sorting page in a real Chromium: by keyboard alone, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import Dealership, User
from sorting.models import Batch
from sorting.receiving import open_batch, receive
from tests.conftest import upload
from tests.sorting.conftest import shot


@pytest.fixture
def batch(transactional_db: None, garage: Dealership, bob: User, settings: Any, silent_broker: None) -> Batch:
    """Two cars of two photos each, read and sorted."""
    settings.ENGINES = {**settings.ENGINES, "plates": {"ENGINE": "tests.sorting.readers.ByColor"}}
    batch = open_batch(garage, bob)
    for number, (color, second) in enumerate([("red", 0), ("grey", 6), ("blue", 300), ("grey", 306)]):
        receive(batch, upload(shot(color, second, width=640 + number), f"{number}.jpg")).perform()
    return batch


def sign_in(page: Page, client: Client, address: str) -> None:
    name = configured.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def test_photos_are_selected_moved_and_moved_back_by_keyboard(
    page: Page, live_server: Any, client: Client, batch: Batch
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, client, live_server.url)
    page.goto(f"{live_server.url}/batches/{batch.pk}/")
    expect(page.locator(".batch-car")).to_have_count(2)
    page.locator(".shot__check").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator(".shot__check:checked")).to_have_count(1)
    page.locator("#move-to").focus()
    page.locator("#move-to").select_option("new")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".batch-car")).to_have_count(3)
    expect(page.locator("#board")).to_be_focused()
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".batch-car")).to_have_count(2)
    assert complaints == []


def test_photos_are_moved_and_moved_back_without_javascript(
    browser: Browser, live_server: Any, client: Client, batch: Batch
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, client, live_server.url)
    page.goto(f"{live_server.url}/batches/{batch.pk}/")
    page.locator(".shot__check").nth(1).check()
    page.locator("#move-to").select_option("tray")
    page.locator("#move-go").click()
    expect(page.locator("#tray .shot")).to_have_count(1)
    page.locator("#undo").click()
    expect(page.locator("#tray")).to_have_count(0)
    expect(page.locator(".batch-car")).to_have_count(2)
