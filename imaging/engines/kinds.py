"""What every teller of kinds promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from PIL import Image


class KindTeller(ABC):
    name: ClassVar[str]

    def verify(self) -> None:  # noqa: B027
        """Raises ``keroxio.errors.EngineError`` when what it needs on this machine is missing or damaged."""

    @abstractmethod
    def tell(self, photo: Image.Image) -> str | None:
        """A value of ``vehicles.vocabulary.PhotoKind`` where an upright RGB photo surely shows that, otherwise None.

        Raises ``keroxio.errors.EngineError`` when the engine could not answer.
        """
