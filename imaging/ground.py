"""Where a car meets the floor, read from its outline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Points = list[tuple[float, float]]

BUMPER_SLOPE = 0.22
STEEPEST_SLOPE = 1.2
BEYOND_SLOPE = 0.10
TYRE_REACH = 0.15
"""How far inwards of a tyre, in widths of the car, the sill is looked for."""
TYRE_GAP = 0.05
"""How high above the line between two tyres the sill hangs at least, in heights of the car."""


@dataclass(frozen=True)
class Ground:
    """In pixels of the matte it was read from; y grows downwards."""

    line: Floats
    """For each column, the y at which an upright thing would stand there."""
    outline: Floats
    """For each column, the y just below the car's lowest pixel; NaN where there is no car."""
    left_wheel: int
    right_wheel: int

    @property
    def rise(self) -> float:
        """How much higher in the picture the farthest tyre stands than the nearest."""
        wheels = self.line[[self.left_wheel, self.right_wheel]]
        return float(self.line.max() - wheels.min())


def find_ground(alpha: NDArray[np.uint8]) -> Ground:
    """``alpha`` is cropped to the car, so that its first and last columns hold some of it."""
    outline = _outline(alpha)
    columns = np.flatnonzero(~np.isnan(outline))
    hull = _lower_hull([(float(x), float(outline[x])) for x in columns])
    while len(hull) > 2 and _climbs_bumper(hull[1], hull[0], outline, alpha.shape):
        hull.pop(0)
    while len(hull) > 2 and _climbs_bumper(hull[-2], hull[-1], outline, alpha.shape):
        hull.pop()
    return Ground(_extended(hull, alpha.shape[1]), outline, round(hull[0][0]), round(hull[-1][0]))


def _outline(alpha: NDArray[np.uint8]) -> Floats:
    car = alpha > 127
    lowest = alpha.shape[0] - np.argmax(car[::-1], axis=0)
    return np.where(car.any(axis=0), lowest, np.nan).astype(np.float32)


def _lower_hull(points: Points) -> Points:
    """Andrew's monotone chain, for the side where y is largest."""
    hull: Points = []
    for point in points:
        while len(hull) >= 2 and _turns_up(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return hull


def _turns_up(first: tuple[float, float], second: tuple[float, float], third: tuple[float, float]) -> bool:
    across = (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (third[0] - first[0])
    return across >= 0


def _climbs_bumper(
    inner: tuple[float, float], outer: tuple[float, float], outline: Floats, shape: tuple[int, ...]
) -> bool:
    """Whether the hull's end segment goes up a bumper instead of along the floor to another tyre.

    Next to a tyre the sill or the wheel arch hangs well above the line; a bumper's lower edge follows it.
    """
    slope = (inner[1] - outer[1]) / max(1.0, abs(outer[0] - inner[0]))
    if slope <= BUMPER_SLOPE:
        return False
    if slope > STEEPEST_SLOPE:
        return True
    reach = min(abs(outer[0] - inner[0]), TYRE_REACH * shape[1])
    start, end = sorted((outer[0], outer[0] + (reach if inner[0] > outer[0] else -reach)))
    x = np.arange(int(start), int(end) + 1)
    left, right = sorted((inner, outer))
    line = np.interp(x, [left[0], right[0]], [left[1], right[1]])
    return bool(np.nanmax(line - outline[x], initial=0) < TYRE_GAP * shape[0])


def _extended(hull: Points, width: int) -> Floats:
    (left, left_y), (right, right_y) = hull[0], hull[-1]
    x = np.arange(width, dtype=np.float32)
    line = np.interp(x, [p[0] for p in hull], [p[1] for p in hull])
    line = np.where(x < left, left_y - (left - x) * BEYOND_SLOPE, line)
    line = np.where(x > right, right_y - (x - right) * BEYOND_SLOPE, line)
    return line.astype(np.float32)
