"""What every reader of plates takes and returns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from PIL.Image import Image
from PIL.Image import new as new_image

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners in pixels of the upright photo: top left, top right, bottom right, bottom left, as the plate is read."""


@dataclass(frozen=True)
class Candidate:
    text: str
    confidence: float


@dataclass(frozen=True)
class Correction:
    """A character that looked like ``read`` and that no plate may have there: ``written`` stands in its place.

    ``index`` counts in the bare text, from 0.
    """

    index: int
    read: str
    written: str


@dataclass(frozen=True)
class Plate:
    """The seller's plate. ``country`` is "" where the text does not tell it.

    ``quad`` is the whole plate, a little too large rather than too small, since it is what masking hides.
    ``others`` are plates of other cars in the photo, which masking hides as well.
    """

    text: str
    country: str
    quad: Quad
    confidence: float
    is_confident: bool
    candidates: tuple[Candidate, ...]
    others: tuple[Quad, ...] = ()
    corrections: tuple[Correction, ...] = ()


class PlateReader(ABC):
    name: ClassVar[str]

    @property
    def answered_by(self) -> str:
        """The name of the reader that this thread's last answer came from, where one may stand in for another."""
        return self.name

    def warm_up(self) -> None:
        """Load what the first reading would otherwise wait for."""
        self.read(new_image("RGB", (320, 240)))

    @abstractmethod
    def read(self, photo: Image) -> Plate | None:
        """Return the plate in the upright RGB photo, or None when there is none.

        Raises ``keroxio.errors.EngineError`` when the engine could not answer.
        """

    def glance(self, photo: Image) -> Plate | None:
        """Like ``read``, for hundreds of photos: it may miss a small plate where that saves much time."""
        return self.read(photo)
