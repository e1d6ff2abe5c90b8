"""Generated listings: cars that never were for sale."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from typing import Any

from pricing.importing.files import MarketReader
from pricing.importing.importing import Rejects, Report, bring_in, mapping_of
from pricing.models import MarketListing, MarketSource

TODAY = date(2026, 6, 30)
MODELS = [
    ("Peugeot", "208", "1.2 PureTech 100 Allure", "petrol", 100, "city"),
    ("Peugeot", "308", "1.5 BlueHDi 130 GT", "diesel", 130, "sedan"),
    ("Renault", "Clio", "1.0 TCe 90 Zen", "petrol", 90, "city"),
    ("Volkswagen", "Golf", "2.0 TDI 150 Life", "diesel", 150, "sedan"),
]


def car(**facts: Any) -> dict[str, Any]:
    return {
        "listing_id": "a1",
        "make": "Peugeot",
        "model": "208",
        "version": "1.2 PureTech 100 Allure",
        "first_registration_year": 2021,
        "first_registration_month": 5,
        "mileage_km": 42_000,
        "fuel": "petrol",
        "gearbox": "manual",
        "power_hp": 100,
        "body": "city",
        "price_eur": 14_500,
        "listed_on": "2026-06-01",
        "country": "fr",
        "department": 74,
    } | facts


def cars(count: int, *, seed: int = 1) -> list[dict[str, Any]]:
    """Four models of all ages, cheaper with age and kilometres."""
    dice = random.Random(seed)
    return [_some_car(dice, number) for number in range(count)]


def _some_car(dice: random.Random, number: int) -> dict[str, Any]:
    make, model, version, fuel, power, body = MODELS[number % len(MODELS)]
    age = dice.randint(1, 10)
    mileage = age * dice.randint(8_000, 20_000)
    return car(
        listing_id=f"c{number}",
        make=make,
        model=model,
        version=version,
        fuel=fuel,
        power_hp=power,
        body=body,
        first_registration_year=2026 - age,
        first_registration_month=dice.randint(1, 6),
        mileage_km=mileage,
        price_eur=max(1_500, round(25_000 - 1_200 * age - 0.05 * mileage + dice.gauss(0, 900), -1)),
        listed_on=(TODAY - timedelta(days=dice.randint(0, 120))).isoformat(),
        department=dice.randint(1, 95),
    )


def table(rows: list[dict[str, Any]], *, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list({name: None for row in rows for name in row}), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def bring(
    content: bytes, *, source: str = "test", dealership: Any = None, seen_on: date = TODAY, **told: Any
) -> tuple[Report, str]:
    """Import a file's bytes; also what the file of rejected rows says."""
    owner, _created = MarketSource.objects.get_or_create(name=source, dealership=dealership)
    rejected = io.StringIO()
    reader = MarketReader(io.BytesIO(content))
    mapping = mapping_of(reader, told)
    report = bring_in(reader, owner, mapping=mapping, seen_on=seen_on, rejects=Rejects(lambda: rejected))
    return report, rejected.getvalue()


def only() -> MarketListing:
    return MarketListing.objects.get()
