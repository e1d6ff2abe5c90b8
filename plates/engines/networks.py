"""The networks of PP-OCR (Apache-2.0) behind plain arrays: where is text, and what does a line of text say."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from keroxio.errors import EngineError
from plates.engines.decoding import NOTHING, SEPARATOR, Frames
from plates.engines.grammar import ALPHABET

Pixels = NDArray[Any]

LINE_HEIGHT = 48
_STRIDE = 32
# A hyphen, a seal, a gap: what stands between the groups of a plate.
_SEPARATORS = frozenset("-–—―·•.:‧'~_= *,")

# Capitals of other alphabets that are drawn like Latin ones.
_SAME_SHAPE = dict(zip("АВЕКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXABEZHIKMNOPTYX", strict=True))


class Network:
    """An ONNX session that is opened on first use, once, whichever thread asks first."""

    def __init__(self, path: Path, threads: int) -> None:
        self.path = path
        self._threads = threads
        self._lock = threading.Lock()
        self._session: onnxruntime.InferenceSession | None = None

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        (output,) = self.session.run(None, {"x": batch})
        return np.asarray(output, dtype=np.float32)

    def open(self) -> None:
        """Load it now rather than when it is first asked."""
        _ = self.session

    @property
    def session(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if self._session is None:
                self._session = self._open()
            return self._session

    def _open(self) -> onnxruntime.InferenceSession:
        if not self.path.is_file():
            raise EngineError("The plate models are not installed: run “make setup”.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        # The arena never gives back what the largest photo took.
        options.enable_cpu_mem_arena = False
        # Threads that wait by spinning starve the other engines of the machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self.path), options, providers=["CPUExecutionProvider"])


class TextFinder(Network):
    """One photo at a time: a search takes 300 MB for a moment, and two at once gain no time."""

    def __init__(self, path: Path, threads: int) -> None:
        super().__init__(path, threads)
        self._turn = threading.Lock()

    def heat(self, pixels: Pixels) -> NDArray[np.float32]:
        """Probability of text for each pixel of an RGB picture whose sides are multiples of 32."""
        with self._turn:
            return np.asarray(self.run(_normalised(pixels)[None])[0, 0])


class LineReader(Network):
    def read(self, lines: Sequence[Pixels]) -> list[Frames]:
        """Read RGB pictures of one line each, LINE_HEIGHT high."""
        widest = max(line.shape[1] for line in lines)
        batch = np.zeros((len(lines), 3, LINE_HEIGHT, widest), dtype=np.float32)
        for index, line in enumerate(lines):
            batch[index, :, :, : line.shape[1]] = _normalised(line)
        return [self._fold(steps) for steps in self.run(batch)]

    def _fold(self, steps: NDArray[np.float32]) -> Frames:
        """Sum the thousands of characters the network knows into ALPHABET, separators and the rest."""
        frames = np.zeros((len(steps), NOTHING + 1), dtype=np.float64)
        for column, sources in enumerate(self._sources):
            frames[:, column] = steps[:, sources].sum(axis=1)
        frames[:, NOTHING] = np.clip(1 - frames[:, :NOTHING].sum(axis=1), 1e-9, 1)
        return frames

    @cached_property
    def _sources(self) -> list[list[int]]:
        """For each column of the frames the network's own ones."""
        sources: list[list[int]] = [[] for _ in range(NOTHING)]
        known = self.session.get_modelmeta().custom_metadata_map["character"].splitlines()
        # Index 0 is CTC's blank; a space follows the characters named.
        for index, character in enumerate([*known, " "], start=1):
            plain = unicodedata.normalize("NFKD", character.upper())[:1]
            plain = _SAME_SHAPE.get(plain, plain)
            if plain and plain in ALPHABET:
                sources[ALPHABET.index(plain)].append(index)
            elif character in _SEPARATORS:
                sources[SEPARATOR].append(index)
        return sources


def fit(pixels: Pixels, longest: int) -> Pixels:
    """Scale the longer side to ``longest`` pixels, at most doubling it; both sides are multiples of the stride."""
    height, width = pixels.shape[:2]
    scale = min(2.0, longest / max(height, width))
    size = [max(_STRIDE, round(side * scale / _STRIDE) * _STRIDE) for side in (width, height)]
    if scale < 1:
        return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def _normalised(pixels: Pixels) -> NDArray[np.float32]:
    # The networks were trained on blue first.
    return (pixels[:, :, ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)
