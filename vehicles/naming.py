"""Makes and models as sellers write them, brought to one key each.

Portals name a BMW by its engine ("320", "m550"), a Mercedes by class and engine ("a 180"), a MINI by its trim; sellers
say "Série 3", "Classe A", "Hatch". Both come to the family's key, and what was dropped stays in the text the model
reads.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

ALIASES = Path(__file__).parent / "aliases.toml"


class Name(NamedTuple):
    make: str
    family: str
    dropped: str


class Aliases(NamedTuple):
    """``families`` holds, per make's key, what a model's folded name must match and the family it belongs to."""

    makes: dict[str, str]
    families: dict[str, list[tuple[re.Pattern[str], str]]]


@cache
def _aliases() -> Aliases:
    stored = tomllib.loads(ALIASES.read_text(encoding="utf-8"))
    return Aliases(
        stored["makes"],
        {make: [(re.compile(match), name) for match, name in rows] for make, rows in stored["families"].items()},
    )


def fold(text: str) -> str:
    """Lower case, no accents, words of letters and digits with one space between them."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").lower())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def make_key(make: str) -> str:
    key = fold(make.replace("&", " and ")).replace(" ", "")
    return _aliases().makes.get(key, key)


@lru_cache(maxsize=20_000)
def name_of(make: str, model: str) -> Name:
    """The keys of a make and of the model's family, and the words of the model that the family leaves out."""
    key, words = make_key(make), fold(model)
    # "Renault Clio" in the model's field says no more than "Clio".
    words = words.removeprefix(fold(make) + " ")
    renamed = family_of(key, words)
    family = fold(renamed or words)
    # Nor does "Série 3" say more than the family, and no portal's title has it; "320" does.
    return Name(key, family.replace(" ", ""), "" if renamed and words in {family, key} else words)


def family_of(make: str, words: str) -> str:
    """The family as sellers of that make write it; "" when the name is its own family."""
    for pattern, template in _aliases().families.get(make, ()):
        if match := pattern.fullmatch(words):
            return match.expand(template)
    return ""
