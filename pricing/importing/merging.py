"""Sightings brought into the listings: the same car seen again is one row, with its prices in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from pricing.importing.parsing import Sighting
from pricing.market import MarketListing, MarketSource

# Daily prices of half a year; a car that changes oftener is a mistake of its feed.
LONGEST_HISTORY = 200
STORED = [field.name for field in MarketListing._meta.fields if field.name not in {"id", "source", "key"}]


@dataclass(slots=True)
class Merged:
    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Merged) -> Merged:
        return Merged(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)

    @property
    def total(self) -> int:
        return self.added + self.changed + self.unchanged


def store(source: MarketSource, sightings: Sequence[Sighting]) -> Merged:
    """One transaction; rows in the order of their keys, so that two imports never wait for each other in a circle."""
    keys = sorted({sighting.key for sighting in sightings})
    with transaction.atomic():
        rows = {row.key: row for row in MarketListing.objects.filter(source=source, key__in=keys)}
        known, touched = set(rows), set()
        for sighting in sightings:
            row = rows.get(sighting.key) or MarketListing(source=source, key=sighting.key)
            rows[sighting.key] = row
            if merge(row, sighting):
                touched.add(sighting.key)
        MarketListing.objects.bulk_create(
            [rows[key] for key in keys if key in touched],
            update_conflicts=True,
            unique_fields=["source", "key"],
            update_fields=STORED,
        )
    added = sum(key not in known for key in keys)
    return Merged(added, len(touched & known), len(sightings) - added - len(touched & known))


def merge(row: MarketListing, seen: Sighting) -> bool:
    """Whether the row says anything else now. The newest sighting's facts hold; older ones fill gaps."""
    before = [getattr(row, name) for name in COMPARED]
    is_new = not row.history
    is_newest = is_new or seen.last_seen_on >= row.last_seen_on
    for name, value in seen.facts.items():
        if value not in {None, ""} and (is_newest or getattr(row, name) in {None, ""}):
            setattr(row, name, value)
    days = {date.fromisoformat(day): price for day, price in row.history}
    if is_new:
        row.last_seen_on, row.listed_on = seen.last_seen_on, min(seen.prices)
    else:
        days[row.last_seen_on] = row.price_eur
        row.last_seen_on = max(row.last_seen_on, seen.last_seen_on)
        row.listed_on = min(row.listed_on, *seen.prices)
    row.history = _history(days | seen.prices)
    row.price_eur = row.history[-1][1]
    is_changed = before != [getattr(row, name) for name in COMPARED]
    if is_changed:
        row.imported_at = timezone.now()
    return is_changed


def _history(days: dict[date, int]) -> list[list[str | int]]:
    """The days on which the price was another than before; of too many, the first and the latest."""
    turns: list[list[str | int]] = []
    for day in sorted(days):
        if not turns or turns[-1][1] != days[day]:
            turns.append([day.isoformat(), days[day]])
    return turns if len(turns) <= LONGEST_HISTORY else [turns[0], *turns[-LONGEST_HISTORY + 1 :]]


COMPARED = [name for name in STORED if name != "imported_at"]
