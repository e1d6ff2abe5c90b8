"""A remover for tests: instant, deterministic, no weights."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageStat

from imaging.engines.base import BackgroundRemover, Matte
from imaging.engines.vehicles import VehicleBox

SMALLEST_SIDE = 8
FLAT = 2.0
"""Standard deviation of grey levels under which a photo shows nothing at all."""


class FakeRemover(BackgroundRemover):
    """Cuts a rounded box out of the middle; finds nothing in an even or tiny photo."""

    name = "fake"

    def __init__(self, *, confidence: float = 0.99) -> None:
        self._confidence = confidence

    def cut_out(self, photo: Image.Image, vehicles: Sequence[VehicleBox] = ()) -> Matte | None:
        if min(photo.size) < SMALLEST_SIDE or ImageStat.Stat(photo.convert("L")).stddev[0] < FLAT:
            return None
        width, height = photo.size
        alpha = Image.new("L", photo.size, 0)
        box = (width // 6, height // 4, width - width // 6, height - height // 4)
        ImageDraw.Draw(alpha).rounded_rectangle(box, radius=min(photo.size) // 20, fill=255)
        return Matte(alpha=alpha, confidence=self._confidence)
