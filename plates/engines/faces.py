"""What every finder of faces takes and returns. Faces are found to be hidden, and never to be recognised."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from PIL.Image import Image
from PIL.Image import new as new_image

from plates.engines.base import Quad


class FaceFinder(ABC):
    name: ClassVar[str]

    @abstractmethod
    def find(self, photo: Image) -> tuple[Quad, ...]:
        """Return the heads whose faces show in the upright RGB photo, of people and of posters alike.

        Raises ``keroxio.errors.EngineError`` when the engine could not answer.
        """

    def warm_up(self) -> None:
        """Load what the first photo would wait for."""
        self.find(new_image("RGB", (320, 240)))


class NoFaces(FaceFinder):
    """Finds none: for those who want none hidden, and for tests."""

    name: ClassVar[str] = "none"

    def find(self, photo: Image) -> tuple[Quad, ...]:
        return ()
