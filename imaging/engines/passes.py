"""What two looks of a network at the same car say about each other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.engines.base import Passes

Floats = NDArray[np.float32]

SIDE = 640
"""Longest side at which they are compared."""
UNSURE = (0.1, 0.9)
RIM = 0.03
"""Of the square root of the car's area: so near to the outline looks may differ."""
SPOT = 0.12
"""The same measure: a wheel, or a mirror with its arm."""


def passes_of(one: Floats, other: Floats, alpha: NDArray[np.uint8], agreement: float) -> Passes:
    """The looks' maps (0 to 1) and the outline made of them (0 to 255), all of one shape."""
    small = _size(alpha.shape)
    first, last = (cv2.resize(look, small, interpolation=cv2.INTER_AREA) for look in (one, other))
    car = (cv2.resize(alpha, small, interpolation=cv2.INTER_AREA) > 127).astype(np.uint8)
    area = max(1, int(car.sum()))
    reach = max(1, round(area**0.5 * RIM))
    rim = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    inside, outside = cv2.erode(car, rim) > 0, cv2.dilate(car, rim) == 0
    average = (first + last) / 2
    unsure = (average > UNSURE[0]) & (average < UNSURE[1])
    differs = (first > 0.5) != (last > 0.5)
    spot = max(3, round(area**0.5 * SPOT))
    return Passes(
        agreement=agreement,
        unsure_inside=float((unsure & inside).sum() / area),
        unsure_outside=float((unsure & outside).sum() / area),
        contradicted=float((differs & (inside | outside)).sum() / area),
        worst_spot=float(cv2.blur(differs.astype(np.float32), (spot, spot)).max()),
    )


def _size(shape: tuple[int, ...]) -> tuple[int, int]:
    scale = min(1.0, SIDE / max(shape))
    return max(8, round(shape[1] * scale)), max(8, round(shape[0] * scale))
