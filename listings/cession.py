"""The papers of a sale: which there are, until when they serve, and when they are due."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from listings.duties import Words
from listings.facts import Facts
from listings.inspections import inspection_serves_until, needs_inspection

FILE = Path(__file__).with_name("cession.toml")
SOON = timedelta(days=30)
SOON_SHORT = timedelta(days=5)


class Paper(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    sellers: tuple[Literal["garage", "private"], ...] = Field(alias="for")
    when: Literal["before", "at", "after"]
    label: Words
    why: Words
    mark: Literal["R", "K"]
    days: int | None = None
    url: str = ""


class State(StrEnum):
    MISSING = "missing"
    SERVES = "serves"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Reminder:
    """``until`` is the last day on which the paper serves, or by which the declaration is due."""

    code: str
    state: State
    until: date | None = None


@cache
def papers() -> tuple[Paper, ...]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Paper, ...]).validate_python(data["paper"])


def papers_for(kind: str) -> list[Paper]:
    return [paper for paper in papers() if kind in paper.sellers]


def reminders(
    facts: Facts, *, status_certificate: date | None, sold_on: date | None, today: date
) -> dict[str, Reminder]:
    """By the code of the paper, for those that have a day."""
    found = [_inspection(facts, today), _certificate(status_certificate, today)]
    if sold_on:
        due = sold_on + timedelta(days=_days("declaration"))
        found.append(Reminder("declaration", State.ENDED if due < today else State.ENDS_SOON, due))
    return {reminder.code: reminder for reminder in found}


def _inspection(facts: Facts, today: date) -> Reminder:
    if not needs_inspection(facts, today):
        return Reminder("inspection", State.NOT_NEEDED)
    if facts.inspection_date is None:
        return Reminder("inspection", State.MISSING)
    until = inspection_serves_until(facts.inspection_date)
    return Reminder("inspection", _state(until, today, SOON), until)


def _certificate(certificate: date | None, today: date) -> Reminder:
    if certificate is None:
        return Reminder("status_certificate", State.MISSING)
    # "Less than 15 days old": the fourteenth day after it is the last.
    until = certificate + timedelta(days=_days("status_certificate") - 1)
    return Reminder("status_certificate", _state(until, today, SOON_SHORT), until)


def _state(until: date, today: date, soon: timedelta) -> State:
    if until < today:
        return State.ENDED
    return State.ENDS_SOON if until - today <= soon else State.SERVES


def _days(code: str) -> int:
    return next(paper.days or 0 for paper in papers() if paper.code == code)
