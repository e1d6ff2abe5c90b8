"""What every finder of vehicles takes and returns: which are in a photo, and which of them is the one for sale."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from PIL.Image import Image

CENTRED = 2.0
"""How fast a vehicle counts for less away from the photo's middle: by a third at the middle of an edge."""


@dataclass(frozen=True)
class VehicleBox:
    """Places are shares of the photo's width and height."""

    left: float
    top: float
    right: float
    bottom: float
    likelihood: float
    """0 to 1: how sure it is that a vehicle is there."""

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    @property
    def prominence(self) -> float:
        """The seller's is the large one in the middle."""
        away = ((self.left + self.right) / 2 - 0.5) ** 2 + ((self.top + self.bottom) / 2 - 0.5) ** 2
        return self.likelihood * self.area * math.exp(-CENTRED * away)

    def grown(self, by: float) -> VehicleBox:
        """With that share of its width and height more on each side, as far as the photo goes."""
        beside, above = (self.right - self.left) * by, (self.bottom - self.top) * by
        return VehicleBox(
            max(0.0, self.left - beside),
            max(0.0, self.top - above),
            min(1.0, self.right + beside),
            min(1.0, self.bottom + above),
            self.likelihood,
        )

    def shared(self, other: VehicleBox) -> float:
        """Area that both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, across) * max(0.0, down)

    def overlap(self, other: VehicleBox) -> float:
        """Intersection over union."""
        shared = self.shared(other)
        return shared / max(1e-9, self.area + other.area - shared)

    def pixels(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in a picture of that width and height."""
        width, height = size
        return (
            int(self.left * width),
            int(self.top * height),
            math.ceil(self.right * width),
            math.ceil(self.bottom * height),
        )


def by_prominence(vehicles: Sequence[VehicleBox]) -> tuple[VehicleBox, ...]:
    return tuple(sorted(vehicles, key=lambda one: -one.prominence))


class VehicleFinder(ABC):
    name: ClassVar[str]

    def verify(self) -> None:  # noqa: B027
        """Raises ``keroxio.errors.EngineError`` when what it needs on this machine is missing or damaged."""

    @abstractmethod
    def find(self, photo: Image) -> tuple[VehicleBox, ...]:
        """Return cars, vans, lorries and buses in the upright RGB photo, the one most likely for sale first.

        Raises ``keroxio.errors.EngineError`` when the engine could not answer.
        """
