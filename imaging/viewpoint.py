"""From which side a photo shows its car, as far as its plate and the lamps beside it tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from PIL import Image

from imaging.shapes import Shape

# Chosen on one half of 164 labelled photos and proven on the other, by benchmarks/viewpoints.py.
RED = 0.01
"""From this share of lamp red beside the plate on, it is a rear plate."""
PAINTED = 0.3
"""From this share of red above the plate on, the whole car is red, and lamps tell nothing."""
STRAIGHT, LEAN, MOST_LEAN = 3.5, 6.0, 0.15
"""A plate seen from straight ahead is read this many times as wide as high, or more. From a side it is narrower and
leans: each unit of slope, up to a limit, counts as so much less."""
INSIDES = {"interior", "dashboard", "boot"}
LONG = 1.85
"""A car whose plate is read is seen from its side only where it is this many times as wide as high, or more."""
TURNED = 0.03
"""A plate leans this much or more, when it tells to which side the car is turned."""
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


class Facing(TextChoices):
    LEFT = "left", _("Left")
    RIGHT = "right", _("Right")


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


def view_of(look: dict[str, Any], *, kind: str, shape: Shape | None) -> View:
    """``kind`` as guessed from the cut-out or said by a person; ``shape`` where the car is cut out."""
    if kind in INSIDES:
        return View.INSIDE
    if kind and kind != "exterior":
        return View.DETAIL
    if shape and shape.is_side and (shape.aspect >= LONG or not look):
        return View.SIDE
    if look:
        is_slanted = look["flat"] - LEAN * min(abs(look["slope"]), MOST_LEAN) < STRAIGHT
        if shape:
            is_slanted = not shape.is_straight
        if look["red"] >= RED and look.get("paint", 0.0) < PAINTED:
            return View.REAR_QUARTER if is_slanted else View.REAR
        return View.FRONT_QUARTER if is_slanted else View.FRONT
    return View.OUTSIDE if shape or kind else View.UNKNOWN


def facing_of(view: View, look: dict[str, Any], shape: Shape | None) -> str:
    """To which side of the picture the car's nose points: "left", "right", or "" where that is not clear."""
    if shape and view in {View.SIDE, View.FRONT_QUARTER}:
        return shape.low_end
    if look and view == View.REAR_QUARTER and abs(look["slope"]) >= TURNED:
        # What recedes rises in the picture: a tail that recedes to the right belongs to a nose on the left.
        return "left" if look["slope"] < 0 else "right"
    return ""


def is_aside(look: dict[str, Any]) -> bool:
    """Whether the plate may well be of another car than the photo is of."""
    return bool(look) and look["share"] < FAR and not RIM <= look["across"] <= 1 - RIM
