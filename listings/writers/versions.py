"""A car's version as it may be printed: what sellers pack into the field besides, and nobody has proven, left out."""

from __future__ import annotations

import html
import re
import unicodedata

from listings.claims import numbers, words
from listings.claims.base import Verdict
from listings.facts import Facts
from listings.folding import fold
from listings.writers import french

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|%2B")
# Sales talk and particulars that have fields of their own; from there on the version is no version any more.
TALK = re.compile(
    r"(?:\b(?:garanti\w*|[123]\s?[eè]?(?:re|er|me|eme)?\s?main\b|premi[eè]re? main|deuxi[eè]me main|tva\b|entretien"
    r"|suivi\b|r[eé]vis[eé]|origine\b|fran[cç]ais\b|malus|reprise|livraison|factures?|ct ok|faible|tout compris|prix"
    r"|urgent|n[eé]goci\w*|soh\b|km wltp)"
    r"|\b\d[\d\s.,]*(?:mkm|kms?)\b|\b\d{5,}\b|\d\s?%|€|\bkms?\b).*",
    re.IGNORECASE,
)
# A year here would be taken for that of the first registration.
YEAR = re.compile(r"\b(?:19[5-9]|20[0-3])\d(?:\.\d)?\b(?!\s?cm)")
LAST_WORDS = re.compile(r"(?:\s+(?:de|du|des|et|avec|pour|hors|série|annee|année|-\d{2}|&|\+))+$", re.IGNORECASE)
REPEATED_WORD = re.compile(r"\b(\w+)(?: \1)+\b", re.IGNORECASE)
LONGEST = 80


def clean_version(facts: Facts, *, make: str, model: str) -> str:
    """Without what another field contradicts either. Empty where nothing is left that says anything."""
    text = ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else "+", html.unescape(facts.version))
    text = french.clean(re.sub(r"[*/|~«»#]+", " ", text), limit=LONGEST)
    text = YEAR.sub("", TALK.sub("", text))
    text = _without_contradictions(text, facts)
    text = REPEATED_WORD.sub(r"\1", without_name(re.sub(r"\s+", " ", text).strip(), make, model))
    text = LAST_WORDS.sub("", re.sub(r"\(\s*\)|\([^)]*$", "", text).strip(" -–—,;:+&!.'’"))
    text = re.sub(r"\s+", " ", text).strip(" -–—,;:+&!.'’")
    return "" if re.fullmatch(r"\d{1,2}", text) else text


def _without_contradictions(text: str, facts: Facts) -> str:
    folded = fold(text)
    readers = (numbers.power, numbers.doors, numbers.seats, words.fuel, words.gearbox)
    wrong = [found for read in readers for found in read(folded, facts) if found.verdict is Verdict.CONTRADICTED]
    for found in sorted(wrong, key=lambda one: one.start, reverse=True):
        text = text[: found.start] + text[found.end :]
    return text


def without_name(version: str, make: str, model: str) -> str:
    """Sellers often repeat make, model or the model's last word ("A 180", "180 Style") at the head of the version."""
    for name in (make, model, *model.split()[-1:]):
        if name and _plain(version).startswith(f"{_plain(name)} "):
            version = version[len(name) + 1 :].strip(" -–,;:")
    return version


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
