"""The showrooms a car can be set in: a picture and the geometry of its floor and light."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from PIL import Image

SCENES = Path(__file__).resolve().parent / "scenes"
OUTPUT_SIZE = (2560, 1920)
DEFAULT = "studio_grey"
NAMES: dict[str, Promise] = {
    "studio_grey": _("Grey studio"),
    "cyc_white": _("White studio"),
    "showroom": _("Showroom"),
    "studio_dark": _("Dark studio"),
    "garage": _("Workshop"),
    "loft": _("Concrete loft"),
    "forecourt": _("Outdoor forecourt"),
    "wood_turntable": _("Turntable and oak"),
}


@dataclass(frozen=True)
class Background:
    """Heights are fractions of the picture's height from the top, widths of its width."""

    slug: str
    name: Promise
    horizon_y: float
    contact_y: float
    """Where the nearest tyres stand."""
    floor_far_y: float
    """Where the floor ends and the wall begins."""
    car_width_fraction: float
    max_car_height_fraction: float
    light_from: str
    light_softness: float
    floor_reflectivity: float
    ambient: float
    floor_rgb: tuple[int, int, int]

    @property
    def light_side(self) -> int:
        """-1 when the light comes from the left, 1 from the right, 0 from above."""
        return ("right" in self.light_from) - ("left" in self.light_from)

    @property
    def thumbnail(self) -> str:
        """Path of the small picture below the static root."""
        return f"img/backgrounds/{self.slug}.webp"

    def picture(self) -> NDArray[np.uint8]:
        """RGB at ``OUTPUT_SIZE``; shared and read-only."""
        return _picture(self.slug)


def backgrounds() -> list[Background]:
    return [background(slug) for slug in NAMES]


@cache
def background(slug: str) -> Background:
    """Raises KeyError for a slug that names no background."""
    name = NAMES[slug]
    geometry = json.loads((SCENES / f"{slug}.json").read_text(encoding="utf-8"))
    geometry["floor_rgb"] = tuple(geometry["floor_rgb"])
    return Background(slug=slug, name=name, **geometry)


@lru_cache(maxsize=2)
def _picture(slug: str) -> NDArray[np.uint8]:
    with Image.open(SCENES / f"{slug}.jpg") as file:
        pixels = np.asarray(file.convert("RGB"))
    enlarged = np.asarray(cv2.resize(pixels, OUTPUT_SIZE, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    enlarged.flags.writeable = False
    return enlarged
