"""Readers that tests name in the settings."""

from __future__ import annotations

from PIL import Image

from keroxio.errors import EngineError
from plates.engines.base import Plate, PlateReader, Quad

QUAD: Quad = ((200, 200), (300, 200), (300, 222), (200, 222))
PLATES = {
    "red": ("AB-123-CD", 0.99, True),
    "blue": ("EF-456-GH", 0.99, True),
    "green": ("AB-123-CE", 0.5, False),
    "grey": ("", 0.0, False),
}


class ByColor(PlateReader):
    """Sees the plate that belongs to the colour of the picture's corner."""

    name = "by-colour"

    def read(self, photo: Image.Image) -> Plate | None:
        red, green, blue = photo.getpixel((5, 5))[:3]  # type: ignore[index]
        strongest = max(red, green, blue)
        color = "grey"
        if strongest - min(red, green, blue) > 60:
            color = {red: "red", green: "green", blue: "blue"}[strongest]
        text, confidence, is_confident = PLATES[color]
        return Plate(text, "FR", QUAD, confidence, is_confident, ()) if text else None


class Silent(PlateReader):
    name = "silent"

    def read(self, photo: Image.Image) -> Plate | None:
        raise EngineError("The service does not answer.")
