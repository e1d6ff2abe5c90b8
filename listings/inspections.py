"""How long a technical inspection serves a sale (code de la route, art. R. 323-22)."""

from __future__ import annotations

import calendar
from datetime import date

from listings.facts import Facts

AGE_YEARS = 4
VALID_MONTHS = 6


def needs_inspection(facts: Facts, today: date) -> bool:
    """Whether the car is over four years old: a month not known counts as December, in the seller's favour."""
    if facts.first_registration_year is None:
        return False
    month = facts.first_registration_month or 12
    return (today.year - facts.first_registration_year) * 12 + today.month - month > AGE_YEARS * 12


def inspection_is_fresh(inspection: date, today: date) -> bool:
    return inspection <= today <= inspection_serves_until(inspection)


def inspection_serves_until(inspection: date) -> date:
    """The last day on which the report may be given to a buyer."""
    return months_after(inspection, VALID_MONTHS)


def months_after(day: date, months: int) -> date:
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
