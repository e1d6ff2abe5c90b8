"""Portals without an open interface: everything is prepared, the seller fills in the portal's own form."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from listings.channels import fitting
from listings.channels.base import AdFacts, Channel, Preparation
from listings.contacts import without_contacts
from listings.critair import UNCLASSED, crit_air
from listings.facts import Facts

PORTALS = Path(__file__).with_name("portals.toml")


class PortalField(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    fact: str
    label: str


class Portal(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    label: str
    form_url: str
    domains: tuple[str, ...]
    source: str
    title_limit: Annotated[int, Field(gt=0)]
    text_limit: Annotated[int, Field(gt=0)]
    max_photos: Annotated[int, Field(gt=0)]
    photo_size: Annotated[int, Field(gt=0)]
    contacts_refused: bool
    plain_typography: bool = False
    fields: tuple[PortalField, ...]
    values: dict[str, dict[str, str]]


class AssistedChannel(Channel):
    """``portal`` is a table of portals.toml. Raises KeyError for one that is not there."""

    name = "assisted"

    def __init__(self, *, portal: str) -> None:
        self.portal = portals()[portal]

    def prepare(self, ad: AdFacts) -> Preparation:
        portal, notes = self.portal, []
        title, text = ad.title, ad.text
        if portal.contacts_refused:
            kept = (without_contacts(title), without_contacts(text))
            if kept != (title.strip(), text.strip()):
                notes.append(f"Coordonnées et liens retirés : {portal.label} les refuse dans le texte.")
            title, text = kept
        if len(text) > portal.text_limit:
            notes.append(f"Texte raccourci à {portal.text_limit} caractères, mentions légales conservées.")
        return Preparation(
            label=portal.label,
            title=self._typeset(fitting.cut(title, portal.title_limit)),
            text=self._typeset(fitting.cut_before(text, ad.mentions, portal.text_limit)),
            fields=tuple(self._fields(ad.facts)),
            photo_size=portal.photo_size,
            max_photos=portal.max_photos,
            form_url=portal.form_url,
            domains=portal.domains,
            title_limit=portal.title_limit,
            text_limit=portal.text_limit,
            notes=tuple(notes),
        )

    def _typeset(self, words: str) -> str:
        return fitting.plain(words) if self.portal.plain_typography else words

    def _fields(self, facts: Facts) -> list[tuple[str, str]]:
        found = []
        for field in self.portal.fields:
            value = READERS[field.fact](facts) if field.fact in READERS else str(getattr(facts, field.fact) or "")
            if field.fact in self.portal.values:
                value = self.portal.values[field.fact].get(value, "")
            if value:
                found.append((field.label, value))
        return found


def portals() -> dict[str, Portal]:
    return TypeAdapter(dict[str, Portal]).validate_python(tomllib.loads(PORTALS.read_text(encoding="utf-8")))


def _registration(facts: Facts) -> str:
    if not facts.first_registration_year:
        return ""
    month = facts.first_registration_month
    return f"{month:02d}/{facts.first_registration_year}" if month else str(facts.first_registration_year)


def _crit_air(facts: Facts) -> str:
    level = crit_air(facts)
    return "Non classé" if level == UNCLASSED else level or ""


def _mileage_status(facts: Facts) -> str:
    if facts.mileage_km is None:
        return ""
    return "Oui" if facts.mileage_guaranteed else "Non"


def _first_hand(facts: Facts) -> str:
    if facts.owners_count is None:
        return ""
    return "Oui" if facts.owners_count == 1 else "Non"


def _inspection(facts: Facts) -> str:
    return f"{facts.inspection_date:%d/%m/%Y}" if facts.inspection_date else ""


READERS: dict[str, Callable[[Facts], str]] = {
    "registration": _registration,
    "crit_air": _crit_air,
    "mileage_km": lambda facts: "" if facts.mileage_km is None else str(facts.mileage_km),
    "mileage_status": _mileage_status,
    "first_hand": _first_hand,
    "inspection": _inspection,
    "options": lambda facts: ", ".join(facts.options),
    "postcode": lambda facts: facts.seller.postcode,
    "postcode_and_city": lambda facts: f"{facts.seller.postcode} {facts.seller.city}".strip(),
}
