"""Make plates unreadable, for good."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from plates.engines.base import Quad

Style = Literal["blur", "solid"]

_MARGIN = 0.12
_FEATHER = 0.10
# A plate is left with this many blocks along and across: too few to tell any character by.
_BLOCKS = (6, 2)


def mask_plate(photo: Image.Image, quad: Quad, *, style: Style = "blur") -> Image.Image:
    """Return a copy of the RGB photo in which the plate cannot be read.

    ``blur`` keeps the colours of the plate: what shows is made anew from a dozen averages, so nothing of the
    characters is left to be sharpened. ``solid`` fills with the plate's mean colour. The quad is taken a little larger,
    and the edge is feathered outwards only.
    """
    whole = np.asarray(photo.convert("RGB"))
    corners = _enlarged(np.array(quad, dtype=np.float32))
    height = _side(corners, 0, 3)
    feather = max(2.0, height * _FEATHER)
    x0, y0, x1, y1 = _bounds(corners, feather * 3, whole.shape)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return photo.copy()
    part = whole[y0:y1, x0:x1].astype(np.float32)
    local = corners - np.array([x0, y0], dtype=np.float32)
    cover = _cover(part, local, style)
    alpha = _alpha(part.shape, local, feather)[:, :, None]
    masked = whole.copy()
    masked[y0:y1, x0:x1] = np.rint(part * (1 - alpha) + cover * alpha).clip(0, 255).astype(np.uint8)
    return Image.fromarray(masked)


def _cover(part: NDArray[np.float32], corners: NDArray[np.float32], style: Style) -> NDArray[np.float32]:
    """A picture of the part's size that shows, where the plate is, its averages instead of it."""
    columns, rows = _BLOCKS if style == "blur" else (1, 1)
    width, height = max(8, round(_side(corners, 0, 1))), max(4, round(_side(corners, 0, 3)))
    flat_corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat_corners)
    flat = cv2.warpPerspective(part, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    blocks = cv2.resize(flat, (columns, rows), interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(blocks, (width, height), interpolation=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(smooth, (0, 0), max(1.0, height / 4), borderType=cv2.BORDER_REPLICATE)
    size = (part.shape[1], part.shape[0])
    back = cv2.warpPerspective(
        smooth, np.linalg.inv(matrix), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(back, dtype=np.float32)


def _alpha(shape: tuple[int, ...], corners: NDArray[np.float32], feather: float) -> NDArray[np.float32]:
    """1 all over the plate, falling to 0 within ``feather`` pixels outside it."""
    outside = np.ones(shape[:2], dtype=np.uint8)
    cv2.fillConvexPoly(outside, np.rint(corners).astype(np.int32), 0)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, 5)
    return np.asarray(np.clip(1 - distance / feather, 0, 1), dtype=np.float32)


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
