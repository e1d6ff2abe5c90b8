"""The duties of duties.toml, and words that are data in two languages."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, TypeAdapter

FILE = Path(__file__).with_name("duties.toml")


class Level(StrEnum):
    BLOCKING = "blocking"
    WARNING = "warning"
    ADVICE = "advice"


class Words(BaseModel):
    """``str()`` is what the reader's language says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    en: str
    fr: str

    def __str__(self) -> str:
        return self.en if (get_language() or "fr").startswith("en") else self.fr


class Duty(BaseModel):
    """``garage`` and ``private`` are the levels at which it binds each kind of seller; None where it does not.

    ``field`` is where it is put right: a field of the vehicle, "text" for the ad, "dealership" for who sells.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    field: str
    label: Words
    why: Words
    source: str
    in_force_since: date
    read: date
    mark: Literal["R", "K"]
    check: str = "filled"
    garage: Level | None = None
    private: Level | None = None

    def level_for(self, *, is_garage: bool) -> Level | None:
        return self.garage if is_garage else self.private


@cache
def duties() -> tuple[Duty, ...]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Duty, ...]).validate_python(data["duty"])


def duty(code: str) -> Duty:
    return next(one for one in duties() if one.code == code)
