"""The outline of a car is painted in a real Chromium."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from imaging.gallery import picture
from imaging.models import Cutout
from imaging.studio import prepare
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_sorting_board import sign_in
from vehicles.models import Photo


@pytest.mark.usefixtures("worker")
def test_a_car_is_painted_undone_and_saved(page: Page, live_server: Any, client: Client, photo: Photo) -> None:
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    prepare(photo)
    sign_in(page, client, live_server.url)
    page.goto(f"{live_server.url}/cars/{photo.vehicle_id}/photos/")
    expect(page.locator("[data-compare]")).to_be_visible()
    before = picture(photo).result
    page.locator(f"#photo-{photo.pk}-more").click()
    page.locator(f"a[href$='/photos/{photo.pk}/cutout/']").click()
    expect(page.locator("[data-ready]")).to_be_attached()
    paint(page, (0.03, 0.03), (0.12, 0.05))
    page.keyboard.press("r")
    paint(page, (0.4, 0.4), (0.6, 0.4))
    page.locator("[data-step=undo]").click()
    expect(page.locator("[data-step=redo]")).to_be_enabled()
    page.locator("[data-save]").click()
    page.wait_for_url(f"**/cars/{photo.vehicle_id}/photos/#photo-{photo.pk}")
    expect(page.locator("[data-compare]")).to_be_visible()
    cutout = Cutout.objects.filter(photo=photo).order_by("pk").last()
    assert cutout is not None
    assert cutout.engine == "hand"
    mask = np.asarray(cutout.open_mask())
    high, wide = mask.shape
    assert mask[int(0.04 * high), int(0.07 * wide)] == 255, "what was painted is kept"
    assert mask[int(0.4 * high), int(0.5 * wide)] == 255, "what was undone is not removed"
    after = picture(photo).result
    assert after is not None
    assert after != before
    assert complaints == []


def paint(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=6)
    page.mouse.up()
