"""Which car to look at, for networks that see what stands out and know no cars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.engines.vehicles import VehicleBox

Mask = NDArray[np.bool_]
Box = tuple[int, int, int, int]

SURE = 0.5
"""Likelihood from which a vehicle is believed."""
SMALLEST = 0.03
"""Of the photo's area: a car for sale is not smaller; one seen through a window is."""
NEAR = 0.1
"""Of the car's width and height: another one so close may be taken for a part of it."""
ALIKE = 0.8
"""Overlap of the car's box with that of what was found, from which both are the same thing."""
SPILT = 0.01
"""Of what was found: so little of another vehicle is only cut away."""
ROUGH = 0.03
"""Of a vehicle's width and height: by so much its box may be wrong."""
MARGIN = 0.15


@dataclass(frozen=True)
class Guide:
    """The car for sale, and the vehicles beside it."""

    car: VehicleBox
    others: tuple[VehicleBox, ...]

    @classmethod
    def of(cls, vehicles: Sequence[VehicleBox]) -> Guide | None:
        """``vehicles`` as a finder tells them, the car for sale first. None where that one is not sure."""
        if not vehicles or vehicles[0].likelihood < SURE or vehicles[0].area < SMALLEST:
            return None
        return cls(vehicles[0], tuple(one for one in vehicles[1:] if one.likelihood >= SURE))

    @property
    def has_neighbour(self) -> bool:
        """Whether another vehicle is near."""
        near = self.car.grown(NEAR)
        return any(near.shared(one) > 0 for one in self.others)

    def is_needed(self, found: Mask) -> bool:
        """Whether what was found is partly another vehicle, or something else than the car."""
        theirs = found & self.of_others((found.shape[1], found.shape[0]))
        return bool(theirs.sum() > SPILT * found.sum()) or self.car.overlap(around(found)) < ALIKE

    def box(self, size: tuple[int, int]) -> Box:
        """The car with a margin, in pixels of a picture of that width and height."""
        return self.car.grown(MARGIN).pixels(size)

    def of_others(self, size: tuple[int, int]) -> Mask:
        """What belongs to other vehicles only."""
        theirs = np.zeros((size[1], size[0]), dtype=bool)
        for one in self.others:
            theirs[_slices(one.grown(ROUGH).pixels(size))] = True
        theirs[_slices(self.car.grown(ROUGH).pixels(size))] = False
        return theirs


def _slices(box: Box) -> tuple[slice, slice]:
    left, top, right, bottom = box
    return slice(top, bottom), slice(left, right)


def around(found: Mask) -> VehicleBox:
    """The box of what was found, as if it were a vehicle; without any area where nothing was."""
    height, width = found.shape
    columns, rows = np.flatnonzero(found.any(axis=0)), np.flatnonzero(found.any(axis=1))
    if not columns.size:
        return VehicleBox(0, 0, 0, 0, 0)
    return VehicleBox(columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height, 1)
