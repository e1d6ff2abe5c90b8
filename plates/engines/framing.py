"""Whether a line of text stands on a plate: a field of one shade that ends shortly above and below it."""

from __future__ import annotations

import cv2
import numpy as np

from plates.engines.detection import Corners, Line, grown
from plates.engines.pixels import Pixels

_ACROSS, _TEXT, _MARGIN = 120, 24, 18
_STEP = 0.3


def framed(pixels: Pixels, line: Line) -> float:
    """Share of the line's length along which the field ends above and below: near 1 for plates, 0 for painted text."""
    flat = _flat(pixels, grown(line.upright, 0.0, line.height * _MARGIN / _TEXT))
    grey = cv2.GaussianBlur(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY), (0, 0), 1).astype(np.float32)
    text = grey[_MARGIN : _MARGIN + _TEXT, 8:-8]
    low, high = np.percentile(text, (5, 95))
    field = high if np.median(text) > (low + high) / 2 else low
    ends = np.abs(grey[:, 8:-8] - field) > _STEP * max(high - low, 40.0)
    above, below = ends[:_MARGIN].any(axis=0), ends[_MARGIN + _TEXT :].any(axis=0)
    return float(min(above.mean(), below.mean()))


def _flat(pixels: Pixels, quad: Corners) -> Pixels:
    height, width = _TEXT + 2 * _MARGIN, _ACROSS
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    low = np.maximum(np.floor(quad.min(axis=0)).astype(int), 0)
    high = np.ceil(quad.max(axis=0)).astype(int) + 1
    part = pixels[low[1] : high[1], low[0] : high[0]]
    if min(part.shape[:2]) < 2:
        return np.zeros((height, width, 3), dtype=np.uint8)
    matrix = cv2.getPerspectiveTransform((quad - low).astype(np.float32), target)
    flat = cv2.warpPerspective(part, matrix, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return flat.astype(np.uint8)
