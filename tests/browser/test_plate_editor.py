"""The corners of a plate are dragged in a real Chromium: with a mouse, the keyboard and a finger."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from imaging.gallery import picture
from plates.models import PlateReading
from plates.reading import request_readings
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_sorting_board import sign_in
from vehicles.models import Photo


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "has_touch": True}


@pytest.mark.usefixtures("worker")
def test_corners_follow_mouse_keys_and_finger_and_the_picture_is_made_again(
    page: Page, live_server: Any, client: Client, photo: Photo
) -> None:
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    request_readings([photo])
    sign_in(page, client, live_server.url)
    page.goto(f"{live_server.url}/cars/{photo.vehicle_id}/photos/")
    expect(page.locator("[data-compare]")).to_be_visible()
    before, read = picture(photo).result, quad_of(photo)
    page.goto(f"{live_server.url}/photos/{photo.pk}/plates/")
    corners = page.locator(".editor__corner")
    expect(corners).to_have_count(4)
    pixels = page.locator("[data-stage]").evaluate("stage => stage.clientWidth") / photo.width

    x, y = middle(corners.nth(0))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 20 * pixels, y - 10 * pixels, steps=4)
    expect(page.locator("[data-loupe]")).to_be_visible()
    page.mouse.up()
    expect(page.locator("[data-loupe]")).to_be_hidden()

    corners.nth(1).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")

    x, y = middle(corners.nth(2))
    finger = page.context.new_cdp_session(page)
    touch(finger, "touchStart", x, y)
    for step in range(1, 5):
        touch(finger, "touchMove", x + 4 * step * pixels, y + 3 * step * pixels)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    page.locator("[data-result]").check()
    expect(page.locator("[data-shows-result]")).to_be_attached()
    page.locator(".form__actions .button--primary").click()
    page.wait_for_url(f"**/cars/{photo.vehicle_id}/photos/#photo-{photo.pk}")
    moved = [[-20, -10], [10, -1], [16, 12], [0, 0]]
    expected = [[x + dx, y + dy] for (x, y), (dx, dy) in zip(read, moved, strict=True)]
    assert quad_of(photo) == [pytest.approx(corner, abs=1.0) for corner in expected]
    expect(page.locator("[data-compare]")).to_be_visible()
    assert picture(photo).result not in {None, before}
    assert complaints == []


def quad_of(photo: Photo) -> list[list[float]]:
    reading = PlateReading.objects.filter(photo=photo).last()
    assert reading is not None
    assert reading.quad is not None
    return [list(corner) for corner in reading.quad]


def middle(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def touch(finger: Any, kind: str, x: float, y: float) -> None:
    finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
