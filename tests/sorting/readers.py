"""Engines that tests name in the settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from imaging.engines.base import BackgroundRemover, Matte
from imaging.engines.vehicles import VehicleBox
from keroxio.errors import EngineError
from plates.engines.base import Plate, PlateReader, Quad
from tests.imaging.cars import NAMES, car
from tests.plates.readers import TRUTH

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


def nearest(photo: Image.Image) -> str:
    """The drawn car, by its file's stem, that the photo is; "" where it is none of them."""
    small = np.asarray(photo.convert("RGB").resize((24, 18)), dtype=float)
    distances = {name: float(np.abs(small - other).mean()) for name, other in _drawn().items()}
    best = min(distances, key=lambda name: distances[name])
    return best if distances[best] < 4 else ""


@cache
def _drawn() -> dict[str, Any]:
    return {name: np.asarray(car(name)[0].resize((24, 18)), dtype=float) for name in NAMES}


class OfDrawnCars(PlateReader):
    """Knows where the plates of the drawn cars are."""

    name = "of-drawn-cars"

    def read(self, photo: Image.Image) -> Plate | None:
        found = next((one for one in TRUTH if one["file"] == f"{nearest(photo)}.jpg"), None)
        quads = list(found["plate_corners_TL_TR_BR_BL"].values()) if found else []
        if not found or not quads:
            return None
        scale = photo.width / found["size"][0]
        quad = tuple((x * scale, y * scale) for x, y in quads[0])
        return Plate(found["plate_text"], "FR", quad, 0.999, is_confident=True, candidates=())  # type: ignore[arg-type]


class OfMasks(BackgroundRemover):
    """Cuts drawn cars out exactly, and finds no car anywhere else."""

    name = "of-masks"

    def cut_out(self, photo: Image.Image, vehicles: Sequence[VehicleBox] = ()) -> Matte | None:
        name = nearest(photo)
        return Matte(car(name)[1].resize(photo.size), 0.99) if name else None
