"""Ads for a CSV of cars, row by row, without a database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from listings.claims.base import Verdict
from listings.compliance import Case, findings_of
from listings.facts import GARAGE, PRIVATE, Facts, Seller
from listings.reporting import problems_of
from listings.writers.base import Style
from listings.writers.templates import TemplateWriter
from vehicles.cars_csv import cells_of

REQUIRED = ("listing_id", "make", "model")
TEXTS = ("make", "model", "version", "fuel", "gearbox", "body", "color", "condition_notes")
NUMBERS = {
    "first_registration_year": (1900, 2100), "first_registration_month": (1, 12), "mileage_km": (0, 2_000_000),
    "power_hp": (1, 2500), "fiscal_power": (1, 200), "doors": (1, 7), "seats": (1, 99), "price_eur": (1, 10_000_000),
    "owners_count": (1, 50),
}  # fmt: skip
LONGEST = 10_000
TRUE = {"1", "true", "yes", "oui", "y", "o"}


@dataclass(frozen=True)
class Row:
    """``facts`` is None, and ``problem`` says why, where the line cannot be understood."""

    listing_id: str
    facts: Facts | None
    problem: str = ""


def rows_of(path: Path, *, seller: Seller | None = None) -> Iterator[Row]:
    """``seller`` takes the place of the one that the rows' seller_type tells. Raises WrongFile."""
    return (_row(cells, seller) for cells in cells_of(path, REQUIRED))


def ad_of(row: Row, *, style: Style, today: date) -> dict[str, Any]:
    """One line of the output: the claims are those that a field proves, all the others are among the problems."""
    if row.facts is None:
        problem = {"code": "unreadable", "level": "blocking", "field": "", "why": row.problem, "phrases": []}
        return {"listing_id": row.listing_id, "title": "", "text": "", "claims": [], "problems": [problem]}
    draft = TemplateWriter().write(row.facts, style=style)
    case = Case(row.facts, draft.text, today, draft.title)
    traced = [claim for claim in case.claims if claim.verdict is Verdict.TRACED]
    return {
        "listing_id": row.listing_id,
        "title": draft.title,
        "text": draft.text,
        "claims": [{"phrase": claim.phrase, "field": claim.field, "value": claim.value} for claim in traced],
        "problems": problems_of(findings_of(case)),
    }


def _row(cells: dict[str, str], seller: Seller | None) -> Row:
    listing_id = cells.get("listing_id", "")
    try:
        known: dict[str, Any] = {name: cells.get(name, "")[:LONGEST] for name in TEXTS}
        known |= {name: _whole(cells, name, *limits) for name, limits in NUMBERS.items()}
        inspected = cells.get("inspection_date")
        facts = Facts(
            **known,
            inspection_date=date.fromisoformat(inspected) if inspected else None,
            mileage_guaranteed=cells.get("mileage_guaranteed", "").lower() in TRUE,
            options=tuple(part.strip() for part in re.split(r"[|;\n]", cells.get("options", "")) if part.strip()),
            seller=seller or Seller(kind=PRIVATE if cells.get("seller_type") == "private" else GARAGE),
        )
    except (ValueError, OverflowError) as error:
        return Row(listing_id, None, str(error))
    if seller is None and cells.get("city"):
        facts = replace(facts, seller=replace(facts.seller, city=cells["city"]))
    return Row(listing_id, facts)


def _whole(cells: dict[str, str], column: str, least: int, most: int) -> int | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        value = int(text) if text.isdigit() else round(float(text))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{column}: {text[:40]!r} is not a number") from error
    if not least <= value <= most:
        raise ValueError(f"{column}: {text[:40]} is not between {least} and {most}")
    return value
