"""Finds vehicles on this machine with SSD MobileNet v2, trained on COCO (TensorFlow's model zoo, Apache-2.0)."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import ClassVar

import cv2
import numpy as np
import openvino
from PIL.Image import Image, Resampling

from imaging.engines.vehicles import VehicleBox, VehicleFinder, by_prominence
from keroxio.inference import compiled, read_network

NOT_INSTALLED = "The vehicle model is not installed: run “make setup”."
SIDE = 300
SORTS = [3, 6, 8]
"""COCO's numbers for a car, a bus and a lorry; vans are some of each."""
SAME = 0.6
"""Overlap of two answers from which they are one vehicle."""
SMALLEST_SIDE = 8


class SsdFinder(VehicleFinder):
    """``least`` is the likelihood from which a vehicle is told; ``threads``, the cores that one photo may use."""

    name: ClassVar[str] = "ssd-mobilenet-v2"

    def __init__(self, *, weights: str | Path, least: float = 0.2, threads: int = 2) -> None:
        self._weights = Path(weights)
        self._least = least
        self._threads = threads
        self._compiled: openvino.CompiledModel | None = None
        self._lock = Lock()

    def verify(self) -> None:
        read_network(self._weights, otherwise=NOT_INSTALLED)

    def find(self, photo: Image) -> tuple[VehicleBox, ...]:
        if min(photo.size) < SMALLEST_SIDE:
            return ()
        # Trained on pictures squeezed into a square, from -1 to 1.
        small = photo.resize((SIDE, SIDE), Resampling.BILINEAR, reducing_gap=3.0).convert("RGB")
        batch = np.asarray(small, dtype=np.float32)[None] * (2 / 255) - 1
        with self._lock:
            network = self._loaded()
            boxes, scores = (np.array(output) for output in network(batch).to_tuple())
            network.release_memory()
        likely = scores.reshape(-1, scores.shape[-1])[:, SORTS].max(axis=1)
        places = np.clip(boxes.reshape(-1, 4), 0, 1)
        sizes = np.stack([places[:, 1], places[:, 0], places[:, 3] - places[:, 1], places[:, 2] - places[:, 0]], axis=1)
        kept = np.asarray(cv2.dnn.NMSBoxes(sizes.tolist(), likely.tolist(), self._least, SAME), dtype=int).ravel()
        return by_prominence(
            [
                VehicleBox(float(left), float(top), float(right), float(bottom), float(likely[at]))
                for at, (top, left, bottom, right) in zip(kept, places[kept], strict=True)
            ]
        )

    def _loaded(self) -> openvino.CompiledModel:
        if self._compiled is None:
            network = read_network(self._weights, otherwise=NOT_INSTALLED)
            self._compiled = compiled(network, threads=self._threads, is_exact=True)
        return self._compiled
