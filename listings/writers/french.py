"""French as it is set and spoken: numbers, dates, elision, agreement, and words made safe to print."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

NARROW = "\u202f"
HARD = "\u00a0"

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
# "c5", "id.3", "bmw", "c-hr": short, with a digit or without a vowel.
CODE = re.compile(r"(?=.*\d)\S{1,4}|[^aeiouy\s]{1,4}")
CARDINALS = (
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
)


def number(value: int) -> str:
    return f"{value:,}".replace(",", NARROW)


def euros(value: int) -> str:
    return f"{number(value)}{HARD}€"


def kilometres(value: int) -> str:
    return f"{number(value)}{HARD}km"


def in_words(value: int) -> str:
    return CARDINALS[value] if 0 <= value < len(CARDINALS) else number(value)


def month_and_year(year: int, month: int | None) -> str:
    return f"{MONTHS[month - 1]}{HARD}{year}" if month else str(year)


def day(value: date) -> str:
    return f"{'1er' if value.day == 1 else value.day}{HARD}{MONTHS[value.month - 1]}{HARD}{value.year}"


def of(words: str) -> str:
    """ "de mars", "d'avril". Names in h- are aspirated here: Honda, Hyundai, Hummer."""
    return f"d’{words}" if _starts_with_vowel(words) else f"de {words}"


def this(noun: str, *, feminine: bool) -> str:
    if feminine:
        return f"cette {noun}"
    return f"cet {noun}" if _starts_with_vowel(noun) else f"ce {noun}"


def my(noun: str, *, feminine: bool) -> str:
    return f"ma {noun}" if feminine and not _starts_with_vowel(noun) else f"mon {noun}"


def at(city: str) -> str:
    """ "à Lyon", "au Mans", "aux Ulis", "à La Rochelle"."""
    if city.startswith("Le "):
        return f"au {city[3:]}"
    return f"aux {city[4:]}" if city.startswith("Les ") else f"à {city}"


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """With its capital and, unless it has one, its full stop."""
    text = capitalised(text.strip())
    return text if not text or text[-1] in ".!?…" else f"{text}."


def clean(text: str, *, limit: int) -> str:
    """One line of a seller's words without markup or invisible characters, cut between words."""
    kept = "".join(_printable(character) for character in unicodedata.normalize("NFC", text))
    kept = re.sub(r"\s+", " ", kept)
    return cut(re.sub(r" ([,.])(?=\s|$)", r"\1", kept).strip(), limit)


def clean_name(text: str, *, limit: int) -> str:
    """A make, a model, a version: as it is written by those who write it well."""
    text = clean(text.replace("*", " "), limit=limit)
    if not text.islower():
        return text
    return " ".join(word.upper() if CODE.fullmatch(word) else word.capitalize() for word in text.split())


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, ended between two words and without a dangling mark."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    space = max(head.rfind(" "), head.rfind("\n"))
    head = head[:space] if space > 0 else text[:limit]
    return head.rstrip(" \n,;:·–—-(/&+" + HARD + NARROW)


def typeset(text: str) -> str:
    """The hard spaces that French puts before its high punctuation, and its curved apostrophe."""
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    return re.sub(r" ([;?!])", NARROW + r"\1", text.replace(" :", f"{HARD}:"))


def _printable(character: str) -> str:
    if character in "<>" or unicodedata.category(character) in {"Cf", "Co", "Cs", "Cn"}:
        return ""
    return " " if unicodedata.category(character)[0] in "CZ" else character


def _starts_with_vowel(words: str) -> bool:
    return unicodedata.normalize("NFD", words[:1].lower())[:1] in set("aeiouy") - {"y"}
