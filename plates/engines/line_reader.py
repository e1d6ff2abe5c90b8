"""What a line of text says: the recognisers of PP-OCR (Apache-2.0) behind plain arrays."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from keroxio.errors import EngineError
from plates.engines.decoding import NOTHING, SEPARATOR, Frames
from plates.engines.grammar import ALPHABET
from plates.engines.pixels import Pixels, normalised

NOT_INSTALLED = "The plate models are not installed: run “make setup”."
LINE_HEIGHT = 48
_LINES_AT_ONCE = 4
"""Of about the same width: shorter ones are filled up, and a longer batch takes hundreds of MB."""
# A hyphen, a seal, a gap: what stands between the groups of a plate.
_SEPARATORS = frozenset("-–—―·•.:‧'~_= *,")

# Capitals of other alphabets that are drawn like Latin ones.
_SAME_SHAPE = dict(zip("АВЕКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXABEZHIKMNOPTYX", strict=True))


class LineReader:
    """Its session is opened on first use, once, whichever thread asks first."""

    def __init__(self, path: Path, threads: int) -> None:
        self.path = path
        self._threads = threads
        self._lock = threading.Lock()
        self._session: onnxruntime.InferenceSession | None = None

    def read(self, lines: Sequence[Pixels]) -> list[Frames]:
        """Read RGB pictures of one line each, LINE_HEIGHT high."""
        read: dict[int, Frames] = {}
        by_width = sorted(range(len(lines)), key=lambda index: lines[index].shape[1])
        for start in range(0, len(lines), _LINES_AT_ONCE):
            together = by_width[start : start + _LINES_AT_ONCE]
            widest = lines[together[-1]].shape[1]
            batch = np.zeros((len(together), 3, LINE_HEIGHT, widest), dtype=np.float32)
            for row, index in zip(batch, together, strict=True):
                row[:, :, : lines[index].shape[1]] = normalised(lines[index])
            read |= {index: self._fold(steps) for index, steps in zip(together, self._run(batch), strict=True)}
        return [read[index] for index in range(len(lines))]

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
            raise EngineError(NOT_INSTALLED)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        # The arena never gives back what the largest photo took.
        options.enable_cpu_mem_arena = False
        # Threads that wait by spinning starve the other engines of the machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self.path), options, providers=["CPUExecutionProvider"])

    def _run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        (output,) = self.session.run(None, {"x": batch})
        return np.asarray(output, dtype=np.float32)

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
