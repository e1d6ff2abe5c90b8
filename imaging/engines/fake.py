"""Engines for tests: instant, deterministic, no weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PIL import Image, ImageDraw, ImageStat

from imaging.engines.base import BackgroundRemover, Matte
from imaging.engines.vehicles import VehicleBox, VehicleFinder

SMALLEST_SIDE = 8
FLAT = 2.0
"""Standard deviation of grey levels under which a photo shows nothing at all."""


class FakeRemover(BackgroundRemover):
    """Cuts a rounded box out of the middle; finds nothing in an even or tiny photo."""

    name = "fake"

    def __init__(self, *, confidence: float = 0.99) -> None:
        self._confidence = confidence

    def cut_out(self, photo: Image.Image, vehicles: Sequence[VehicleBox] = ()) -> Matte | None:
        if _is_empty(photo):
            return None
        width, height = photo.size
        alpha = Image.new("L", photo.size, 0)
        box = (width // 6, height // 4, width - width // 6, height - height // 4)
        ImageDraw.Draw(alpha).rounded_rectangle(box, radius=min(photo.size) // 20, fill=255)
        return Matte(alpha=alpha, confidence=self._confidence)


class FakeFinder(VehicleFinder):
    """Sees a vehicle where the other cuts one out."""

    name: ClassVar[str] = "fake"

    def find(self, photo: Image.Image) -> tuple[VehicleBox, ...]:
        return () if _is_empty(photo) else (VehicleBox(1 / 6, 1 / 4, 5 / 6, 3 / 4, likelihood=0.95),)


def _is_empty(photo: Image.Image) -> bool:
    return min(photo.size) < SMALLEST_SIDE or ImageStat.Stat(photo.convert("L")).stddev[0] < FLAT
