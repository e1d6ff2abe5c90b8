"""What a car can be set in: a picture, or a plain colour, and the geometry of its floor and light."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from django.core.files.storage import default_storage
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from PIL import Image

SCENES = Path(__file__).resolve().parent / "scenes"
OUTPUT_SIZE = (2560, 1920)
DEFAULT = "studio_grey"
COLOUR = re.compile(r"colour-[0-9a-f]{6}")
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
    name: Promise | str
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
    stored: str = ""
    """The picture's name in storage, where it is a dealership's own."""
    size: tuple[int, int] = OUTPUT_SIZE

    @property
    def light_side(self) -> int:
        """-1 when the light comes from the left, 1 from the right, 0 from above."""
        return ("right" in self.light_from) - ("left" in self.light_from)

    @property
    def thumbnail(self) -> str:
        """Path of the small picture below the static root."""
        return f"img/backgrounds/{self.slug}.webp"

    def picture(self) -> NDArray[np.uint8]:
        """RGB at ``size``; shared and read-only. Raises OSError when storage has lost it."""
        return _picture(self.slug, self.stored, self.size, self.floor_rgb)


def backgrounds() -> list[Background]:
    return [background(slug) for slug in NAMES]


@lru_cache(maxsize=64)
def background(slug: str) -> Background:
    """A scene of the studio's or a plain colour. Raises KeyError for a slug that names neither."""
    if COLOUR.fullmatch(slug):
        return _plain(slug)
    name = NAMES[slug]
    geometry = json.loads((SCENES / f"{slug}.json").read_text(encoding="utf-8"))
    geometry["floor_rgb"] = tuple(geometry["floor_rgb"])
    return Background(slug=slug, name=name, **geometry)


def colour_slug(colour: str) -> str:
    """ "#1D4ED8" is the background "colour-1d4ed8"; anything else stays as it is."""
    return f"colour-{colour[1:].lower()}" if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else colour


def _plain(slug: str) -> Background:
    """One colour all over, on which the car stands as in an evenly lit studio without a wall."""
    digits = slug.removeprefix("colour-")
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return Background(
        slug=slug,
        name=f"#{digits}",
        horizon_y=0.5,
        contact_y=0.8,
        floor_far_y=0.6,
        car_width_fraction=0.72,
        max_car_height_fraction=0.5,
        light_from="top",
        light_softness=0.9,
        floor_reflectivity=0.0,
        ambient=0.8,
        floor_rgb=(red, green, blue),
    )


@lru_cache(maxsize=2)
def _picture(slug: str, stored: str, size: tuple[int, int], colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    if COLOUR.fullmatch(slug):
        pixels = np.full((1, 1, 3), colour, dtype=np.uint8)
    else:
        with default_storage.open(stored) if stored else (SCENES / f"{slug}.jpg").open("rb") as file:
            pixels = np.asarray(Image.open(file, formats=["JPEG"]).convert("RGB"))
    way = cv2.INTER_CUBIC if pixels.shape[1] < size[0] else cv2.INTER_AREA
    fitted = np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8)
    fitted.flags.writeable = False
    return fitted
