"""A text brought within a portal's limits and rules."""

from __future__ import annotations

import re

PLAIN = str.maketrans({"’": "'", "\u202f": " ", "\u00a0": " ", "•": "-", "–": "-", "“": '"', "”": '"'})
ELLIPSIS = "…"


def plain(text: str) -> str:
    """Signs that old forms turn into question marks, by others that they know."""
    return text.translate(PLAIN)


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, ended between two words and without a dangling mark."""
    if len(text) <= limit:
        return text
    # Hard spaces hold together what must not be parted: "98 700 km".
    spaces = [match.start() for match in re.finditer(r"[ \n]", text[: limit + 1])]
    head = text[: spaces[-1]] if spaces else text[:limit]
    return head.rstrip(" \n\u00a0\u202f,;:·–—-(/&+")


def cut_before(text: str, ending: str, limit: int) -> str:
    """At most ``limit`` characters, taken from the middle so that ``ending``, where the text has it, stays whole."""
    if len(text) <= limit:
        return text
    if not ending or not text.endswith(ending) or len(ending) + 20 > limit:
        return cut(text, limit - len(ELLIPSIS)) + ELLIPSIS
    body = text[: -len(ending)].rstrip()
    return f"{cut(body, limit - len(ending) - len(ELLIPSIS) - 2)}{ELLIPSIS}\n\n{ending}"
