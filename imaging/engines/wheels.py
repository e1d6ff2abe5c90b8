"""A linear model of the features that a photo has to a network: whether a wheel fills it.

``wheels.json`` is written by ``benchmarks/wheels.py``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WHEELS = Path(__file__).with_name("wheels.json")
STEPS = 999
"""Whole numbers up to this, times one step, are as good as the fitted weights, in a sixth of the room."""


@dataclass(frozen=True)
class WheelModel:
    weights: NDArray[np.float64]
    least: float
    """The weighted sum of features from which a photo is told to show a wheel."""

    @classmethod
    def read(cls, file: Path) -> WheelModel:
        kept = json.loads(file.read_text("utf-8"))
        return cls(np.array(kept["weights"]) * kept["step"], kept["least"])

    def write(self, file: Path) -> None:
        step = float(np.abs(self.weights).max()) / STEPS
        weights = [round(one / step) for one in self.weights]
        file.write_text(json.dumps({"step": step, "least": round(self.least, 3), "weights": weights}) + "\n", "utf-8")

    def shows_wheel(self, features: NDArray[np.float32]) -> bool:
        return float(features @ self.weights) >= self.least
