"""What a car's silhouette tells of the side it is seen from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH = 240
PROMINENCE = 0.03
"""In heights of the car: how far a tyre reaches below the sill beside it, or more."""

# Chosen on half of the labelled photos, see benchmarks/viewpoints.py.
LEFT_WHEEL, RIGHT_WHEEL = (0.08, 0.26), (0.72, 0.92)
"""Where the two wheels of a car seen from its side are, in widths from its left end."""
HIGHEST_WHEEL = 0.80
"""A wheel that ends higher than this, in heights of the car from its roof, is farther away than in a side view."""
STRAIGHT = 0.88
"""The share of a silhouette that its mirror image covers, when the car is seen from straight ahead or behind."""
LEANING = 0.08
END = slice(round(0.03 * WIDTH), round(0.22 * WIDTH))


@dataclass(frozen=True)
class Shape:
    """Measures of a silhouette fitted into its box; they do not depend on the photo's size."""

    aspect: float
    """The box's width over its height."""
    symmetry: float
    wheels: tuple[tuple[float, float], ...]
    """The lowest points, at most two, from the left: widths from the left end and heights from the roof."""
    lean: float
    """How much lower the car is at its left end than at its right one, in heights: a bonnet is lower than a tail."""

    @classmethod
    def of(cls, mask: Image.Image) -> Shape | None:
        """None where the matte is empty."""
        box = mask.point(lambda level: 255 * (level > 127)).getbbox()
        if box is None:
            return None
        aspect = (box[2] - box[0]) / (box[3] - box[1])
        size = (WIDTH, max(24, round(WIDTH / aspect)))
        car = np.asarray(mask.resize(size, box=box, reducing_gap=3.0)) > 127
        tops = np.where(car.any(axis=0), np.argmax(car, axis=0), car.shape[0]) / car.shape[0]
        return cls(
            aspect=round(aspect, 3),
            symmetry=round(mirrored_share(car), 3),
            wheels=_wheels(car),
            lean=round(float(tops[END].mean() - tops[::-1][END].mean()), 3),
        )

    @cached_property
    def is_side(self) -> bool:
        """Two wheels, far apart, nearly at the same height."""
        if len(self.wheels) < 2:
            return False
        (left, left_low), (right, right_low) = self.wheels
        is_spread = LEFT_WHEEL[0] <= left <= LEFT_WHEEL[1] and RIGHT_WHEEL[0] <= right <= RIGHT_WHEEL[1]
        return is_spread and min(left_low, right_low) >= HIGHEST_WHEEL and self.symmetry < STRAIGHT

    @property
    def is_straight(self) -> bool:
        return self.symmetry >= STRAIGHT

    @property
    def low_end(self) -> str:
        """ "left" or "right", where one end is clearly the lower one."""
        return "" if abs(self.lean) < LEANING else "left" if self.lean > 0 else "right"

    @property
    def slope(self) -> float:
        """Of the line through both wheels, down to the right, in pixels per pixel; 0 where there are not two."""
        if len(self.wheels) < 2:
            return 0.0
        (left, left_low), (right, right_low) = self.wheels
        return (right_low - left_low) / self.aspect / (right - left)


def mirrored_share(car: NDArray[Any]) -> float:
    """Of a silhouette cropped to its box: how much of it its mirror image covers."""
    mirrored = car[:, ::-1]
    return float((car & mirrored).sum() / max(1, (car | mirrored).sum()))


def _wheels(car: NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    height = car.shape[0]
    lowest = np.where(car.any(axis=0), height - np.argmax(car[::-1], axis=0), 0).astype(np.float32) / height
    smooth = cv2.blur(lowest[None], (9, 1))[0]
    outside = float(smooth.min()) - 0.3
    padded = np.concatenate(([outside], smooth, [outside]))
    deepest = sorted(place - 1 for place, _ in prominent_peaks(padded, PROMINENCE)[:2])
    return tuple((round(float(x) / WIDTH, 3), round(float(smooth[x]), 3)) for x in deepest)


def prominent_peaks(values: NDArray[Any], least: float) -> list[tuple[int, float]]:
    """The middles of peaks and their prominences, the highest prominence first; neither end of a curve is a peak.

    As ``scipy.signal.find_peaks`` tells them, which takes 1.2 s and 55 MB to load in each process.
    """
    starts = np.flatnonzero(np.diff(values, prepend=np.nan) != 0)
    ends = np.append(starts[1:], values.size) - 1
    levels = values[starts]
    peaks = []
    for at in np.flatnonzero((levels[1:-1] > levels[:-2]) & (levels[1:-1] > levels[2:])) + 1:
        bases = (_base(levels[:at][::-1], levels[at]), _base(levels[at + 1 :], levels[at]))
        prominence = float(levels[at] - max(bases))
        if prominence >= least:
            peaks.append((int(starts[at] + ends[at]) // 2, prominence))
    return sorted(peaks, key=lambda peak: -peak[1])


def _base(side: NDArray[Any], peak: float) -> float:
    """The lowest value between a peak and what is higher on that side, or the end."""
    higher = np.flatnonzero(side > peak)
    return float(side[: higher[0] if higher.size else None].min())
