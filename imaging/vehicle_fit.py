"""How an outline fits the vehicles that were found in its photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from imaging.engines.guiding import around
from imaging.engines.vehicles import VehicleBox

WIDTH, HEIGHT = 320, 240
"""What mattes are made to; places are shares of the photo, so its shape does not matter."""


@dataclass(frozen=True)
class VehicleFit:
    box_overlap: float
    """Of the outline's box and that of the vehicle it fits best: intersection over union."""
    likelihood: float
    """That vehicle's."""
    outside: float
    """Share of the outline's area outside of that vehicle's box."""
    off: float
    """The largest distance between edges of the two boxes, in widths or heights of the vehicle."""
    off_beside: float
    """The same, left and right only."""
    hidden: float
    """How far another vehicle stands before this one or behind it: a share of one of them, times its likelihood."""
    rival: float
    """The likelihood of the likeliest other vehicle."""
    likeliest: float
    """The likelihood of the likeliest vehicle, this one or another."""


NONE_FOUND = VehicleFit(0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)


def vehicle_fit(alpha: Image.Image, vehicles: Sequence[VehicleBox]) -> VehicleFit:
    car = np.asarray(alpha.resize((WIDTH, HEIGHT), Image.Resampling.BOX, reducing_gap=2.0)) > 127
    found = around(car)
    if not vehicles or not found.area:
        return NONE_FOUND
    best = max(vehicles, key=lambda one: one.overlap(found) * one.likelihood**0.5)
    others = [one for one in vehicles if one is not best]
    left, top, right, bottom = best.pixels((WIDTH, HEIGHT))
    inside = car[top:bottom, left:right].sum()
    wide, high = max(1e-3, best.right - best.left), max(1e-3, best.bottom - best.top)
    beside = max(abs(found.left - best.left), abs(found.right - best.right)) / wide
    above = max(abs(found.top - best.top), abs(found.bottom - best.bottom)) / high
    return VehicleFit(
        box_overlap=best.overlap(found),
        likelihood=best.likelihood,
        outside=1 - float(inside / car.sum()),
        off=max(beside, above),
        off_beside=beside,
        hidden=max((_hides(one, best) for one in others), default=0.0),
        rival=max((one.likelihood for one in others), default=0.0),
        likeliest=max(one.likelihood for one in vehicles),
    )


def _hides(other: VehicleBox, car: VehicleBox) -> float:
    """One within the other is a part of it, or far behind it, and hides nothing."""
    shared = car.shared(other)
    return other.likelihood * min(1 - shared / max(1e-9, other.area), shared / max(1e-9, car.area))
