"""Dates and years: first registration, technical inspection, and those that no field knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listings.claims.base import Found, Place, Verdict, judged
from listings.facts import Facts
from listings.folding import fold
from listings.writers import english, french

MONTHS = {fold(name): number for names in (french.MONTHS, english.MONTHS) for number, name in enumerate(names, start=1)}
MONTHS |= {"janv": 1, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
NAMED = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR = r"(?:19|20)\d{2}"
DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}}|1er) )?(?P<named>{NAMED})\.? (?P<year>{YEAR})\b"
    rf"|\b(?:(?P<d>\d{{1,2}})[/.-])?(?P<m>\d{{1,2}})[/.-](?P<y>{YEAR})\b"
    rf"|(?<![\d.,/-])(?P<only>{YEAR})\b(?![ .,]\d{{3}}|[/-]\d)"
)
INSPECTION = re.compile(r"controle|\bct\b|inspection|visite technique")
REGISTRATION = re.compile(
    r"circulation|\bmec\b|immatricul|\bannee|millesime|registered|registration|\bde +$|\bd'$|\ben +$|\bof +$"
    r"|\bfrom +$|modele +$"
)
OTHER = re.compile(
    r"revision|vidange|distribution|courroie|pneu|tyre|batterie|battery|factur|garanti|warranty|entretien|servic|achat|achete"
    r"|bought|jusqu|until|embrayage|frein|brake|chang|remplac|replac|restaur|restor|repeint|article|loi\b|phase|depuis|since"
)


def dates(folded: str, facts: Facts) -> Iterator[Found]:
    for match in DATE.finditer(folded):
        place = Place.of(folded, match.start(), match.end())
        year = int(match["year"] or match["y"] or match["only"])
        month = MONTHS[match["named"]] if match["named"] else int(match["m"]) if match["m"] else None
        day = match["day"] or match["d"]
        number = 1 if day == "1er" else int(day) if day else None
        if month is not None and not 1 <= month <= 12:
            continue
        # The word that stands nearest decides: "révision 2024, contrôle technique du 3 mars 2026".
        if _last(INSPECTION, place.before) > _last(OTHER, place.before):
            yield _inspection(match, facts, Said(year, month, number))
        else:
            yield from _registration(match, place, facts, Said(year, month, number))


@dataclass(frozen=True)
class Said:
    year: int
    month: int | None
    day: int | None


def _inspection(match: re.Match[str], facts: Facts, said: Said) -> Found:
    known = facts.inspection_date
    is_true = None
    if known:
        is_true = said.year == known.year and said.month in {None, known.month} and said.day in {None, known.day}
    return Found(*match.span(), "inspection", judged(is_true), "inspection_date", known.isoformat() if known else "")


def _registration(match: re.Match[str], place: Place, facts: Facts, said: Said) -> Iterator[Found]:
    """The month and the year apart, each with its field."""
    year, month = facts.first_registration_year, facts.first_registration_month
    if OTHER.search(place.before) and _last(OTHER, place.before) > _last(REGISTRATION, place.before[:-4]):
        yield Found(*match.span(), "date", Verdict.UNPROVEN)
        return
    is_meant = bool(REGISTRATION.search(place.before)) or "\n" not in match.string[: match.start()]
    is_right = said.year == year and said.month in {None, month}
    # No field knows the day of a first registration.
    if year is None or not (is_meant or is_right) or (is_right and said.day):
        yield Found(*match.span(), "date", Verdict.UNPROVEN)
        return
    if said.month:
        named = match.span("named") if match["named"] else match.span("m")
        verdict = judged(None if month is None else said.month == month)
        yield Found(*named, "registration", verdict, "first_registration_month", str(month or ""))
    only = next(name for name in ("year", "y", "only") if match[name])
    yield Found(*match.span(only), "registration", judged(said.year == year), "first_registration_year", str(year))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)
