"""A portal for tests: short limits, two fields."""

from __future__ import annotations

from listings.channels.base import AdFacts, Channel, Preparation


class FakeChannel(Channel):
    name = "fake"

    def __init__(self, *, label: str = "Fake portal") -> None:
        self.label = label

    def prepare(self, ad: AdFacts) -> Preparation:
        return Preparation(
            label=self.label,
            title=ad.title[:50],
            text=ad.text,
            fields=tuple(field for field in (("Marque", ad.facts.make), ("Modèle", ad.facts.model)) if field[1]),
            photo_size=800,
            max_photos=2,
            form_url="https://portal.example/new",
            domains=("portal.example",),
            title_limit=50,
            text_limit=4000,
        )
