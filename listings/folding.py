"""Text folded for comparison: lower case, no accents, plain spaces and apostrophes; each character in its place."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SAME = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "•": " ", "œ": "o", "æ": "a"}


def fold(text: str) -> str:
    """As long as ``text``, so that what is found in it is found at the same place there."""
    return "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in SAME:
        return SAME[character]
    if character != "\n" and (character.isspace() or unicodedata.category(character) in {"Cf", "Cc"}):
        return " "
    lower = character.lower()
    base = unicodedata.normalize("NFD", lower)[:1]
    return base if len(lower) == 1 else character
