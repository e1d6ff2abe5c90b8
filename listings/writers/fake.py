"""A writer for tests: instant, and recognisable in the page."""

from __future__ import annotations

from listings.facts import Facts
from listings.writers.base import AdWriter, Draft, Length, Tone


class FakeWriter(AdWriter):
    name = "fake"

    def write(self, facts: Facts, *, tone: Tone, length: Length) -> Draft:
        name = facts.name or "Voiture"
        return Draft(title=name, text=f"Annonce de test ({tone}, {length}) : {name}.")
