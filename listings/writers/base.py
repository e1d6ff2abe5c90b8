"""What every ad writer takes and gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
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


class Language(StrEnum):
    FRENCH = "fr"
    ENGLISH = "en"


@dataclass(frozen=True)
class Style:
    """How an ad is to be written, whatever the car. ``portal`` is a name of the settings' CHANNELS, "" for all."""

    tone: Tone = Tone.WARM
    length: Length = Length.STANDARD
    language: Language = Language.FRENCH
    emojis: bool = False
    portal: str = ""


@dataclass(frozen=True)
class Draft:
    """``text`` ends with ``mentions``, the paragraph that the law requires and no portal may cut.

    ``body`` is what may be kept for other sellers of the same car, where the writer tells it apart. ``engine`` and
    ``note`` are given by a writer that had another one do the work, and say which and why.
    """

    title: str
    text: str
    mentions: str = ""
    body: str = ""
    engine: str = ""
    note: str = ""


class AdWriter(ABC):
    name: ClassVar[str]
    # Not empty for a writer whose texts are worth keeping; another version does not take the texts of this one.
    cache_version: str = ""
    # A writer that writes otherwise where ``Style.portal`` is given.
    knows_portals: ClassVar[bool] = False

    def personalise(self, title: str, body: str, facts: Facts, *, style: Style) -> Draft:
        """A kept text, made into this seller's ad."""
        raise NotImplementedError  # pragma: no cover

    @abstractmethod
    def write(self, facts: Facts, *, style: Style, on_text: Callable[[str], None] | None = None) -> Draft:
        """An ad that says nothing beyond the facts; the same facts give the same text.

        ``on_text`` is told the text so far while it grows. Raises EngineError when no text could be written.
        """
