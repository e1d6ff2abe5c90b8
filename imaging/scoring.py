"""How good a cut-out is likely to be, from measures weighed on cut-outs whose truth is known.

``scoring.json`` is written by ``benchmarks/doubts.py``: one set of weights for engines that look twice, one for those
that tell nothing of themselves. What an outline should look like differs with the side it shows, so each measure of
its shape is weighed a second time in proportion to its aspect. The score is the chance that outline and truth agree
by 0.95 or more (intersection over union).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imaging.engines.base import Passes
from imaging.measures import Shape

Floats = NDArray[np.float64]

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
    """Whether the outline's shape speaks against it, were the engine's own looks as usual."""


def score_of(shape: Shape, passes: Passes | None) -> Score:
    weights = _weights()["twice" if passes else "once"]
    names = weights["names"]
    scaled = (np.array(features(shape, passes, names)) - weights["mean"]) / weights["spread"]
    terms = weights["weights"] * with_products(scaled, names)
    engines = [place for place, name in enumerate(names) if name not in asdict(shape)]
    against = _chance(terms.sum() + weights["bias"])
    return Score(
        value=round(1 - against, 4),
        is_doubtful=against > weights["limit"],
        has_odd_shape=_chance(terms.sum() - terms[engines].sum() + weights["bias"]) > weights["limit"],
    )


def _chance(terms: float) -> float:
    return float(1 / (1 + np.exp(-terms)))


def features(shape: Shape, passes: Passes | None, names: list[str]) -> list[float]:
    measured = asdict(shape) | (asdict(passes) if passes else {})
    return [
        float(np.log(max(0.0, measured[name]) + LEAST)) if name in LOGARITHMIC else measured[name] for name in names
    ]


def with_products(scaled: Floats, names: list[str]) -> Floats:
    """Scaled features, the last axis by ``names``, followed by the products of the shape's with its aspect."""
    aspect = names.index("aspect")
    paired = [names.index(one.name) for one in fields(Shape) if one.name != "aspect"]
    return np.concatenate([scaled, scaled[..., paired] * scaled[..., [aspect]]], axis=-1)


@cache
def _weights() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(WEIGHTS.read_text())
    return {
        way: {name: value if name == "names" else np.array(value) for name, value in entry.items()}
        for way, entry in stored.items()
    }
