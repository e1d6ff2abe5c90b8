"""What every ad writer takes and gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from listings.facts import Facts


class Tone(StrEnum):
    SOBER = "sober"
    WARM = "warm"
    PREMIUM = "premium"


class Length(StrEnum):
    SHORT = "short"
    STANDARD = "standard"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Draft:
    """``text`` ends with ``mentions``, the paragraph that the law requires and no portal may cut."""

    title: str
    text: str
    mentions: str = ""


class AdWriter(ABC):
    name: ClassVar[str]

    @abstractmethod
    def write(self, facts: Facts, *, tone: Tone, length: Length) -> Draft:
        """An ad in French that says nothing beyond the facts; the same facts give the same text.

        Raises EngineError when no text could be written.
        """
