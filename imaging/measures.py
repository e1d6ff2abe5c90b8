"""A cut-out's outline in numbers that do not depend on its size: where a car's is smooth, a faulty one is bitten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.shapes import STRAIGHT, mirrored_share

Contour = NDArray[Any]

SIDE = 640
"""Longest side at which an outline is measured."""
THIN = 0.03
"""Of the square root of the car's area: radius of what is too thin to be the body."""
SHORT, USUAL_LIGHT = 1.5, 0.0475
"""Width by height below which a car may be seen from straight ahead; the mean of ``under_body`` over the others."""
MIDDLE = (0.35, 0.65)
"""Of the car's width: between the wheels of a car seen from any side."""


@dataclass(frozen=True)
class Shape:
    """Lengths are shares of the square root of the car's area, areas shares of it."""

    deepest_bite: float
    """How far the outline lies inside the convex hull, at most: a wheel that is lost, or a sign that sticks out."""
    second_bite: float
    under_body: float
    """Area between the hull and the car under its middle: the light under a car, lost where floor was kept. What is
    usual where the car is seen from straight ahead or behind: there none is seen under a low one."""
    filled_columns: float
    """Of the height between the highest and the lowest pixel of a column, how much is car, on average."""
    thin: float
    """Area of what is thinner than a body: aerials and mirrors, but also poles and strips of floor."""
    notched: float
    """Area of what is too narrow an inlet for a car's outline."""
    aspect: float
    """Width by height: what is odd for a car seen from the side is not from the front."""
    length: float
    """Of the outline."""
    share: float
    """Of the photo's area."""


def shape_of(alpha: Image.Image) -> Shape | None:
    """None for an outline that is empty or too small to have a shape."""
    scale = min(1.0, SIDE / max(alpha.size))
    size = max(8, round(alpha.width * scale)), max(8, round(alpha.height * scale))
    small = alpha.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    car = (np.asarray(small) > 127).astype(np.uint8)
    contours, _ = cv2.findContours(car, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea, default=None)
    if contour is None or cv2.contourArea(contour) < SIDE:
        return None
    area = float(car.sum())
    left, top, width, height = cv2.boundingRect(contour)
    is_straight = width < SHORT * height and mirrored_share(car[top : top + height, left : left + width]) >= STRAIGHT
    first, second = _bites(contour)
    reach = 2 * max(1, round(area**0.5 * THIN)) + 1
    body = cv2.morphologyEx(car, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    return Shape(
        deepest_bite=first / area**0.5,
        second_bite=second / area**0.5,
        under_body=USUAL_LIGHT if is_straight else _under_body(car, contour) / area,
        filled_columns=_filled_columns(car),
        thin=1 - float(body.sum()) / area,
        notched=_closed(car, 4 * (reach // 2) + 1) / area - 1,
        aspect=width / height,
        length=float(sum(cv2.arcLength(one, closed=True) for one in contours)) / area**0.5,
        share=area / car.size,
    )


def _bites(contour: Contour) -> tuple[float, float]:
    hull = np.sort(cv2.convexHull(contour, returnPoints=False), axis=None)[::-1]
    defects = cv2.convexityDefects(contour, np.ascontiguousarray(hull.reshape(-1, 1)))
    # The fourth number is the depth, in 256ths of a pixel.
    depths = [] if defects is None else sorted((np.asarray(defects).reshape(-1, 4)[:, 3] / 256).tolist())
    return ([0.0, 0.0, *depths])[-1], ([0.0, 0.0, *depths])[-2]


def _closed(car: NDArray[np.uint8], across: int) -> float:
    """Area once inlets narrower than ``across`` are filled."""
    room = np.pad(car, across)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    return float(cv2.morphologyEx(room, cv2.MORPH_CLOSE, disc).sum())


def _under_body(car: NDArray[np.uint8], contour: Contour) -> float:
    left, top, width, height = cv2.boundingRect(contour)
    hull = np.zeros_like(car)
    cv2.fillConvexPoly(hull, cv2.convexHull(contour), 1)
    rows = slice(top + height // 2, None)
    columns = slice(left + int(width * MIDDLE[0]), left + int(width * MIDDLE[1]))
    return float(((hull > 0) & (car == 0))[rows, columns].sum())


def _filled_columns(car: NDArray[np.uint8]) -> float:
    columns = car[:, car.any(axis=0)]
    high = np.argmax(columns, axis=0)
    low = columns.shape[0] - np.argmax(columns[::-1], axis=0)
    return float((columns.sum(axis=0) / (low - high)).mean())
