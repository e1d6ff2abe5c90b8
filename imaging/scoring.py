"""How good a cut-out is likely to be, from measures weighed on cut-outs whose truth is known.

``scoring.json`` is written by ``benchmarks/doubts.py``: boosted trees for engines that look twice, for those that ask a
second network too, and for those that tell nothing of themselves. The score is the chance that outline and truth
agree by 0.95 or more (intersection over union).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
from PIL import Image

from imaging.contrast import Contrast, contrast_of
from imaging.engines.base import Matte, Passes
from imaging.engines.guiding import SURE
from imaging.engines.vehicles import VehicleBox
from imaging.measures import Shape, shape_of
from imaging.vehicle_fit import VehicleFit, vehicle_fit

WEIGHTS = Path(__file__).with_name("scoring.json")


@dataclass(frozen=True)
class Measures:
    shape: Shape
    contrast: Contrast
    fit: VehicleFit
    passes: Passes | None
    """None where the engine looks once, or does not tell."""

    @classmethod
    def of(cls, matte: Matte, photo: Image.Image, vehicles: Sequence[VehicleBox]) -> Measures | None:
        """None for an outline that is empty, or as large as the photo."""
        shape = shape_of(matte.alpha)
        contrast = contrast_of(photo, matte.alpha) if shape else None
        if shape is None or contrast is None:
            return None
        return cls(shape, contrast, vehicle_fit(matte.alpha, vehicles), matte.passes)

    @property
    def way(self) -> str:
        if self.passes is None:
            return "once"
        return "twice" if self.passes.second_overlap is None else "seconded"

    def values(self) -> dict[str, float]:
        """All by name, those that are not there left out."""
        told = asdict(self.shape) | asdict(self.contrast) | asdict(self.fit)
        told |= asdict(self.passes) if self.passes else {}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True)
class Score:
    value: float
    """0 to 1."""
    is_doubtful: bool
    against: str
    """What speaks most against the cut-out: "shape", "vehicles" or "sight" (the photo, or the engine's own looks)."""


def score_of(measures: Measures) -> Score:
    """What speaks most against it is what, were it as usual, would let it look best."""
    trees, stored = _stored()[measures.way]
    values = measures.values()
    usual = dict(zip(stored["names"], stored["usual"], strict=True))
    shape, fit = set(asdict(measures.shape)), set(asdict(measures.fit))
    parts = {"sight": set(usual) - shape - fit}
    # Where no other vehicle is, what lies outside of the car's box is not one.
    parts |= {"shape": shape, "vehicles": fit} if measures.fit.rival >= SURE else {"shape": shape | fit}
    rows = [[values[name] for name in usual]]
    rows += [[usual[name] if name in part else values[name] for name in usual] for part in parts.values()]
    chance, *without = np.asarray(trees.predict(np.array(rows), num_threads=1), dtype=float).tolist()
    return Score(
        value=round(1 - chance, 4),
        is_doubtful=chance > stored["limit"],
        against=min(zip(without, parts, strict=True))[1],
    )


@cache
def _stored() -> dict[str, tuple[lgb.Booster, dict[str, Any]]]:
    """By way: trees that tell the chance that the cut-out is bad, and what belongs to them."""
    stored: dict[str, dict[str, Any]] = json.loads(WEIGHTS.read_text())
    return {way: (lgb.Booster(model_str=entry["trees"]), entry) for way, entry in stored.items()}
