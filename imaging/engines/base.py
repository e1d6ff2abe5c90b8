"""What every background remover promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal

from PIL import Image


@dataclass(frozen=True)
class Matte:
    alpha: Image.Image
    """Mode "L", the photo's size: 255 where the car is, 0 where it is not."""
    confidence: float | None
    """0 to 1; below about 0.95 a person should look. None where the engine says nothing of it."""
    credits_charged: Decimal = Decimal(0)
    """What a paid service took for it, in its own credits."""


class BackgroundRemover(ABC):
    name: str

    @property
    def answered_by(self) -> str:
        """The name of the remover that this thread's last answer came from, where one may stand in for another."""
        return self.name

    def verify(self) -> None:  # noqa: B027
        """Raises ``keroxio.errors.EngineError`` when what it needs on this machine is missing or damaged."""

    @abstractmethod
    def cut_out(self, photo: Image.Image) -> Matte | None:
        """Separate the car from an upright RGB photo; None when nothing like a car stands out.

        Raises ``keroxio.errors.EngineError`` when the engine could not answer.
        """
