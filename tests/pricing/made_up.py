"""Cars whose prices follow a rule, and a small model of them, learnt once."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache

import pytest

from pricing.engines import training
from pricing.engines.base import Features
from pricing.market import FEATURES, MarketListing, MarketSource

BASE = {"208": 22_000, "clio": 20_000, "golf": 30_000}
MAKES = {"208": "Peugeot", "clio": "Renault", "golf": "Volkswagen"}


def made_up(
    count: int = 2_900, *, start: date = date(2026, 1, 1), days: int = 120, level: float = 1.0, noise: float = 0.05
) -> tuple[list[Features], list[float]]:
    """``level`` times what the rule says, give or take ``noise``."""
    chance = random.Random(f"{start} {level}")
    cars, prices = [], []
    for number in range(count):
        model = chance.choice(sorted(BASE))
        age, km = chance.randint(1, 120), chance.randint(1_000, 180_000)
        listed = start + timedelta(days=number * days // count)
        months = listed.year * 12 + listed.month - 1 - age
        cars.append(
            Features(
                make=MAKES[model],
                model=model,
                version="Confort 110ch",
                first_registration_year=months // 12,
                first_registration_month=months % 12 + 1,
                mileage_km=km,
                fuel="petrol",
                gearbox="manual",
                power_hp=110,
                priced_on=listed,
            )
        )
        prices.append(level * BASE[model] * 0.99**age * 0.9985 ** (km / 1000) * chance.gauss(1, noise))
    return cars, prices


@cache
def learnt() -> training.Learnt:
    """Of few rounds: enough for the rule."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "ROUNDS", 60)
        return training.train(*made_up(), source="made up.")


def imported(cars: list[Features], prices: list[float], *, source: str = "portal") -> None:
    """As rows of a source that all dealerships share."""
    shared, _ = MarketSource.objects.get_or_create(name=source, dealership=None)
    MarketListing.objects.bulk_create(
        MarketListing(
            source=shared,
            key=f"{car.priced_on}-{number}",
            registered=(car.first_registration_year or 0) * 12,
            price_eur=round(price),
            listed_on=car.priced_on,
            last_seen_on=car.priced_on,
            **{name: getattr(car, name) for name in FEATURES},
        )
        for number, (car, price) in enumerate(zip(cars, prices, strict=True))
    )
