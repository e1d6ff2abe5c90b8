"""One ONNX network that says for each pixel how much it stands out."""

from __future__ import annotations

from threading import Lock

import numpy as np
import openvino
from numpy.typing import NDArray
from PIL import Image

from imaging.engines.networks import Network
from keroxio.errors import EngineError
from keroxio.inference import compiled, read_network

Floats = NDArray[np.float32]
Part = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels or parts of them."""

DAMAGED = "The cut-out model's file is damaged: run “make setup”."
UNFIT = "The cut-out model does not take or give what its description says."
SMALLEST_PEAK = 0.5
"""The raw output's maximum, under which the network saw nothing salient."""


class Saliency:
    """The weights are loaded once, at the first look.

    Looks are serialised by a lock: two at once would double the memory and gain no time, as one already uses
    ``threads`` cores.
    """

    def __init__(self, network: Network, *, threads: int) -> None:
        self._network = network
        self._threads = threads
        self._compiled: openvino.CompiledModel | None = None
        self._lock = Lock()

    def look(self, photo: Image.Image, box: Part) -> Floats | None:
        """The network's map of the box, stretched to 0..1, or None when nothing stands out in it."""
        side = self._network.size
        # Reduced first by whole factors: much faster, and the same picture to the network.
        small = photo.resize((side, side), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
        pixels = np.asarray(small.convert("RGB"), dtype=np.float32)
        pixels /= max(float(pixels.max()), 1.0)
        mean, deviation = (np.asarray(triple, np.float32) for triple in (self._network.mean, self._network.deviation))
        saliency = self._run(np.ascontiguousarray(((pixels - mean) / deviation).transpose(2, 0, 1)[None]))
        if self._network.activation == "sigmoid":
            saliency = np.reciprocal(1 + np.exp(-saliency), dtype=np.float32)
        low, high = float(saliency.min()), float(saliency.max())
        if high < SMALLEST_PEAK:
            return None
        return np.asarray((saliency - low) / max(high - low, 1e-6), dtype=np.float32)

    def _run(self, tensor: Floats) -> Floats:
        side = self._network.size
        with self._lock:
            network = self._loaded()
            saliency = np.array(network(tensor)[0], dtype=np.float32)
            # What a look takes besides the weights is 60 MB, and quickly had again.
            network.release_memory()
        try:
            return saliency.reshape(side, side)
        except ValueError as error:
            raise EngineError(UNFIT) from error

    def _loaded(self) -> openvino.CompiledModel:
        if self._compiled is None:
            self._network.verify()
            model = read_network(self._network.weights, otherwise=DAMAGED)
            shape = openvino.PartialShape([1, 3, self._network.size, self._network.size])
            if len(model.inputs) != 1 or not model.input().partial_shape.compatible(shape):
                raise EngineError(UNFIT)
            try:
                model.reshape(shape)
                self._compiled = compiled(model, threads=self._threads, is_exact=False)
            except RuntimeError as error:
                raise EngineError(UNFIT) from error
        return self._compiled
