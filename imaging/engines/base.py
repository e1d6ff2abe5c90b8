"""What every background remover promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image


@dataclass(frozen=True)
class Matte:
    alpha: Image.Image
    """Mode "L", the photo's size: 255 where the car is, 0 where it is not."""
    confidence: float
    """0 to 1; below about 0.95 a person should look."""


class BackgroundRemover(ABC):
    name: ClassVar[str]

    @abstractmethod
    def cut_out(self, photo: Image.Image) -> Matte | None:
        """Separate the car from an upright RGB photo; None when nothing like a car stands out.

        Raises ``keroxio.errors.EngineError`` when the engine could not answer.
        """
