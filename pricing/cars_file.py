"""Cars and listings in CSV files, plain or gzip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pricing.engines.base import Features
from vehicles.cars_csv import cells_of

REQUIRED = ("make", "model", "first_registration_year", "mileage_km")


@dataclass(frozen=True, slots=True)
class Row:
    """``car`` is None, and ``problem`` says why, where the line cannot be understood."""

    listing_id: str
    car: Features | None
    price_eur: float | None
    problem: str = ""


def rows_of(path: Path, *, priced_on: date) -> Iterator[Row]:
    """Row after row; cars are priced on the day they were listed, else on ``priced_on``. Raises ``WrongFile``."""
    return (_row(cells, priced_on) for cells in cells_of(path, ("listing_id", *REQUIRED)))


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
