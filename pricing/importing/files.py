"""Files of listings as rows of cells: CSV or JSON lines, plain or gzip, read as a stream in little memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

MAX_LINE = 100_000
MAX_COLUMNS = 500
# No text of cars packs so well: beyond, the file is made to fill memory or disk.
BOMB_BYTES, BOMB_RATIO = 64 * 1024**2, 400
# Nor has a table so many empty lines.
MOST_EMPTY, LINE_END = 100_000, 2
UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
Cells = dict[str, str]


class UnreadableMarket(Exception):
    """The file holds no listings; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """``problem`` says why a line could not be read; ``text`` is what it says."""

    number: int
    cells: Cells
    problem: str = ""
    text: str = ""


class MarketReader:
    """Rows of an open binary file. ``titles`` are its columns; ``position`` is how much of the file is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        file.seek(0)
        start = file.read(4)
        file.seek(0)
        if start.startswith(b"PK"):
            raise UnreadableMarket(_("This is a ZIP or Excel file: save its table as CSV."))
        self._bytes: Any = gzip.GzipFile(fileobj=file) if start.startswith(b"\x1f\x8b") else file
        self._unpacked = self._empty = 0
        self._number = 0
        self._texts = self._lines()
        self._first = self._first_line()
        self._is_json = self._first.startswith("{")
        self._delimiter = max(";,\t|", key=self._first.count)
        self.titles = self._titles()

    @property
    def position(self) -> int:
        return self._file.tell()

    def rows(self) -> Iterator[Line]:
        """Raises ``UnreadableMarket`` when the rest of the file cannot be read."""
        yield from self._json_rows() if self._is_json else self._csv_rows()

    def _first_line(self) -> str:
        first = next((line for line in self._texts if line.strip()), "")
        if not first:
            raise UnreadableMarket(_("This file is empty."))
        if first.lstrip().startswith("<"):
            raise UnreadableMarket(_("This is a web page or XML, not a table of listings: save it as CSV."))
        if first.lstrip().startswith("["):
            raise UnreadableMarket(_("This is one JSON list: save it with one listing a line (JSON lines)."))
        return first

    def _titles(self) -> list[str]:
        if self._is_json:
            return list(self._record(self._first).cells)
        titles = [title.strip() for title in next(csv.reader([self._first], delimiter=self._delimiter), [])]
        if len(titles) < 2 or len(titles) > MAX_COLUMNS:
            raise UnreadableMarket(_("This is not a table of listings: its first line has no column titles."))
        return titles

    def _json_rows(self) -> Iterator[Line]:
        yield self._record(self._first)
        for text in self._texts:
            if text.strip():
                yield self._record(text)

    def _record(self, text: str) -> Line:
        number = self._number
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            return Line(number, {}, _("not a line of JSON"), text)
        if not isinstance(record, dict):
            return Line(number, {}, _("not a JSON object"), text)
        return Line(number, dict(_flat(record)), text=text)

    def _csv_rows(self) -> Iterator[Line]:
        reader = csv.reader(self._texts, delimiter=self._delimiter)
        while True:
            before = self._number
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Line(before + 1, {}, _("this line cannot be read as CSV"))
                continue
            if not any(row):
                continue
            yield self._line(before + 1, row)

    def _line(self, number: int, row: list[str]) -> Line:
        cells = {title: cell.strip() for title, cell in zip(self.titles, row, strict=False) if cell}
        if len(row) != len(self.titles):
            found = {"found": len(row), "wanted": len(self.titles)}
            return Line(number, cells, _("%(found)d cells instead of %(wanted)d") % found, self._delimiter.join(row))
        return Line(number, cells, text="")

    def _lines(self) -> Iterator[str]:
        for raw in self._raw_lines():
            self._number += 1
            yield raw.replace("\x00", "")

    def _raw_lines(self) -> Iterator[str]:
        try:
            start = self._bytes.read(3)
            self._bytes.seek(0)
            if encoding := UTF16.get(start[:2]):
                text = io.TextIOWrapper(self._bytes, encoding=encoding, newline="")
                yield from iter(lambda: self._limited(text.readline(MAX_LINE)), "")
                return
            if start == codecs.BOM_UTF8:
                self._bytes.read(3)
            yield from iter(lambda: _decoded(self._limited(self._bytes.readline(MAX_LINE))), "")
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise UnreadableMarket(_("The compressed file is damaged or cut short.")) from error
        except UnicodeDecodeError as error:
            raise UnreadableMarket(_("The text of this file cannot be read. Save it as CSV in UTF-8.")) from error

    def _limited(self, line: Any) -> Any:
        self._unpacked += len(line)
        self._empty += len(line) <= LINE_END
        if len(line) >= MAX_LINE:
            raise UnreadableMarket(_("A line is longer than %(limit)d characters: this is no table of listings.") % {
                "limit": MAX_LINE})  # fmt: skip
        if self._empty > MOST_EMPTY or (
            self._unpacked > BOMB_BYTES and self._unpacked > BOMB_RATIO * max(1, self.position)
        ):
            raise UnreadableMarket(_("The compressed file unpacks to far more than listings would: it is refused."))
        return line


def _decoded(raw: bytes) -> str:
    """Files joined from several sources have lines of several encodings."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _flat(record: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested objects by their path ("price.amount"); lists and empty values are left out."""
    for name, value in record.items():
        if isinstance(value, dict) and not prefix.count("."):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield f"{prefix}{name}", str(value).strip()
