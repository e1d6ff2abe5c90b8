"""From which side a photo shows its car, as far as its plate and the lamps beside it tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from PIL import Image

# Chosen on one half of 164 labelled photos and proven on the other, by benchmarks/viewpoints.py.
RED = 0.01
"""From this share of lamp red beside the plate on, it is a rear plate."""
PAINTED = 0.3
"""From this share of red above the plate on, the whole car is red, and lamps tell nothing."""
STRAIGHT, LEAN, MOST_LEAN = 3.5, 6.0, 0.15
"""A plate seen from straight ahead is read this many times as wide as high, or more. From a side it is narrower and
leans: each unit of slope, up to a limit, counts as so much less."""
LONG = 2.1
"""A car's silhouette is this many times as wide as high, or more, when it is seen from its side."""


INSIDES = {"interior", "dashboard", "boot"}
FAR, RIM = 0.1, 0.12
"""A plate smaller and nearer to the photo's left or right edge than this, as shares of its width, is a neighbour's."""


class View(TextChoices):
    FRONT_QUARTER = "front_quarter", _("Three-quarter front")
    FRONT = "front", _("Front")
    SIDE = "side", _("Side")
    OUTSIDE = "outside", _("Outside")
    REAR_QUARTER = "rear_quarter", _("Three-quarter rear")
    REAR = "rear", _("Rear")
    INSIDE = "inside", _("Inside")
    DETAIL = "detail", _("Detail")
    UNKNOWN = "unknown", _("Unknown")


Quad = Sequence[Sequence[float]]


def look_of(thumbnail: Image.Image, quad: Quad | None, *, width: int) -> dict[str, Any]:
    """Measures of the plate's place and of red lamps beside it; ``quad`` in pixels of a photo ``width`` wide."""
    if quad is None:
        return {}
    scale = thumbnail.width / width
    corners = np.array(quad, dtype=float) * scale
    left, right = (corners[0] + corners[3]) / 2, (corners[1] + corners[2]) / 2
    along = right - left
    length = max(1.0, float(np.hypot(*along)))
    tall = float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    middle = corners.mean(axis=0)
    return {
        "share": round(length / thumbnail.width, 4),
        "across": round(float(middle[0]) / thumbnail.width, 4),
        "down": round(float(middle[1]) / thumbnail.height, 4),
        "flat": round(length / max(1.0, tall), 3),
        "slope": round(float(along[1]) / length, 4),
        **_reds(thumbnail, middle, length),
    }


def _reds(thumbnail: Image.Image, middle: Any, length: float) -> dict[str, float]:
    """The shares of lamp red: beside the plate, where rear lamps are, on the redder side; and above, on the paint."""
    hue, saturation, value = (np.asarray(band, dtype=np.int16) for band in thumbnail.convert("HSV").split())
    is_red = ((hue < 10) | (hue > 243)) & (saturation > 120) & (value > 60)
    x, y = middle
    return {
        "red": round(_red_beside(is_red, middle, length), 4),
        "paint": round(_share(is_red, x - 0.4 * length, x + 0.4 * length, y - 1.2 * length, y - 0.3 * length), 4),
    }


def _share(is_red: Any, left: float, right: float, top: float, bottom: float) -> float:
    part = is_red[max(0, int(top)) : max(1, int(bottom)), max(0, int(left)) : max(0, int(right))]
    return float(part.mean()) if part.size else 0.0


def _red_beside(is_red: Any, middle: Any, length: float) -> float:
    top, bottom = int(middle[1] - 1.6 * length), int(middle[1] + 0.5 * length)
    rows = slice(max(0, top), max(1, bottom))
    near, far = 0.6 * length, 2.2 * length
    sides = []
    for start, end in ((middle[0] - far, middle[0] - near), (middle[0] + near, middle[0] + far)):
        part = is_red[rows, max(0, int(start)) : max(0, int(end))]
        if part.size > 20:
            sides.append(float(part.mean()))
    return max(sides, default=0.0)


def view_of(look: dict[str, Any], *, kind: str, outline: tuple[float, float] | None) -> View:
    """``kind`` as guessed from the cut-out or said by a person; ``outline`` the silhouette's width and height."""
    if kind in INSIDES:
        return View.INSIDE
    if kind and kind != "exterior":
        return View.DETAIL
    if look:
        is_slanted = look["flat"] - LEAN * min(abs(look["slope"]), MOST_LEAN) < STRAIGHT
        if look["red"] >= RED and look.get("paint", 0.0) < PAINTED:
            return View.REAR_QUARTER if is_slanted else View.REAR
        return View.FRONT_QUARTER if is_slanted else View.FRONT
    if outline and outline[0] >= LONG * outline[1]:
        return View.SIDE
    return View.OUTSIDE if outline or kind else View.UNKNOWN


def is_aside(look: dict[str, Any]) -> bool:
    """Whether the plate may well be of another car than the photo is of."""
    return bool(look) and look["share"] < FAR and not RIM <= look["across"] <= 1 - RIM


def silhouette(mask: Image.Image) -> tuple[int, int] | None:
    """Width and height of the car in a matte; None where it is empty."""
    box = mask.point(lambda level: 255 * (level > 127)).getbbox()
    return (box[2] - box[0], box[3] - box[1]) if box else None
