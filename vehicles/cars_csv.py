"""CSV files of cars, plain or gzip, cell by cell."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class WrongFile(Exception):
    """The file is not a CSV of cars; the message says what is wrong with it."""


def cells_of(path: Path, required: Sequence[str]) -> Iterator[dict[str, str]]:
    """The cells of row after row by their column, without spaces around them. Raises ``WrongFile``."""
    with _text(path) as file:
        reader = csv.DictReader(file, restkey="excess")
        missing = [column for column in required if column not in (reader.fieldnames or ())]
        if missing:
            raise WrongFile(f"{path}: not a CSV file of cars: no column {', '.join(missing)}")
        for cells in reader:
            yield {column: cell.strip() for column, cell in cells.items() if isinstance(cell, str)}


@contextmanager
def _text(path: Path) -> Iterator[Iterator[str]]:
    try:
        with path.open("rb") as start:
            is_gzip = start.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rt", encoding="utf-8-sig") if is_gzip else path.open(encoding="utf-8-sig") as file:
            yield iter(file)
    except (EOFError, UnicodeDecodeError, csv.Error, gzip.BadGzipFile, zlib.error) as error:
        raise WrongFile(f"{path}: not a CSV file of cars ({error})") from error
    except OSError as error:
        raise WrongFile(f"{path}: {error.strerror or error}") from error
