"""A file of listings from its first line to the last: read, understood, merged, what is rejected written down."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

from pricing.importing.files import Line, MarketReader, UnreadableMarket
from pricing.importing.mapping import Mapping, guess, merged
from pricing.importing.merging import Merged, store
from pricing.importing.parsing import Parser, Rejected, Sighting
from pricing.market import MarketSource
from pricing.wording import fact_in_words

BATCH = 1_000
# A file of which nothing is understood by then is not what its mapping says.
HOPELESS = 2_000
PREVIEWED = 12
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Report:
    merged: Merged = field(default_factory=Merged)
    rejected: int = 0


class Rejects:
    """Writes rejected lines as CSV; cells that a spreadsheet would run as formulas are made plain text."""

    def __init__(self, open_file: Callable[[], IO[str]]) -> None:
        self._open = open_file
        self._writer: Any = None
        self.count = 0

    def add(self, line: Line, reason: str) -> None:
        if self._writer is None:
            self._writer = csv.writer(self._open())
            self._writer.writerow(["line", "reason", "row"])
        self.count += 1
        row = line.text or " | ".join(f"{title}: {cell}" for title, cell in line.cells.items())
        self._writer.writerow([line.number, plain(reason), plain(" ".join(row.split())[:2_000])])


def plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def mapping_of(reader: MarketReader, told: dict[str, Any]) -> Mapping:
    """Raises ``WrongMapping``."""
    return merged(guess(reader.titles), told, reader.titles)


def bring_in(
    reader: MarketReader,
    source: MarketSource,
    *,
    mapping: Mapping,
    seen_on: date,
    rejects: Rejects,
    advanced: Callable[[int, Report], None] = lambda lines, report: None,
) -> Report:
    """Raises ``UnreadableMarket``; what was stored until then stays, and importing again goes on from there."""
    if mapping.missing:
        raise UnreadableMarket(_("No column for: %(fields)s") % {"fields": ", ".join(mapping.missing)})
    parser, lines, report = Parser(mapping, seen_on=seen_on), reader.rows(), Report()
    while batch := list(islice(lines, BATCH)):
        sightings = list(_understood(parser, batch, rejects))
        report.merged += store(source, sightings)
        report.rejected = rejects.count
        if rejects.count >= HOPELESS and not report.merged.total:
            raise UnreadableMarket(_("None of the first %(count)d rows is a car for sale: see the rejected rows.") % {
                "count": rejects.count})  # fmt: skip
        advanced(len(batch), report)
    return report


def _understood(parser: Parser, lines: list[Line], rejects: Rejects) -> Iterator[Sighting]:
    for line in lines:
        if line.problem:
            rejects.add(line, line.problem)
            continue
        try:
            yield parser.sighting(line.cells)
        except Rejected as reason:
            rejects.add(line, str(reason))


@dataclass(frozen=True, slots=True)
class PreviewRow:
    line: Line
    sighting: Sighting | None
    problem: str

    @property
    def fuel(self) -> Any:
        return self._in_words("fuel")

    @property
    def gearbox(self) -> Any:
        return self._in_words("gearbox")

    def _in_words(self, factor: str) -> Any:
        return fact_in_words(factor, self.sighting.facts.get(factor, "")) if self.sighting else ""


def preview(reader: MarketReader, mapping: Mapping, *, seen_on: date) -> list[PreviewRow]:
    """The first rows as they would be brought in."""
    parser = Parser(mapping, seen_on=seen_on)
    return [_previewed(parser, line) for line in islice(reader.rows(), PREVIEWED)]


def _previewed(parser: Parser, line: Line) -> PreviewRow:
    if line.problem:
        return PreviewRow(line, None, line.problem)
    try:
        return PreviewRow(line, parser.sighting(line.cells), "")
    except Rejected as reason:
        return PreviewRow(line, None, str(reason))
