"""Cut a line of text out of the photo, flat."""

from __future__ import annotations

import cv2
import numpy as np

from plates.engines.detection import Corners
from plates.engines.line_reader import LINE_HEIGHT
from plates.engines.pixels import Pixels

# The recogniser makes one step each 8 pixels: narrower pictures leave too few steps for nine characters.
NARROWEST = 176
WIDEST = 480


def flatten(pixels: Pixels, quad: Corners, *, stretch: float = 1.0, shear: float = 0.0) -> Pixels:
    """Return the quad as a picture LINE_HEIGHT high.

    ``stretch`` widens it; ``shear`` moves the upper edge to the right, in heights of the line.
    """
    width = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    height = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    across = int(np.clip(round(width / max(height, 1.0) * LINE_HEIGHT * stretch), NARROWEST, WIDEST))
    source = quad.copy()
    if shear:
        right = (quad[1] - quad[0]) / max(width, 1e-6) * height * shear / 2
        source[:2] += right
        source[2:] -= right
    return _warp(pixels, source, across)


def _warp(pixels: Pixels, source: Corners, across: int) -> Pixels:
    """Warp from a cut-out shrunk first where the photo is much finer, so that nothing is lost to aliasing."""
    height, width = pixels.shape[:2]
    x0, y0 = np.maximum(np.floor(source.min(axis=0)).astype(int) - 2, 0)
    x1, y1 = np.minimum(np.ceil(source.max(axis=0)).astype(int) + 3, (width, height))
    if x1 - x0 < 2 or y1 - y0 < 2:
        return np.zeros((LINE_HEIGHT, across, 3), dtype=np.uint8)
    part = pixels[y0:y1, x0:x1]
    source = source - np.array([x0, y0], dtype=np.float32)
    finer = float(np.linalg.norm(source[3] - source[0])) / LINE_HEIGHT
    if finer > 2:
        part = cv2.resize(part, None, fx=2 / finer, fy=2 / finer, interpolation=cv2.INTER_AREA)
        source = source * (2 / finer)
    target = np.array([[0, 0], [across, 0], [across, LINE_HEIGHT], [0, LINE_HEIGHT]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source.astype(np.float32), target)
    flat = cv2.warpPerspective(
        part, matrix, (across, LINE_HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return flat.astype(np.uint8)
