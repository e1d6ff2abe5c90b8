"""What every channel takes and gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from listings.facts import Facts


@dataclass(frozen=True, kw_only=True)
class AdFacts:
    """An ad ready to go out. ``mentions`` is the legal paragraph that ends ``text``, which no channel may cut."""

    facts: Facts
    title: str
    text: str
    mentions: str = ""


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """``fields`` are (label, value) in the order of the portal's form, unknown values left out.

    ``photo_size`` is the longest side in pixels, ``domains`` those under which a published ad lives, ``notes`` what was
    cut or left out and why, in French.
    """

    label: str
    title: str
    text: str
    fields: tuple[tuple[str, str], ...]
    photo_size: int
    max_photos: int
    form_url: str
    domains: tuple[str, ...]
    title_limit: int
    text_limit: int
    notes: tuple[str, ...] = ()


class Channel(ABC):
    name: ClassVar[str]

    @abstractmethod
    def prepare(self, ad: AdFacts) -> Preparation:
        """The ad within the portal's limits. Raises EngineError when the channel cannot answer."""
