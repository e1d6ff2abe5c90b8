"""How probable it is that a reading is right: a logistic regression on what was seen.

``calibration.json`` holds its coefficients; ``benchmarks/calibration.py`` fits them on labelled photos.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from plates.engines.base import Candidate

if TYPE_CHECKING:
    from plates.engines.opinions import Opinion
    from plates.engines.sightings import Sighting

CONFIDENT = 0.99
"""Readings at least this probable are called confident."""

_COEFFICIENTS = Path(__file__).parent / "calibration.json"
# Of what the best reading leaves, this share belongs to the other readings; the rest to texts nobody thought of.
_AMONG_THE_READINGS = 0.7
_LEAST_EVIDENCE = 0.02
USUAL = 0.003
"""Plates rarer than this, or grouped as they should not be, were too few to fit: half a plate may pass for one."""
MOST_DOUBTFUL = 0.95
"""The most that is said of a reading that no fit can vouch for."""


def features(sighting: Sighting) -> tuple[float, ...]:
    """Evidence, rivalry, dissent of the first and of the second recogniser, height of the text in pixels."""
    best = sighting.best
    everything = sum(reading.likelihood for reading in sighting.readings)
    return (
        math.log(max(best.evidence, _LEAST_EVIDENCE)),
        math.log(max(1 - best.likelihood / everything, 1e-3)),
        _dissent(sighting.first, best.bare),
        _dissent(sighting.second, best.bare),
        math.log(min(max(sighting.line.height, 6.0), 40.0) / 20.0),
    )


def probability(sighting: Sighting) -> float:
    """The probability that the best reading is right."""
    constant, *weights = _coefficients()
    odds = constant + sum(weight * value for weight, value in zip(weights, features(sighting), strict=True))
    certainty = 1 / (1 + math.exp(-odds))
    return certainty if sighting.best.prior >= USUAL else min(certainty, MOST_DOUBTFUL)


def candidates(sighting: Sighting, right: float) -> tuple[Candidate, ...]:
    """The readings with their probabilities, which sum to less than 1; ``right`` is the first one's."""
    others = sum(reading.likelihood for reading in sighting.readings[1:])
    shares = [right, *((1 - right) * _AMONG_THE_READINGS * one.likelihood / others for one in sighting.readings[1:])]
    return tuple(
        Candidate(one.template.write(one.bare), share) for one, share in zip(sighting.readings, shares, strict=True)
    )


def _dissent(opinions: Sequence[Opinion], bare: str) -> float:
    return sum(one.favourite != bare for one in opinions) / max(1, len(opinions))


@cache
def _coefficients() -> tuple[float, ...]:
    fitted = json.loads(_COEFFICIENTS.read_text())
    return (fitted["constant"], *fitted["weights"].values())
