"""How far a photo was held askew, told by upright things around the car and by its wheels. Pixels in, degrees out."""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.shapes import Shape

Floats = NDArray[np.float64]

SIDE = 640
LONGEST_SLANT = 12.0
"""Degrees from upright, beyond which a line is no wall's or post's edge."""
LEAST, MOST = 0.5, 4.0
"""Degrees. A smaller tilt is not seen, a larger one was meant or is a slope the car stands on."""
SHORTEST = 0.04
"""Of the photo's height."""
SPREAD = 0.8
"""Degrees: lines that agree are this near to each other."""
ENOUGH = 1.2
"""So many heights of the photo in lines that agree, on either side of its middle together."""


def tilt(photo: Image.Image, alpha: Image.Image) -> float:
    """Degrees by which the car is to be turned counter-clockwise to stand level; 0 unless two signs agree.

    A car seen a little from one end has a sloping wheel line in a level photo, and a wall may lean in a photo of a
    level car: the smaller of both angles is taken, where they have the same sense.
    """
    shape = Shape.of(alpha)
    if shape is None or not shape.is_side:
        return 0.0
    by_wheels = math.degrees(math.atan(shape.slope))
    by_walls = _uprights(photo, alpha)
    if by_walls is None or by_walls * by_wheels <= 0:
        return 0.0
    angle = min(by_walls, by_wheels, key=abs)
    return angle if LEAST <= abs(angle) <= MOST else 0.0


def _uprights(photo: Image.Image, alpha: Image.Image) -> float | None:
    """The lean of upright lines in the middle of the photo; None where too few agree."""
    scale = SIDE / max(photo.size)
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    grey = np.asarray(photo.resize(size, Image.Resampling.BOX, reducing_gap=2.0).convert("L"))
    car = np.asarray(alpha.resize(size, Image.Resampling.BOX, reducing_gap=2.0)) > 16
    found = cast("Floats | None", cv2.createLineSegmentDetector().detect(grey)[0])
    if found is None:
        return None
    lines = found.reshape(-1, 4).astype(float)
    middles = ((lines[:, :2] + lines[:, 2:]) / 2).astype(int)
    near_car = cv2.dilate(car.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    lines = lines[~near_car[middles[:, 1].clip(0, size[1] - 1), middles[:, 0].clip(0, size[0] - 1)]]
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    lean = np.degrees(np.arctan2(np.where(down < 0, across, -across), np.abs(down)))
    upright = (np.abs(lean) <= LONGEST_SLANT) & (np.hypot(across, down) > SHORTEST * size[1])
    x = (lines[upright, 0] + lines[upright, 2]) / 2 / size[0] - 0.5
    return _agreed(x, lean[upright], np.hypot(across, down)[upright] / size[1])


def _agreed(x: Floats, lean: Floats, length: Floats) -> float | None:
    """The lean at x = 0 of a line through (x, lean): uprights converge when the camera looks up or down."""
    for _ in range(4):
        if length.sum() < ENOUGH or np.ptp(x) < 0.3:
            return None
        slope, middle = np.polyfit(x, lean, 1, w=np.sqrt(length))
        off = np.abs(lean - slope * x - middle)
        near = off <= max(SPREAD, 1.5 * float(np.median(off)))
        if near.all():
            break
        x, lean, length = x[near], lean[near], length[near]
    return float(middle) if float(np.median(off)) <= SPREAD and abs(slope) < 30 else None
