"""From a map of text to the quads of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Corners = NDArray[Any]
"""Four points as rows: top left, top right, bottom right, bottom left."""

_TEXT = 0.3
_LINE = 0.5
# The network is trained on text shrunk by its own perimeter; this takes the shrinking back (DB, Liao 2020).
_UNCLIP = 1.6
_LEAST_HEIGHT = 4.0


@dataclass(frozen=True)
class Line:
    """A line of text: the smallest rotated box around it, and the box whose sides are upright as a plate's are."""

    box: Corners
    upright: Corners
    score: float

    @property
    def width(self) -> float:
        return float(np.linalg.norm(self.box[1] - self.box[0]))

    @property
    def height(self) -> float:
        return float(np.linalg.norm(self.box[3] - self.box[0]))

    def scaled(self, x: float, y: float) -> Line:
        by = np.array([x, y], dtype=np.float32)
        return Line(self.box * by, self.upright * by, self.score)


def lines_in(heat: NDArray[np.float32]) -> list[Line]:
    """Return the lines of text in pixels of the map."""
    mask = cv2.dilate((heat > _TEXT).astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = []
    for label in range(1, count):
        x, y, w, h, area = stats[label]
        if area < _LEAST_HEIGHT * 3 or max(w, h) < 3 * _LEAST_HEIGHT:
            continue
        inside = labels[y : y + h, x : x + w] == label
        score = float(heat[y : y + h, x : x + w][inside].mean())
        line = _line(inside, (x, y), score)
        if score > _LINE and line is not None:
            found.append(line)
    return found


def _line(inside: NDArray[np.bool_], corner: tuple[int, int], score: float) -> Line | None:
    rows, columns = np.nonzero(inside)
    points = np.stack([columns + corner[0], rows + corner[1]], axis=1).astype(np.float32)
    box = ordered(cv2.boxPoints(cv2.minAreaRect(points)))
    width, height = np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[3] - box[0])
    if min(width, height) < 2:
        return None
    margin = float(width * height * _UNCLIP / (2 * (width + height)))
    return Line(grown(box, margin, margin), grown(_upright(inside, corner, box), margin, margin), score)


def _upright(inside: NDArray[np.bool_], corner: tuple[int, int], box: Corners) -> Corners:
    """Fit the upper and lower edge as lines and close them by vertical sides."""
    columns = np.flatnonzero(inside.any(axis=0))
    if len(columns) < 12:
        return box
    top = inside.argmax(axis=0)[columns]
    bottom = inside.shape[0] - 1 - inside[::-1].argmax(axis=0)[columns]
    # Rounded ends would bend the fit.
    middle = slice(len(columns) // 10, len(columns) - len(columns) // 10)
    upper = np.polyfit(columns[middle], top[middle], 1)
    lower = np.polyfit(columns[middle], bottom[middle], 1)
    left, right = float(columns[0]), float(columns[-1])
    quad = [(x, np.polyval(edge, x)) for edge, x in ((upper, left), (upper, right), (lower, right), (lower, left))]
    return np.array(quad, dtype=np.float32) + np.array(corner, dtype=np.float32)


def ordered(points: NDArray[Any]) -> Corners:
    """Order four corners of a box from its top left, clockwise, its long side read as the width."""
    centre = points.mean(axis=0)
    angles = np.arctan2(points[:, 1] - centre[1], points[:, 0] - centre[0])
    ring = points[np.argsort(angles)]
    sides = np.linalg.norm(np.roll(ring, -1, axis=0) - ring, axis=1)
    start = 0 if sides[0] + sides[2] >= sides[1] + sides[3] else 1
    ring = np.roll(ring, -start, axis=0)
    # Upside down is rarer than tilted: the first corner is the left one.
    if ring[0, 0] > ring[1, 0]:
        ring = np.roll(ring, -2, axis=0)
    return ring.astype(np.float32)


def grown(quad: Corners, along: float, across: float) -> Corners:
    """Move the corners outwards by ``along`` pixels in reading direction and ``across`` pixels across."""
    right = (quad[1] + quad[2] - quad[0] - quad[3]) / 2
    down = (quad[2] + quad[3] - quad[0] - quad[1]) / 2
    right = right / max(float(np.linalg.norm(right)), 1e-6) * along
    down = down / max(float(np.linalg.norm(down)), 1e-6) * across
    return np.asarray(quad + np.stack([-right - down, right - down, right + down, down - right]), dtype=np.float32)
