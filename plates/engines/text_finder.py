"""Where text is: the detector of PP-OCR (Apache-2.0) behind plain arrays."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import openvino
from numpy.typing import NDArray

from keroxio.inference import compiled, read_network
from plates.engines.line_reader import NOT_INSTALLED
from plates.engines.pixels import STRIDE, Pixels, Shape, normalised

_MOST_PIXELS = 1024 * 1024
"""A larger picture is searched in two bands, one above the other: half the memory. And in bfloat16 where the processor
multiplies it, in half the time: its text is large enough. In smaller ones one plate of 157 was hidden less well so."""
_OVERLAP = 96
"""Rows that each band sees of the other."""


class TextFinder:
    """One photo at a time: a search takes a hundred MB and more, and two at once gain no time.

    ``often`` are the pictures it is mostly asked about. For a shape known beforehand the network takes a fifth less
    time and a third of the memory, but 0.25 s to prepare.
    """

    def __init__(self, path: Path, threads: int, often: Sequence[Shape] = ()) -> None:
        self.path = path
        self._threads = threads
        self._often = [_seen_at_once(shape) for shape in often]
        self._compiled: dict[tuple[Shape | None, bool], openvino.CompiledModel] = {}
        self._turn = threading.Lock()

    def open(self) -> None:
        """Load it now rather than when it is first asked."""
        with self._turn:
            self._network(self._often[0] if self._often else None, is_exact=True)

    def heat(self, pixels: Pixels) -> NDArray[np.float32]:
        """Probability of text for each pixel of an RGB picture whose sides are multiples of 32."""
        high, wide = pixels.shape[:2]
        band, _wide = _seen_at_once((high, wide))
        if band == high:
            return self._heat(pixels, is_exact=True)
        middle = high // 2
        upper, lower = (self._heat(part, is_exact=False) for part in (pixels[:band], pixels[-band:]))
        return np.concatenate([upper[:middle], lower[middle - high :]])

    def _heat(self, pixels: Pixels, *, is_exact: bool) -> NDArray[np.float32]:
        batch = normalised(pixels)[None]
        shape = pixels.shape[0], pixels.shape[1]
        with self._turn:
            network = self._network(shape if shape in self._often else None, is_exact=is_exact)
            heat = np.array(network(batch)[0][0, 0])
            # What a search takes besides the weights is quickly had again.
            network.release_memory()
        return heat

    def _network(self, shape: Shape | None, *, is_exact: bool) -> openvino.CompiledModel:
        key = shape, is_exact
        if key not in self._compiled:
            network = read_network(self.path, otherwise=NOT_INSTALLED)
            if shape:
                network.reshape([1, 3, *shape])
            self._compiled[key] = compiled(network, threads=self._threads, is_exact=is_exact)
        return self._compiled[key]


def _seen_at_once(shape: Shape) -> Shape:
    """All of the picture, or one of its two bands."""
    high, wide = shape
    if high * wide <= _MOST_PIXELS:
        return shape
    return -(-(high // 2 + _OVERLAP) // STRIDE) * STRIDE, wide
