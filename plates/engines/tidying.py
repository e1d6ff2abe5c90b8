"""What another reader read, written as plates are: our grammar over somebody else's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plates.engines.base import Correction
from plates.engines.european import FOREIGN
from plates.engines.grammar import FNI_WITHOUT_DEPARTMENT, FRENCH, Template

# Characters that readers take for one another (complaints about every reader name these).
LOOK_ALIKES = {
    "0": "ODQ", "O": "0QD", "D": "0O", "Q": "0O", "1": "IL", "I": "1L", "L": "1", "2": "Z", "Z": "2", "5": "S",
    "S": "5", "8": "B", "B": "8", "6": "G", "G": "6", "4": "A", "A": "4", "7": "T", "T": "7", "U": "V", "V": "U",
}  # fmt: skip
_MOST_CORRECTIONS = 2


@dataclass(frozen=True)
class Tidied:
    """``country`` is "" and ``fits`` false where no known plate is written like this."""

    text: str
    country: str
    fits: bool
    corrections: tuple[Correction, ...] = ()


def tidy(text: str, country: str) -> Tidied:
    """``country`` (ISO code, or "") is what the other reader takes it for: its formats come first, then the French.

    A slip in a plate of that country is likelier than a plate of a third one.
    """
    bare = re.sub("[^A-Z0-9]", "", text.upper())
    own = tuple(template for template in FOREIGN if template.country == country)
    french = (*FRENCH, *FNI_WITHOUT_DEPARTMENT)
    told = own or (french if country == "FR" else ())
    ways = (_exact(bare, own), _exact(bare, french), _corrected(bare, told), _exact(bare, FOREIGN))
    return next((found for found in ways if found), None) or _corrected(bare, french) or Tidied(bare, "", fits=False)


def _exact(bare: str, templates: tuple[Template, ...]) -> Tidied | None:
    fitting = next((template for template in templates if template.matches(bare)), None)
    return Tidied(fitting.write(bare), fitting.country, fits=True) if fitting else None


def _corrected(bare: str, templates: tuple[Template, ...]) -> Tidied | None:
    """The template that the fewest look-alikes lead to."""
    found: list[tuple[int, Tidied]] = []
    for template in templates:
        corrections = _corrections(bare, template)
        if corrections is None or len(corrections) > _MOST_CORRECTIONS:
            continue
        characters = list(bare)
        for one in corrections:
            characters[one.index] = one.written
        plate = "".join(characters)
        if template.matches(plate):
            found.append(
                (len(corrections), Tidied(template.write(plate), template.country, fits=True, corrections=corrections))
            )
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _corrections(bare: str, template: Template) -> tuple[Correction, ...] | None:
    if len(bare) != len(template.slots):
        return None
    corrections = []
    for index, (character, slot) in enumerate(zip(bare, template.slots, strict=True)):
        if character in slot:
            continue
        written = next((other for other in LOOK_ALIKES.get(character, "") if other in slot), "")
        if not written:
            return None
        corrections.append(Correction(index, character, written))
    return tuple(corrections)
