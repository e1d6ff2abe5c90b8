"""The car's rim: no old scenery in its half-transparent pixels, a little of the new one on them."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Tile = tuple[slice, slice]

LIGHT_WRAP = 0.18
SOLID = 0.98
COARSE = 4
NARROW = 7
TILE = 64
"""Pixels. The rim lies in few of them, and only there is anything to work out at full size."""


def trimmed(alpha: Bytes) -> Floats:
    """Eroded by one pixel and softened by 0.7: the outermost ring of a cut-out is always half scenery."""
    inner = cv2.erode(alpha, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
    softened = cv2.GaussianBlur(inner, (0, 0), 0.7)
    return (softened / 255).astype(np.float32)


def foreground(pixels: Floats, alpha: Floats) -> Floats:
    """The car's own colours, also where it is half transparent; solid pixels stay as they are.

    Blur-fusion (Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021), wide and then narrow.
    """
    wide = max(9, round(alpha.shape[1] * 0.03))
    coarse = _coarse(pixels)
    both = _fused(coarse, coarse, coarse, _coarse(alpha), max(3, round(wide / COARSE)))
    near, far = (_enlarged(colours, alpha.shape) for colours in both)
    # What is not the car at all must not be left in the picture: it would still be there under a transparent one.
    result = pixels * (alpha > 0)[..., None]
    for tile in _rim_tiles(alpha):
        room = tuple(slice(max(0, one.start - NARROW), one.stop + NARROW) for one in tile)
        within = tuple(
            slice(one.start - around.start, one.stop - around.start) for one, around in zip(tile, room, strict=True)
        )
        front, _back = _fused(pixels[room], near[room], far[room], alpha[room], NARROW)
        result[tile] = np.where((alpha[tile] < SOLID)[..., None], np.clip(front[within], 0, 1), pixels[tile])
    return result


def _rim_tiles(alpha: Floats) -> Iterator[Tile]:
    """Squares with a part of the rim: a tenth of the car, mostly."""
    rim = (cv2.dilate(alpha, np.ones((NARROW, NARROW), np.uint8)) > 0) & (alpha < SOLID)
    height, width = alpha.shape
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            tile = slice(top, min(top + TILE, height)), slice(left, min(left + TILE, width))
            if rim[tile].any():
                yield tile


def _fused(pixels: Floats, near: Floats, far: Floats, alpha: Floats, size: int) -> tuple[Floats, Floats]:
    cover = alpha[..., None]
    mean_cover = cv2.blur(alpha, (size, size))[..., None]
    front = cv2.blur(near * cover, (size, size)) / (mean_cover + 1e-5)
    back = cv2.blur(far * (1 - cover), (size, size)) / (1 - mean_cover + 1e-5)
    front += cover * (pixels - cover * front - (1 - cover) * back)
    return np.asarray(front, dtype=np.float32), np.asarray(back, dtype=np.float32)


def wrapped(car: Floats, alpha: Floats, floor: Floats) -> Floats:
    """Let the new surroundings spill over the rim, as light does round a real edge."""
    sigma = max(1.5, alpha.shape[1] * 0.003)
    rim = (1 - cv2.GaussianBlur(alpha, (0, 0), sigma)) * LIGHT_WRAP * 2
    rim = np.clip(rim, 0, LIGHT_WRAP)[..., None]
    blurred = np.asarray(cv2.GaussianBlur(_coarse(floor), (0, 0), sigma * 2 / COARSE), dtype=np.float32)
    spill = _enlarged(blurred, alpha.shape)
    return np.asarray(car + (spill - car) * rim, dtype=np.float32)


def _coarse(values: Floats) -> Floats:
    """For wide blurs, which have no detail and cost sixteen times less there."""
    size = (max(1, values.shape[1] // COARSE), max(1, values.shape[0] // COARSE))
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _enlarged(values: Floats, shape: tuple[int, ...]) -> Floats:
    return np.asarray(cv2.resize(values, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
