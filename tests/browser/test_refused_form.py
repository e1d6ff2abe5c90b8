"""What is wrong with a form is in view, on a small screen too."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User
from vehicles.models import Vehicle


def test_the_first_wrong_field_is_in_view(page: Page, live_server: Any, alice: User, vehicle: Vehicle) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300)).save(buffer, "PNG")
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(f"{live_server.url}/account/login/?next=/dealership/backgrounds/")
    page.fill("[name=login]", "alice@example.com")
    page.fill("[name=password]", "correct horse battery")
    page.press("[name=password]", "Enter")
    page.fill("[name=name]", "Hall")
    page.set_input_files("[name=picture]", {"name": "hall.png", "mimeType": "image/png", "buffer": buffer.getvalue()})
    page.locator("main form .button--primary").last.click()

    wrong = page.locator("[name=picture][aria-invalid=true]")
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()
