"""A writer for tests: instant, and recognisable in the page."""

from __future__ import annotations

from collections.abc import Callable

from listings.facts import Facts
from listings.writers.base import AdWriter, Draft, Style


class FakeWriter(AdWriter):
    name = "fake"

    def write(self, facts: Facts, *, style: Style, on_text: Callable[[str], None] | None = None) -> Draft:
        name = facts.name or "Voiture"
        return Draft(title=name, text=f"Annonce de test ({style.tone}, {style.length}) : {name}.")
