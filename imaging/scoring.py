"""How good a cut-out is likely to be, from measures weighed on cut-outs whose truth is known.

``scoring.json`` is written by ``benchmarks/doubts.py``: one set of weights for engines that look twice, one for those
that tell nothing of themselves. The score is the chance that outline and truth agree by 0.95 or more (intersection over
union).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from imaging.engines.base import Passes
from imaging.measures import Shape

WEIGHTS = Path(__file__).with_name("scoring.json")
LEAST = 1e-3
"""Added before the logarithm of shares that are often nothing."""
LOGARITHMIC = {"thin", "notched", "unsure_inside", "unsure_outside", "contradicted", "worst_spot"}


@dataclass(frozen=True)
class Score:
    value: float
    """0 to 1."""
    is_doubtful: bool
    has_odd_shape: bool
    """Whether the outline's shape speaks against it more than the engine's own looks do."""


def score_of(shape: Shape, passes: Passes | None) -> Score:
    weights = _weights()["twice" if passes else "once"]
    names = weights["names"]
    terms = weights["weights"] * (np.array(features(shape, passes, names)) - weights["mean"]) / weights["spread"]
    against = 1 / (1 + np.exp(-(terms.sum() + weights["bias"])))
    of_shape = sum(term for name, term in zip(names, terms, strict=True) if name in asdict(shape))
    return Score(
        value=round(float(1 - against), 4),
        is_doubtful=bool(against > weights["limit"]),
        has_odd_shape=bool(of_shape >= terms.sum() - of_shape),
    )


def features(shape: Shape, passes: Passes | None, names: list[str]) -> list[float]:
    measured = asdict(shape) | (asdict(passes) if passes else {})
    return [
        float(np.log(max(0.0, measured[name]) + LEAST)) if name in LOGARITHMIC else measured[name] for name in names
    ]


@cache
def _weights() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(WEIGHTS.read_text())
    return {
        way: {name: value if name == "names" else np.array(value) for name, value in entry.items()}
        for way, entry in stored.items()
    }
