"""A car as the writers speak of it: its facts cleaned, and a choice of words that is stable for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from listings.facts import GARAGE, PRIVATE, Facts
from listings.writers import equipment, french, phrases
from listings.writers.base import Style, Tone
from listings.writers.versions import clean_version
from vehicles.catalogue import models_of, tidy_make, tidy_model

UNKNOWN = {"unknown", "inconnu", "autre", "other", "divers"}
CONDITION_SHORT, CONDITION_LONG = 600, 1200


@dataclass(frozen=True)
class Subject:
    facts: Facts
    style: Style

    @property
    def tone(self) -> Tone:
        return self.style.tone

    @cached_property
    def make(self) -> str:
        return tidy_make(french.clean_name(self.facts.make, limit=40))

    @cached_property
    def model(self) -> str:
        model = french.clean_name(self.facts.model, limit=40)
        if model.lower() in UNKNOWN:
            return ""
        tidy = tidy_model(self.make, model)
        return tidy if tidy != model else self._capitals(model)

    def _capitals(self, model: str) -> str:
        """ "Gle 400": the catalogue knows that GLE is written in capitals."""
        capitals = {name.lower(): name for name in models_of(self.make) if name.isupper()}
        return " ".join(capitals.get(word.lower(), word) for word in model.split())

    @property
    def name(self) -> str:
        if self.make and self.model.lower().startswith(f"{self.make.lower()} "):
            return self.model
        return f"{self.make} {self.model}".strip()

    @cached_property
    def version(self) -> str:
        return clean_version(self.facts, make=self.make, model=self.model)

    @property
    def name_needs_version(self) -> bool:
        """ "C 180" and "d Avantgarde": the version's head is the end of the name."""
        return bool(re.match(r"[a-z]{1,2}\b", self.version, re.IGNORECASE)) and self.model[-1:].isdigit()

    @cached_property
    def options(self) -> list[str]:
        return equipment.clean_options(self.facts.options)

    @cached_property
    def strengths(self) -> list[str]:
        return equipment.sought(self.options, 4)

    @cached_property
    def notes(self) -> str:
        return french.sentence(french.clean(self.facts.condition_notes, limit=CONDITION_LONG))

    @cached_property
    def noun(self) -> phrases.Noun:
        name, body = self.name, phrases.BODIES.get(self.facts.body)
        if body is None:
            return phrases.Noun(name or "voiture", "f")
        if name and body.feminine and self.pick("noun", ("with", "without")) == "without":
            return phrases.Noun(name, "f")
        # "ce coupé Mercedes-Benz CLE Coupé": the name says it already.
        if name and re.search(rf"\b{body.word}\b", name, re.IGNORECASE):
            return phrases.Noun(name, body.gender)
        return phrases.Noun(f"{body.word} {name}".strip(), body.gender)

    @property
    def kind(self) -> str:
        return GARAGE if self.facts.seller.is_garage else PRIVATE

    @property
    def it(self) -> str:
        return "la" if self.noun.feminine else "le"

    def pick(self, slot: str, choices: Sequence[str]) -> str:
        """One of the choices, always the same for the same car, each slot on its own."""
        f = self.facts
        identity = (f.make, f.model, f.version, f.mileage_km, f.first_registration_year, f.first_registration_month)
        digest = hashlib.sha256(repr((slot, *identity)).encode()).digest()
        return choices[int.from_bytes(digest[:4]) % len(choices)]
