"""Cars and listings in CSV files, plain or gzip."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pricing.engines.base import Features

REQUIRED = ("make", "model", "first_registration_year", "mileage_km")


class WrongFile(Exception):
    """The file is not a CSV of cars. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Row:
    """``car`` is None, and ``problem`` says why, where the line cannot be understood."""

    listing_id: str
    car: Features | None
    price_eur: float | None
    problem: str = ""


def rows_of(path: Path, *, priced_on: date) -> Iterator[Row]:
    """Row after row; cars are priced on the day they were listed, else on ``priced_on``. Raises ``WrongFile``."""
    with _text(path) as file:
        reader = csv.DictReader(file, restkey="excess")
        missing = [column for column in ("listing_id", *REQUIRED) if column not in (reader.fieldnames or ())]
        if missing:
            raise WrongFile(f"{path}: not a CSV file of cars: no column {', '.join(missing)}")
        for cells in reader:
            yield _row({column: cell.strip() for column, cell in cells.items() if isinstance(cell, str)}, priced_on)


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


def _row(cells: dict[str, str], priced_on: date) -> Row:
    listing_id = cells.get("listing_id", "")
    try:
        listed_on = date.fromisoformat(cells["listed_on"]) if cells.get("listed_on") else priced_on
        car = Features(
            make=cells.get("make", ""),
            model=cells.get("model", ""),
            priced_on=listed_on,
            version=cells.get("version", ""),
            first_registration_year=_whole(cells, "first_registration_year"),
            first_registration_month=_whole(cells, "first_registration_month"),
            mileage_km=_whole(cells, "mileage_km"),
            fuel=cells.get("fuel", ""),
            gearbox=cells.get("gearbox", ""),
            power_hp=_whole(cells, "power_hp"),
            body=cells.get("body", ""),
            color=cells.get("color", ""),
            doors=_whole(cells, "doors"),
            seats=_whole(cells, "seats"),
            engine_cc=_whole(cells, "engine_cc"),
            drive=cells.get("drive", ""),
            country=cells.get("country", "").lower() or "fr",
            department=_department(cells.get("department", "")),
            seller_type=cells.get("seller_type") or "dealer",
        )
        price = float(cells["price_eur"]) if cells.get("price_eur") else None
    except (ValueError, OverflowError) as error:
        return Row(listing_id, None, None, str(error))
    return Row(listing_id, car, price)


def _whole(cells: dict[str, str], column: str) -> int | None:
    text = cells.get(column, "")
    if not text:
        return None
    return int(text) if text.isdigit() else round(float(text))


def _department(text: str) -> int | None:
    """Both Corsican departments are 20, as their postcodes say."""
    number = {"2a": "20", "2b": "20"}.get(text.lower(), text.removesuffix(".0"))
    return int(number) if number.isdigit() else None
