"""How plates are written: the data that both the decoder and the check of typed plates work from.

A template is a row of slots, each a letter or a digit of SLOTS, with ``-`` or a space where the plate has a gap;
``"``-quoted characters stand for themselves. Other countries' plates are in ``plates.engines.european``.

Sources: arrêté du 9 février 2009 (SIV: no I, O, U; pair SS never given; WW only provisional), arrêté du 5 novembre 1984
(FNI), arrêté du 20 mai 2009 (diplomatic plates).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
ALPHABET = LETTERS + DIGITS

_EVERY = frozenset(LETTERS)
SLOTS = {
    "9": frozenset(DIGITS),
    "8": frozenset(DIGITS) - {"0"},
    "A": _EVERY,
    "*": frozenset(ALPHABET),
    # French, Spanish, Italian and Dutch letters.
    "S": _EVERY - frozenset("IOU"),
    "C": _EVERY - frozenset("AEIOUQ"),
    "I": _EVERY - frozenset("IOQU"),
    "N": _EVERY - frozenset("AEIOUYCQ"),
    # British: of the region or the year, of the series, of Northern Ireland.
    "G": _EVERY - frozenset("IQZ"),
    "B": _EVERY - frozenset("IQ"),
    "Z": frozenset("IZ"),
    # A Czech region, a Polish voivodeship, the ending of a German electric or historic car.
    "R": frozenset("ABCEHJKLMPSTUZ"),
    "P": _EVERY - frozenset("QXY"),
    "T": frozenset("EH"),
}


class Kind(StrEnum):
    SIV = "siv"
    PROVISIONAL = "ww"
    TRADE = "w"
    FNI = "fni"
    DIPLOMATIC = "diplomatic"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Template:
    """``places``, where given, are the only texts that the first group may have."""

    kind: Kind
    country: str
    pattern: str
    places: frozenset[str] = frozenset()

    @cached_property
    def slots(self) -> tuple[frozenset[str], ...]:
        return tuple(slot for slot in self._tokens if isinstance(slot, frozenset))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile("".join(f"[{''.join(sorted(slot))}]" for slot in self.slots))

    def matches(self, bare: str) -> bool:
        """Say whether the bare text (capitals and digits only) is a plate of this template."""
        return self.regex.fullmatch(bare) is not None and self.may_be_given(bare)

    def may_be_given(self, bare: str) -> bool:
        """Say whether a text that fits the slots is not excluded by a rule."""
        place = bare[: self.gaps[0]] if self.gaps else bare
        return (not self.places or place in self.places) and not is_never_given(self.kind, bare)

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """How many characters stand before each gap."""
        return self._before({"-", " "})

    @cached_property
    def narrow_gaps(self) -> tuple[int, ...]:
        """How many characters stand before each gap without a hyphen."""
        return self._before({" "})

    def _before(self, separators: set[str]) -> tuple[int, ...]:
        return tuple(
            sum(isinstance(before, frozenset) for before in self._tokens[:at])
            for at, token in enumerate(self._tokens)
            if token in separators
        )

    def write(self, bare: str) -> str:
        """Put the separators back into a bare text that matches."""
        characters = iter(bare)
        return "".join(next(characters) if isinstance(token, frozenset) else token for token in self._tokens)

    @cached_property
    def _tokens(self) -> tuple[frozenset[str] | str, ...]:
        tokens: list[frozenset[str] | str] = []
        quoted = False
        for character in self.pattern:
            if character == '"':
                quoted = not quoted
            elif quoted:
                tokens.append(frozenset(character))
            else:
                tokens.append(SLOTS.get(character, character))
        return tuple(tokens)


def is_never_given(kind: Kind, bare: str) -> bool:
    """SS is never given, nor WW at the left of an ordinary plate, nor a number made of zeros alone.

    A plate of unknown kind has two letters and a digit at least; words and numbers are no plates.
    """
    if kind is Kind.SIV:
        return bare[:2] in {"SS", "WW"} or bare[5:] == "SS" or bare[2:5] == "000"
    if kind in {Kind.PROVISIONAL, Kind.TRADE}:
        return bare[-2:] == "SS" or bare[-5:-2] == "000"
    if kind is Kind.FNI:
        return bare.startswith("0")
    return kind is Kind.UNKNOWN and (bare.isalpha() or sum(character.isalpha() for character in bare) < 2)


def _templates(kind: Kind, country: str, *patterns: str) -> tuple[Template, ...]:
    return tuple(Template(kind, country, pattern) for pattern in patterns)


# Departments: 01 to 95, Corsica 2A and 2B, overseas 971 to 976.
_FNI_DEPARTMENTS = ("99", '"2A"', '"2B"', '"97"9')
# Up to three letters followed up to three digits; two letters up to four.
_FNI_SERIES = tuple(
    f"{'9' * digits} {'S' * letters}"
    for digits, letters in product((1, 2, 3, 4), (1, 2, 3))
    if (digits, letters) != (4, 3)
)

FRENCH = (
    *_templates(Kind.PROVISIONAL, "FR", '"WW"-999-SS'),
    *_templates(Kind.SIV, "FR", "SS-999-SS"),
    *_templates(Kind.TRADE, "FR", '"W"-999-SS'),
    *_templates(Kind.FNI, "FR", *(f"{series} {place}" for series, place in product(_FNI_SERIES, _FNI_DEPARTMENTS))),
    *_templates(
        Kind.DIPLOMATIC,
        "FR",
        *(
            f'{"9" * left} "{mark}" {"9" * right}'
            for left, mark, right in product((1, 2, 3), ("CD", "CMD", "C", "K"), (1, 2, 3, 4))
        ),
    ),
)

# The department may be missing on the plate as photographed, or be left out by who types it.
FNI_WITHOUT_DEPARTMENT = _templates(Kind.FNI, "FR", *(series for series in _FNI_SERIES if len(series) > 5))
