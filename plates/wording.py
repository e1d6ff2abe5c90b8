"""Why a character is not what it looks like, in the seller's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from plates.engines.base import Correction
from plates.engines.grammar import SLOTS


def explanations_of(corrections: Iterable[Correction], country: str) -> list[str]:
    return [_explanation(one, country) % {"read": one.read, "written": one.written} for one in corrections]


def _explanation(one: Correction, country: str) -> str:
    if one.written.isdigit() and not one.read.isdigit():
        if country == "FR":
            return _("Read %(read)s, taken as %(written)s: French plates have a digit here.")
        return _("Read %(read)s, taken as %(written)s: these plates have a digit here.")
    if one.read.isdigit() and not one.written.isdigit():
        if country == "FR":
            return _("Read %(read)s, taken as %(written)s: French plates have a letter here.")
        return _("Read %(read)s, taken as %(written)s: these plates have a letter here.")
    if country == "FR" and one.read not in SLOTS["S"]:
        return _("Read %(read)s, taken as %(written)s: French plates never use %(read)s.")
    return _("Read %(read)s, taken as %(written)s: compare it with the picture.")
