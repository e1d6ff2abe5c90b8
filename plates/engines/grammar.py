"""How plates are written: the data that both the decoder and the check of typed plates work from.

A template is a row of slots: ``9`` a digit, ``A`` any letter, ``S`` a letter of the French register (no I, O, U), ``C``
a Spanish one (no vowel, no Q), ``-`` or a space a separator; ``"``-quoted characters stand for themselves.

Sources: arrêté du 9 février 2009 (SIV: no I, O, U; pair SS never given; WW only provisional), arrêté du 5 novembre 1984
(FNI), Real Decreto 2822/1998 (Spain), Wikipedia's "Vehicle registration plates of …" for the others.
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

SLOTS = {
    "9": frozenset(DIGITS),
    "A": frozenset(LETTERS),
    "S": frozenset(LETTERS) - frozenset("IOU"),
    "C": frozenset(LETTERS) - frozenset("AEIOUQ"),
}


class Kind(StrEnum):
    SIV = "siv"
    PROVISIONAL = "ww"
    TRADE = "w"
    FNI = "fni"
    DIPLOMATIC = "diplomatic"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Template:
    kind: Kind
    country: str
    pattern: str

    @cached_property
    def slots(self) -> tuple[frozenset[str], ...]:
        return tuple(slot for slot in self._tokens if isinstance(slot, frozenset))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile("".join(f"[{''.join(sorted(slot))}]" for slot in self.slots))

    def matches(self, bare: str) -> bool:
        """Say whether the bare text (capitals and digits only) is a plate of this template."""
        return self.regex.fullmatch(bare) is not None and not is_never_given(self.kind, bare)

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
    """SS is never given, nor WW at the left of an ordinary plate, nor a number made of zeros alone."""
    if kind is Kind.SIV:
        return bare[:2] in {"SS", "WW"} or bare[5:] == "SS" or bare[2:5] == "000"
    if kind in {Kind.PROVISIONAL, Kind.TRADE}:
        return bare[-2:] == "SS" or bare[-5:-2] == "000"
    if kind is Kind.FNI:
        return bare.startswith("0")
    return False


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

_GERMAN = tuple(
    f"{'A' * place} {'A' * letters} {'9' * digits}"
    for place, letters, digits in product((1, 2, 3), (1, 2), (1, 2, 3, 4))
    if place + letters + digits <= 8
)

FOREIGN = (
    *_templates(Kind.FOREIGN, "ES", "9999 CCC", "A-9999-AA", "AA-9999-AA"),
    *_templates(Kind.FOREIGN, "BE", '"1"-AAA-999', '"2"-AAA-999', '"9"-AAA-999', "AAA-999", "999-AAA"),
    *_templates(Kind.FOREIGN, "IT", "AA 999 AA"),
    *_templates(Kind.FOREIGN, "PT", "99-AA-99", "AA-99-99", "99-99-AA", "AA-99-AA"),
    *_templates(Kind.FOREIGN, "GB", "AA99 AAA", "A999 AAA", "A99 AAA"),
    *_templates(Kind.FOREIGN, "NL", "99-AAA-9", "9-AAA-99", "AA-999-A", "A-999-AA", "AAA-99-A", "99-AA-AA", "AA-AA-99"),
    *_templates(Kind.FOREIGN, "LU", "AA 9999"),
    *_templates(Kind.FOREIGN, "CH", "AA 9999", "AA 99999", "AA 999999"),
    *_templates(Kind.FOREIGN, "SK", "AA-999AA"),
    *_templates(Kind.FOREIGN, "CZ", "9A9 9999", "9AA 9999", "AAA 99-99"),
    *_templates(Kind.FOREIGN, "PL", "AA 99999", "AA 9999A", "AA 999AA", "AAA 99999", "AAA 9AA9", "AAA A999"),
    *_templates(Kind.FOREIGN, "RO", "AA 99 AAA", '"B" 99 AAA', '"B" 999 AAA'),
    *_templates(Kind.FOREIGN, "BG", "A 9999 AA", "AA 9999 AA"),
    *_templates(Kind.FOREIGN, "HU", "AAA-999", "AA AA-999"),
    *_templates(Kind.FOREIGN, "HR", "AA 999-AA", "AA 9999-AA", "AA 999-A"),
    *_templates(Kind.FOREIGN, "SI", "AA AA-999", "AA A9-999", "AA 99-AAA"),
    *_templates(Kind.FOREIGN, "AT", "AA-999 AA", "A-9999 A", "A-99999 A", "AA-999 A", "AA-99 AAA", "A-999 AAA"),
    *_templates(Kind.FOREIGN, "SE", "AAA 999", "AAA 99A"),
    *_templates(Kind.FOREIGN, "DK", "AA 99 999"),
    *_templates(Kind.FOREIGN, "NO", "AA 99999"),
    *_templates(Kind.FOREIGN, "FI", "AAA-999"),
    *_templates(Kind.FOREIGN, "IE", "99-A-99999", "999-A-99999", "99-A-9999", "999-A-9999", "999-A-999", "999-AA-999"),
    *_templates(Kind.FOREIGN, "LT", "AAA 999"),
    *_templates(Kind.FOREIGN, "LV", "AA-9999"),
    *_templates(Kind.FOREIGN, "EE", "999 AAA"),
    *_templates(Kind.FOREIGN, "GR", "AAA-9999"),
    *_templates(Kind.FOREIGN, "TR", "99 AAA 99", "99 AA 999", "99 A 9999", "99 AA 9999", "99 AAA 999"),
    *_templates(Kind.FOREIGN, "DE", *_GERMAN),
)

# How much likelier one kind is than another on the cars of a French seller, before anything is seen.
_COMMON = {Kind.SIV: 1.0, Kind.PROVISIONAL: 0.5, Kind.TRADE: 0.5, Kind.DIPLOMATIC: 0.02, Kind.FOREIGN: 0.02}
_FNI_BY_LETTERS = {1: 0.01, 2: 0.3, 3: 0.2}
_FNI_CUT_SHORT = 0.01
# These write plates of the French shape: without other evidence such a plate is French.
_LIKE_FRENCH = {"IT": 0.004, "SK": 0.004}
# Shorter foreign plates are real but rare, and every second word on a shop front would be one.
_SHORTEST_FOREIGN = 5


def weighted_templates() -> list[tuple[Template, float]]:
    """The templates to look for in photos, each with its prior."""
    french = [(template, _prior(template)) for template in FRENCH]
    cut_short = [(template, _FNI_CUT_SHORT) for template in FNI_WITHOUT_DEPARTMENT]
    foreign = [(template, _prior(template)) for template in FOREIGN if len(template.slots) >= _SHORTEST_FOREIGN]
    return french + cut_short + foreign


def _prior(template: Template) -> float:
    if template.kind is Kind.FNI:
        return _FNI_BY_LETTERS[template.pattern.count("S")]
    return _LIKE_FRENCH.get(template.country, _COMMON[template.kind])
