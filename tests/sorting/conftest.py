from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from accounts.models import Dealership, User
from keroxio.runs import Run
from sorting.models import Batch, BatchCar
from sorting.receiving import open_batch, receive
from tests.conftest import upload

COLORS = {"red": (250, 0, 0), "blue": (0, 0, 250), "green": (0, 250, 0), "grey": (99, 99, 99)}
NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001


def shot(color: str, second: int | None = None, *, camera: str = "Apple iPhone", width: int = 640) -> bytes:
    """A photo of the car of this colour, taken so many seconds after noon."""
    exif = Image.Exif()
    exif[0x010F] = camera
    if second is not None:
        exif.get_ifd(0x8769)[0x9003] = (NOON + timedelta(seconds=second)).strftime("%Y:%m:%d %H:%M:%S")
        exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    Image.new("RGB", (width, 480), COLORS[color]).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def by_color(settings: Any) -> None:
    settings.ENGINES = {**settings.ENGINES, "plates": {"ENGINE": "tests.sorting.readers.ByColor"}}


@pytest.fixture
def batch(garage: Dealership, bob: User) -> Batch:
    return open_batch(garage, bob)


@pytest.fixture
def read(batch: Batch, work: Callable[[], list[Run]]) -> Callable[..., Batch]:
    """Send photos, named by colour and second, and let the workers work."""

    def send(*photos: tuple[str, int | None]) -> Batch:
        for number, (color, second) in enumerate(photos, start=batch.photos.count()):
            receive(batch, upload(shot(color, second, width=640 + number), f"photo_{color}_{number}.jpg"))
        work()
        batch.refresh_from_db()
        return batch

    return send


def sorted_by_plate(batch: Batch) -> dict[str, list[str]]:
    """Names of photos by the plate of their car; "tray" where they have none."""
    found: dict[str, list[str]] = {}
    for photo in batch.photos.filter(discarded_at=None, photo=None, status="done").order_by("pk"):
        car = BatchCar.objects.get(pk=photo.car_id).plate if photo.car_id else "tray"
        found.setdefault(car, []).append(photo.name.split("_")[1])
    return found
