"""How large a car is shown: its side view fills the scene's width, and its other views show the same car."""

from __future__ import annotations

import math
from dataclasses import dataclass

from imaging.viewpoint import View

USUAL_ASPECT = 2.65
"""Width over height of cars seen from their side, where this car's own is not known."""
STEP = 1.056
"""Sizes between two steps look the same: a side view in a scene for 72 % of the width fills 70 to 74 %."""
MOST_STEPS = 12
QUARTER, STRAIGHT = 1.12, 1.05
"""How much higher than in its side view a car appears whose corner, or whose nose or tail, is nearest."""
WIDEST = 1.06
"""In widths the scene has for side views: what no other view exceeds."""


@dataclass(frozen=True)
class Stance:
    """How a car is to stand in a scene. Without a view it fills what room there is."""

    view: str = ""
    size: int = 0
    """Steps by which this car's side view is longer, for its height, than usual."""

    def height(self, room: float) -> float | None:
        """In the unit of ``room``, which is the width for side views. None without a view."""
        if self.view == View.SIDE:
            factor = 1.0
        elif self.view in {View.FRONT, View.REAR}:
            factor = STRAIGHT
        elif self.view in {View.FRONT_QUARTER, View.REAR_QUARTER, View.OUTSIDE}:
            factor = QUARTER
        else:
            return None
        return factor * room / (USUAL_ASPECT * STEP**self.size)


FREE = Stance()


def size_of(aspect: float | None) -> int:
    """Steps of a car with this width over height, seen from its side."""
    steps = round(math.log((aspect or USUAL_ASPECT) / USUAL_ASPECT) / math.log(STEP))
    return max(-MOST_STEPS, min(MOST_STEPS, steps))
