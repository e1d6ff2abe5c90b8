"""Learning, from cars made up here: their prices follow a rule that the model is to find again."""

from __future__ import annotations

import csv
import gzip
import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from pricing.engines import training
from pricing.engines.base import Features
from pricing.engines.card import card
from pricing.engines.gradient_boosting import GradientBoostingEstimator
from pricing.engines.price_model import save

COLUMNS = [
    "listing_id", "make", "model", "version", "first_registration_year", "first_registration_month", "mileage_km",
    "fuel", "gearbox", "power_hp", "country", "price_eur", "listed_on",
]  # fmt: skip
BASE = {"208": 22_000, "clio": 20_000, "golf": 30_000}
MAKES = {"208": "Peugeot", "clio": "Renault", "golf": "Volkswagen"}


def made_up(count: int = 3_600) -> list[dict[str, str]]:
    chance = random.Random(1)
    rows = []
    for number in range(count):
        model, sport = chance.choice(sorted(BASE)), chance.random() < 0.3
        age, km = chance.randint(1, 120), chance.randint(1_000, 180_000)
        listed = date(2026, 1, 1) + timedelta(days=number * 120 // count)
        months = listed.year * 12 + listed.month - 1 - age
        price = BASE[model] * 0.99**age * 0.9985 ** (km / 1000) * (1.2 if sport else 1) * chance.gauss(1, 0.05)
        values = [
            f"n{number}", MAKES[model], model, "Sport" if sport else "Confort", str(months // 12), str(months % 12 + 1),
            str(km), "petrol", "manual", "110", chance.choice(["fr", "de"]), f"{price:.0f}", listed.isoformat(),
        ]  # fmt: skip
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


def written(rows: list[dict[str, str]], file: Path) -> Path:
    with gzip.open(file, "wt", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prices")
    out = folder / "model.zip"
    listings = written(made_up(), folder / "cars.csv.gz")
    call_command("train_price_model", str(listings), out=out, until=date(2026, 4, 20), source="made up here.")
    return out


def car(**change: object) -> Features:
    known: dict[str, object] = {
        "make": "Peugeot", "model": "208", "version": "Confort", "first_registration_year": 2022,
        "first_registration_month": 1, "mileage_km": 60_000, "fuel": "petrol", "gearbox": "manual", "power_hp": 110,
        "priced_on": date(2026, 5, 1),
    }  # fmt: skip
    return Features(**(known | change))  # type: ignore[arg-type]


def test_it_learns_the_rule(trained: Path) -> None:
    estimate = GradientBoostingEstimator(model=trained).estimate(car())
    assert estimate is not None
    assert estimate.price == pytest.approx(22_000 * 0.99**52 * 0.9985**60, rel=0.06)
    assert estimate.low < estimate.price < estimate.high
    assert (estimate.high - estimate.low) / estimate.price < 0.3


def test_it_learns_what_a_version_is_worth(trained: Path) -> None:
    plain, sport = GradientBoostingEstimator(model=trained).ranges([car(), car(version="Sport")])
    assert plain is not None
    assert sport is not None
    assert 1.1 < sport[1] / plain[1] < 1.3


def test_it_writes_a_card_with_errors_and_limits(trained: Path) -> None:
    text = trained.with_suffix(".md").read_text("utf-8")
    assert "made up here." in text
    # Up to the day asked for; the listings go on until the end of the month.
    assert "2026-01-01 to 2026-04-20" in text
    assert "| fr |" in text
    assert "What it cannot do" in text


def test_it_refuses_too_few_cars(tmp_path: Path) -> None:
    file = written(made_up(50), tmp_path / "cars.csv.gz")
    with pytest.raises(CommandError, match="the least to learn from"):
        call_command("train_price_model", str(file), out=tmp_path / "model.zip")
    assert not (tmp_path / "model.zip").exists()


@pytest.mark.slow
def test_it_keeps_its_promise_on_later_french_cars(tmp_path: Path) -> None:
    """The shipped recipe, on an honest split in time of the market data, where that is at hand."""
    listings = settings.BASE_DIR.parent / "shared" / "data" / "pricing" / "dev.csv.gz"
    if not listings.exists():
        pytest.skip("no market data in ../shared/data")
    from pricing.cars_file import rows_of

    rows = [(row.car, row.price_eur) for row in rows_of(listings, priced_on=date(2026, 6, 30)) if row.car]
    earlier = [(one, float(price or 0)) for one, price in rows if one.priced_on < date(2026, 6, 1)]
    later = [(one, float(price or 0)) for one, price in rows if one.priced_on >= date(2026, 6, 1)]
    learnt = training.train([one for one, _ in earlier], [price for _, price in earlier], source="test.")
    assert "Price model" in card(learnt.model.manifest)
    save(learnt.model, tmp_path / "model.zip")
    french = [(one, price) for one, price in later if one.country == "fr"]
    found = GradientBoostingEstimator(model=tmp_path / "model.zip").ranges([one for one, _ in french])
    low, price, high, asked = np.array(
        [(*said, asked) for said, (_, asked) in zip(found, french, strict=True) if said]
    ).T
    error = np.abs(price / asked - 1)
    assert np.median(error) <= 0.06
    assert np.mean(error <= 0.1) >= 0.73
    assert 0.77 <= np.mean((low <= asked) & (asked <= high)) <= 0.84
    assert np.mean((high - low) / price) <= 0.26
