"""The parts of an ad, and how they are set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listings.writers.phrases import EMOJIS

BULLET = "• "


@dataclass(frozen=True)
class Section:
    """``kind`` is a key of EMOJIS; without a heading the lines are one paragraph."""

    kind: str
    lines: Sequence[str]
    heading: str = ""
    bulleted: bool = False

    def printed(self, *, emojis: bool) -> str:
        """Empty without lines."""
        if not self.lines:
            return ""
        mark = BULLET if self.bulleted else ""
        text = "\n".join(line for line in [self.heading, *(f"{mark}{line}" for line in self.lines)] if line)
        return f"{EMOJIS[self.kind]} {text}" if emojis else text
