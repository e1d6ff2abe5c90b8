"""Make plates unreadable and faces unrecognisable, for good."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from plates.covers import BLUR, Cover, Draw, blurred_face, plate_cover
from plates.engines.base import Quad

_MARGIN = 0.06
"""In heights of the plate: corners set by hand are seldom outside it."""
_SOFT_EDGE, _SHARP_EDGE = 0.10, 0.03


def hide(photo: Image.Image, plates: Iterable[Quad], faces: Iterable[Quad] = (), *, cover: Cover = BLUR) -> Image.Image:
    """Return a copy of the RGB photo with ``cover`` over the plates and the faces blurred.

    Each quad is taken a little larger, and the edge is feathered outwards only.
    """
    whole = np.array(photo.convert("RGB"))
    for quad in faces:
        _paint(whole, quad, blurred_face, _SOFT_EDGE)
    for quad in plates:
        _paint(whole, quad, plate_cover(cover), _SOFT_EDGE if cover.style == "blur" else _SHARP_EDGE)
    return Image.fromarray(whole)


def hidden_area(quad: Quad) -> Quad:
    """What is covered all over when that plate is hidden."""
    first, second, third, fourth = ((float(x), float(y)) for x, y in _enlarged(np.array(quad, dtype=np.float32)))
    return first, second, third, fourth


def _paint(whole: NDArray[np.uint8], quad: Quad, draw: Draw, edge: float) -> None:
    corners = _enlarged(np.array(quad, dtype=np.float32))
    feather = max(1.5, _side(corners, 0, 3) * edge)
    x0, y0, x1, y1 = _bounds(corners, feather * 3, whole.shape)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    part = whole[y0:y1, x0:x1].astype(np.float32)
    local = corners - np.array([x0, y0], dtype=np.float32)
    alpha = _alpha(part.shape, local, feather)[:, :, None]
    shown = part * (1 - alpha) + _turned(part, local, draw) * alpha
    whole[y0:y1, x0:x1] = np.rint(shown).clip(0, 255).astype(np.uint8)


def _turned(part: NDArray[np.float32], corners: NDArray[np.float32], draw: Draw) -> NDArray[np.float32]:
    """A picture of the part's size that shows, where the plate is, what ``draw`` makes of it, in its perspective."""
    width = max(8, round((_side(corners, 0, 1) + _side(corners, 3, 2)) / 2))
    height = max(4, round((_side(corners, 0, 3) + _side(corners, 1, 2)) / 2))
    flat_corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat_corners)
    flat = cv2.warpPerspective(part, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    size = (part.shape[1], part.shape[0])
    back = cv2.warpPerspective(
        draw(flat), np.linalg.inv(matrix), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(back, dtype=np.float32)


def _alpha(shape: tuple[int, ...], corners: NDArray[np.float32], feather: float) -> NDArray[np.float32]:
    """1 all over the convex quad, falling to 0 within ``feather`` pixels outside it."""
    rows, columns = np.ogrid[0 : shape[0], 0 : shape[1]]
    outside = np.full(shape[:2], -np.inf, dtype=np.float32)
    for here, there in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        right, down = (there - here) / max(float(np.linalg.norm(there - here)), 1e-6)
        outside = np.maximum(outside, (columns - here[0]) * down - (rows - here[1]) * right)
    return np.asarray(np.clip(1 - outside / feather, 0, 1), dtype=np.float32)


def _enlarged(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    margin = _side(corners, 0, 3) * _MARGIN
    right = corners[1] + corners[2] - corners[0] - corners[3]
    down = corners[2] + corners[3] - corners[0] - corners[1]
    right = right / max(float(np.linalg.norm(right)), 1e-6) * margin
    down = down / max(float(np.linalg.norm(down)), 1e-6) * margin
    return np.asarray(corners + np.stack([-right - down, right - down, right + down, down - right]), dtype=np.float32)


def _bounds(corners: NDArray[np.float32], margin: float, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    low = np.maximum(np.floor(corners.min(axis=0) - margin), 0).astype(int)
    high = np.minimum(np.ceil(corners.max(axis=0) + margin), (shape[1], shape[0])).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _side(corners: NDArray[np.float32], one: int, other: int) -> float:
    return float(np.linalg.norm(corners[one] - corners[other]))
