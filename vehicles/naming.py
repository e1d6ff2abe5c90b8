"""Makes and models as sellers write them, brought to one key each.

Portals name a BMW by its engine ("320", "m550"), a Mercedes by class and engine ("a 180"), a MINI by its trim; sellers
say "Série 3", "Classe A", "Hatch". Both come to the family's key, and what was dropped stays in the text the model
reads.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

MAKE_ALIASES = {
    "alfa": "alfaromeo",
    "alpineb": "alpine",
    "astonmartinlagonda": "astonmartin",
    "bmwalpina": "alpina",
    "chevy": "chevrolet",
    "dsautomobiles": "ds",
    "landroverrangerover": "landrover",
    "lynkco": "lynkandco",
    "mercedes": "mercedesbenz",
    "mercedesamg": "mercedesbenz",
    "mgmotor": "mg",
    "rangerover": "landrover",
    "teslamotors": "tesla",
    "vw": "volkswagen",
}

# Per make: what a folded model name must match, and the family it belongs to ("\1" is the first group).
FAMILIES: dict[str, tuple[tuple[str, str], ...]] = {
    "mercedesbenz": (
        (r"(?:classe |class )?([abcegrstvx])(?: klasse| class)?(?: \d.*)?", r"Classe \1"),
        (r"maybach s klasse", "Classe S"),
        (r"(eq[es] suv).*", r"\1"),
        (r"(cl|cla|clc|cle|clk|cls|eq[abcestv]|gl|gla|glb|glc|gle|glk|gls|ml|sl|slc|slk)(?: \d.*)?", r"\1"),
    ),
    "bmw": (
        (r"1er m coupe", "Série 1"),
        (r"active hybrid (\d)", r"Série \1"),
        (r"active hybrid x6", "X6"),
        (r"(?:serie |series )?([1-8])(?: ?er)?", r"Série \1"),
        (r"m?([1-8])\d\d\b.*", r"Série \1"),
    ),
    "mini": (
        (r".*\b(countryman|clubman|aceman|paceman|roadster)\b.*", r"\1"),
        (r".*\bcabrio(?:let)?\b.*", "Cabrio"),
        (r".*\bcoupe\b.*", "Coupé"),
        (r"mini|hatch.*|3 portes|5 portes|cooper.*|one.*|john cooper works|jcw", "Hatch"),
    ),
    "volkswagen": (
        (r"(golf|polo) (?:gti|gtd|gte|r)", r"\1"),
        (r"e golf", "Golf"),
        (r"(golf|passat) (?:variant|sw|break)", r"\1 SW"),
        (r"(?:new beetle|beetle|maggiolino|coccinelle)", "Coccinelle"),
        (r"t\d(?: 1)? (multivan|transporter|california|caravelle|kombi)", r"\1"),
    ),
    "renault": ((r"(?:renault |r )?([45])(?: e tech.*)?", r"R\1"), (r"(megane|kangoo) e tech.*", r"\1 E-Tech")),
    "citroen": (
        (r"e c4 electric", "ë-C4"),
        (r"(?:ds ?)([345])", r"DS\1"),
        (r"grand c4 (picasso|spacetourer)", r"Grand C4 \1"),
    ),
    "ds": ((r"([34579])( crossback)?", r"DS \1\2"), (r"n ?°? ?8", "N°8")),
    "porsche": ((r"99[1-9]|911.*", "911"), (r"718.*", "718")),
    "kia": (
        (r"ceed sw.*", "Ceed SW"),
        (r"ceed.*|cee d.*", "Ceed"),
        (r"proceed.*|pro ?cee ?d", "ProCeed"),
    ),
    "lexus": ((r"(ux|nx|rx|es|is|rc|ls|lc|ct)(?: .*)?", r"\1"),),
    "opel": ((r"(crossland|grandland) x", r"\1"), (r"(corsa|mokka|ampera) e", r"\1-e")),
    "fiat": ((r"new panda|panda", "Panda"), (r"500c?(?: abarth)?", "500"), (r"500 e|500e", "500e")),
    "abarth": ((r"(595|695|500)c?(?: .*)?", r"\1"),),
    "ford": ((r"ka ka|ka", "Ka"), (r"f (150|250)", r"F-\1"), (r"mustang mach e", "Mustang Mach-E")),
    "toyota": ((r"rav ?4", "RAV4"), (r"aygo x", "Aygo X")),
    "mazda": ((r"(?:mazda ?)?([2356])", r"Mazda\1"),),
    "nissan": ((r"qashqai 2", "Qashqai+2"),),
    "polestar": ((r"(?:polestar ?)?([1-5])", r"Polestar \1"),),
    "smart": ((r"([135])", r"#\1"),),
    "tesla": ((r"(?:model )?([3sxy])", r"Model \1"),),
    "dodge": ((r"ram(?: 1500)?", "Ram"),),
}


class Name(NamedTuple):
    make: str
    family: str
    dropped: str


def fold(text: str) -> str:
    """Lower case, no accents, words of letters and digits with one space between them."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").lower())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def make_key(make: str) -> str:
    key = fold(make.replace("&", " and ")).replace(" ", "")
    return MAKE_ALIASES.get(key, key)


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
    for pattern, template in FAMILIES.get(make, ()):
        match = re.fullmatch(pattern, words)
        if match:
            return match.expand(template)
    return ""
