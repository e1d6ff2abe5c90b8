"""Equipment as ads name it in both languages, from equipment.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("equipment.toml")
INCHES = re.compile(r"\b(\d{2})\s?(?:\"|''|”|pouces?\b)|\b(\d{2})$")


@dataclass(frozen=True)
class Equipment:
    """``french`` and ``english`` find it in folded text."""

    key: str
    french: re.Pattern[str]
    english: re.Pattern[str]
    name: str
    is_upkeep: bool


@cache
def equipment_words() -> tuple[Equipment, ...]:
    data = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return tuple(
        Equipment(
            key=key,
            french=re.compile(rf"\b(?:{entry['fr']})(?!\w)"),
            english=re.compile(rf"\b(?:{entry.get('en_re') or re.escape(entry['en'].lower())})(?!\w)"),
            name=entry["en"],
            is_upkeep=table == "upkeep",
        )
        for table in ("upkeep", "items")
        for key, entry in data[table].items()
    )


def equipment_in(folded: str) -> Equipment | None:
    """What an option, folded, is; None for one that is not known."""
    found = [(match.end() - match.start(), word) for word in equipment_words() if (match := word.french.search(folded))]
    return max(found, key=lambda one: one[0])[1] if found else None


def in_english(option: str, folded: str) -> str:
    """ "" for an option that is not known. The size of wheels is kept."""
    word = equipment_in(folded)
    if word is None:
        return ""
    size = INCHES.search(option) if word.key == "alloys" else None
    return f"{size[1] or size[2]}-inch {word.name}" if size else word.name
