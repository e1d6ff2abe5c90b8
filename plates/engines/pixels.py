"""Photos as the networks take them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

Pixels = NDArray[Any]
Shape = tuple[int, int]
"""Height and width."""

STRIDE = 32


def pixels_of(photo: Image) -> Pixels:
    """Rows of RGB, not to be drawn on."""
    # To convert what is RGB already would copy 12 MP for nothing.
    return np.asarray(photo if photo.mode == "RGB" else photo.convert("RGB"))


def fit(pixels: Pixels, longest: int) -> Pixels:
    """Scale the longer side to ``longest`` pixels, at most doubling it; both sides are multiples of the stride."""
    height, width = fitted((pixels.shape[0], pixels.shape[1]), longest)
    how = cv2.INTER_AREA if max(pixels.shape[:2]) > longest else cv2.INTER_LINEAR
    return cv2.resize(pixels, (width, height), interpolation=how).astype(np.uint8)


def fitted(shape: Shape, longest: int) -> Shape:
    """Height and width of what ``fit`` makes of a picture of that height and width."""
    scale = min(2.0, longest / max(shape))
    height, width = (max(STRIDE, round(side * scale / STRIDE) * STRIDE) for side in shape)
    return height, width


def normalised(pixels: Pixels) -> NDArray[np.float32]:
    """What the networks take for one picture: channels, rows and columns."""
    # The networks were trained on blue first.
    return (pixels[:, :, ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)
