"""Check and tidy plates that people type or engines read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plates.engines.european import FOREIGN
from plates.engines.grammar import FNI_WITHOUT_DEPARTMENT, FRENCH, Kind, Template

LONGEST = 12
_SIV_SHAPE = re.compile("([A-Z]{2})([0-9]{3})([A-Z]{2})")
KNOWN_COUNTRIES = tuple(dict.fromkeys(template.country for template in (*FRENCH, *FOREIGN)))


@dataclass(frozen=True)
class ParsedPlate:
    """``country`` is an ISO 3166 code, or "" where the plate fits several countries or none that is known."""

    text: str
    country: str
    kind: Kind


class InvalidPlate(ValueError):
    """The text is no plate; the message tells the seller why."""


def bare(text: str) -> str:
    """Capitals and digits alone: "ab-123 cd" becomes "AB123CD", "Ö" becomes "O"."""
    return "".join(_groups(text))


def masked(text: str) -> str:
    """Enough to tell two plates apart, not enough to find the car: "AB-•••-CD"."""
    return re.sub("[0-9]", "•", text)


def parse_plate(text: str, country: str = "") -> ParsedPlate:
    """Recognise a plate; a plate that could be French is.

    ``country`` (ISO code) says where it comes from when the seller knows: only that country's formats count then, and
    of a country whose formats are not known here any text of 2 to 12 letters and digits is taken.

    Raises InvalidPlate with the reason.
    """
    plain = bare(text)
    if len(plain) < 2:
        raise InvalidPlate(_("Enter a plate such as AB-123-CD."))
    if len(plain) > LONGEST:
        raise InvalidPlate(_("This is too long for a plate: enter one such as AB-123-CD."))
    if country and country not in KNOWN_COUNTRIES:
        return ParsedPlate(" ".join(text.upper().split())[: LONGEST + 4], country, Kind.FOREIGN)
    matching = _matching(text, plain, country)
    if not matching or (not country and _is_a_slip(plain)):
        raise InvalidPlate(_reason(plain, country))
    first = matching[0]
    countries = {template.country for template in matching}
    certain = first.country == "FR" or len(countries) == 1
    return ParsedPlate(first.write(plain) if certain else plain, first.country if certain else "", first.kind)


def _matching(text: str, plain: str, country: str) -> list[Template]:
    """The templates that fit: those grouped as typed first, and of these the French alone if any."""
    everywhere = (*FRENCH, *FNI_WITHOUT_DEPARTMENT, *FOREIGN)
    found = [template for template in everywhere if template.matches(plain) and country in {"", template.country}]
    groups = _groups(text)
    found = [template for template in found if _groups(template.write(plain)) == groups] or found
    return [template for template in found if template.country == "FR"] or found


def _groups(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.upper())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return [group for group in re.split("[^A-Z0-9]+", letters) if group]


def _is_a_slip(plain: str) -> bool:
    """A plate of the French shape that France never gives is more often a slip than Slovak or Italian."""
    return _SIV_SHAPE.fullmatch(plain) is not None and not any(template.matches(plain) for template in FRENCH)


def _reason(plain: str, country: str) -> str:
    if country not in {"", "FR"}:
        return _("This does not look like a plate of the country chosen. Check it, or choose another country.")
    shape = _SIV_SHAPE.fullmatch(plain)
    if shape and set("IOU") & set(shape[1] + shape[3]):
        return _("French plates never use the letters I, O and U. Check it, or choose the country of the plate.")
    if shape and "SS" in {shape[1], shape[3]}:
        return _("French plates never use the pair SS. Check it, or choose the country of the plate.")
    if shape and shape[2] == "000":
        return _("The number of a French plate goes from 001 to 999.")
    return _("This does not look like a plate. Enter it as AB-123-CD or 1234 AB 56, or choose its country.")
