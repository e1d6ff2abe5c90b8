"""What a text claims of a car, and what each claim is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from listings.folding import fold


class Verdict(StrEnum):
    TRACED = "traced"
    UNPROVEN = "unproven"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """``field`` is a field of the vehicle, "dealership", "crit_air" or "law", or "" where no field can prove it.

    ``value`` is what that field says, ``kind`` what is claimed, in one word; ``text[start:end]`` is ``phrase``.
    """

    kind: str
    phrase: str
    start: int
    end: int
    verdict: Verdict
    field: str = ""
    value: str = ""

    @property
    def key(self) -> str:
        """The same for the same words, wherever they stand: what a seller has confirmed is not asked again."""
        return f"{self.kind}:{' '.join(fold(self.phrase).split())}"[:200]


@dataclass(frozen=True)
class Found:
    """A claim in folded text, before it has its words."""

    start: int
    end: int
    kind: str
    verdict: Verdict
    field: str = ""
    value: str = ""


def judged(is_true: bool | None) -> Verdict:
    """None: the field is not known."""
    if is_true is None:
        return Verdict.UNPROVEN
    return Verdict.TRACED if is_true else Verdict.CONTRADICTED


@dataclass(frozen=True)
class Place:
    """Where a match stands: what is said before and after it in the same line and sentence."""

    before: str
    after: str

    @classmethod
    def of(cls, folded: str, start: int, end: int, *, reach: int = 45) -> Place:
        before, after = folded[max(0, start - reach) : start], folded[end : end + reach]
        if start > reach:
            # Half a word is no word: "DCT" would be read as "CT".
            before = before.partition(" ")[2] if before[:1].strip() else before
        for mark in ("\n", ". ", "! ", "? ", ";", " - "):
            before, after = before.rpartition(mark)[2], after.partition(mark)[0]
        return cls(before, after)
