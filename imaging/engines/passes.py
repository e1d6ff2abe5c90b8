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


def passes_of(
    one: Floats, other: Floats, second: Floats | None, alpha: NDArray[np.uint8], *, average: Floats, agreement: float
) -> Passes:
    """The looks' maps and their average (0 to 1) and the outline made of it (0 to 255), all of one shape."""
    small = _size(alpha.shape)
    first, last, mean = (cv2.resize(look, small, interpolation=cv2.INTER_AREA) for look in (one, other, average))
    car = (cv2.resize(alpha, small, interpolation=cv2.INTER_AREA) > 127).astype(np.uint8)
    area = max(1, int(car.sum()))
    reach = max(1, round(area**0.5 * RIM))
    rim = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    inside, outside = cv2.erode(car, rim) > 0, cv2.dilate(car, rim) == 0
    unsure = (mean > UNSURE[0]) & (mean < UNSURE[1])
    differs = (first > 0.5) != (last > 0.5)
    spot = max(3, round(area**0.5 * SPOT))
    length = max(1.0, float(cv2.morphologyEx(car, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).sum()) / 2)
    seconded = None if second is None else cv2.resize(second, small, interpolation=cv2.INTER_AREA) > 0.5
    return Passes(
        agreement=agreement,
        unsure_inside=float((unsure & inside).sum() / area),
        unsure_outside=float((unsure & outside).sum() / area),
        contradicted=float((differs & (inside | outside)).sum() / area),
        worst_spot=_worst(differs, spot),
        expected=float((mean * car).sum() / max(1e-6, float((mean + car - mean * car).sum()))),
        left_out=float((mean * (1 - car)).sum() / area),
        rim=float(unsure.sum() / length / area**0.5),
        before_overlap=overlap(first > 0.5, car > 0),
        before_spot=_worst((first > 0.5) != (car > 0), spot),
        second_overlap=None if seconded is None else overlap(seconded, car > 0),
        second_spot=None if seconded is None else _worst(seconded != (car > 0), spot),
    )


def _worst(differs: NDArray[np.bool_], spot: int) -> float:
    return float(cv2.blur(differs.astype(np.float32), (spot, spot)).max())


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Intersection over union of two masks of one shape; 0 where both are empty."""
    return float((one & other).sum() / max(1, (one | other).sum()))


def _size(shape: tuple[int, ...]) -> tuple[int, int]:
    scale = min(1.0, SIDE / max(shape))
    return max(8, round(shape[1] * scale)), max(8, round(shape[0] * scale))
