"""What every background remover promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PIL import Image

from imaging.engines.vehicles import VehicleBox


@dataclass(frozen=True)
class Passes:
    """How far an engine's own looks at a photo say the same; areas are shares of the car's."""

    agreement: float
    """Intersection over union of the two looks."""
    unsure_inside: float
    """Area well inside the outline of which the looks were not sure."""
    unsure_outside: float
    """The same, well outside."""
    contradicted: float
    """Area away from the outline where one look saw the car and the other did not."""
    worst_spot: float
    """Of a square about as large as a wheel: the largest part on which they contradict each other."""
    expected: float
    """Intersection over union with the truth, were each pixel's certainty its likelihood."""
    left_out: float
    """Certainty outside of the outline, as an area."""
    rim: float
    """Width of the band in which the looks are unsure, beside the square root of the car's area."""
    before_overlap: float
    """Of the outline and the look before the last: intersection over union."""
    before_spot: float
    """The largest part of such a square on which these differ."""
    second_overlap: float | None
    """The same two of another engine's look; None where there is none."""
    second_spot: float | None


@dataclass(frozen=True)
class Matte:
    alpha: Image.Image
    """Mode "L", the photo's size: 255 where the car is, 0 where it is not."""
    confidence: float | None
    """0 to 1; below about 0.95 a person should look. None where the engine says nothing of it."""
    credits_charged: Decimal = Decimal(0)
    """What a paid service took for it, in its own credits."""
    passes: Passes | None = None
    """None where the engine looks once, or does not tell."""


class BackgroundRemover(ABC):
    name: str

    @property
    def answered_by(self) -> str:
        """The name of the remover that this thread's last answer came from, where one may stand in for another."""
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether the files that it needs on this machine are there; ``verify`` looks into them too."""
        return True

    def verify(self) -> None:  # noqa: B027
        """Raises ``keroxio.errors.EngineError`` when what it needs on this machine is missing or damaged."""

    @abstractmethod
    def cut_out(self, photo: Image.Image, vehicles: Sequence[VehicleBox] = ()) -> Matte | None:
        """Separate the car from an upright RGB photo; None when nothing like a car stands out.

        ``vehicles`` are those found in the photo, the car for sale first.

        Raises ``keroxio.errors.EngineError`` when the engine could not answer.
        """
