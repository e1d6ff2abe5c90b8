"""Queries and server time of each page with 500 cars in stock, on a database of its own.

python benchmarks/pages.py [--cars 500] [--rounds 15]
"""

# ruff: noqa: E402 - Django has to be set up before its models can be imported.

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keroxio.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, get_runner, setup_test_environment
from django.urls import reverse
from django.utils import timezone

from accounts.models import Dealership, Membership, User
from imaging.models import Cutout
from listings.models import Ad, Publication
from listings.vehicle_facts import facts_of
from listings.writers.base import Style
from listings.writers.templates import TemplateWriter
from plates.models import PlateReading
from vehicles.models import Photo, Vehicle

MODELS = (("Peugeot", "208"), ("Renault", "Clio"), ("Citroën", "C3"), ("Volkswagen", "Golf"), ("Toyota", "Yaris"))
PHOTOS_A_CAR = 8


def fill(cars: int) -> tuple[User, Vehicle]:
    """A garage whose cars stand at every step; the one returned has everything."""
    garage = Dealership.objects.create(name="Garage", slug="garage", kind="garage", siren="732829320", city="Lyon")
    user = User.objects.create_user("bench@example.com", "-")
    Membership.objects.create(dealership=garage, user=user, role="owner")
    vehicles = Vehicle.objects.bulk_create(_vehicle(garage, number) for number in range(cars))
    now = timezone.now()
    for number, vehicle in enumerate(vehicles):
        vehicle.created_at = now - timedelta(days=number % 90)
    Vehicle.objects.bulk_update(vehicles, ["created_at"], batch_size=200)
    photos = Photo.objects.bulk_create(
        _photo(vehicle, position) for vehicle in vehicles[: cars * 4 // 5] for position in range(PHOTOS_A_CAR)
    )
    done: dict[str, Any] = {"dealership": garage, "status": "done"}
    quad = [[10, 10], [90, 10], [90, 30], [10, 30]]
    PlateReading.objects.bulk_create(
        PlateReading(photo=photo, text="AB-123-CD", quad=quad, crop="c.png", **done) for photo in photos
    )
    Cutout.objects.bulk_create(Cutout(photo=photo, mask="m.png", confidence=0.9, **done) for photo in photos)
    draft = TemplateWriter().write(facts_of(vehicles[0]), style=Style())
    Ad.objects.bulk_create(
        Ad(vehicle=vehicle, title=draft.title, text=draft.text, mentions=draft.mentions, chosen_at=now, **done)
        for vehicle in vehicles[: cars * 3 // 5]
    )
    Publication.objects.bulk_create(
        Publication(dealership=garage, vehicle=vehicle, channel=channel, status="published", published_at=now)
        for vehicle in vehicles[: cars * 2 // 5]
        for channel in ("leboncoin", "lacentrale")
    )
    return user, vehicles[0]


def _vehicle(garage: Dealership, number: int) -> Vehicle:
    make, model = MODELS[number % len(MODELS)]
    return Vehicle(
        dealership=garage,
        plate=f"AB-{number:03d}-CD",
        make=make,
        model=model,
        version=f"Version {number}",
        first_registration_year=2015 + number % 11,
        first_registration_month=1 + number % 12,
        mileage_km=10_000 + 301 * number,
        fuel="petrol",
        gearbox="manual",
        power_hp=100,
        body="city",
        price_eur=None if number % 7 == 3 else 8_000 + 17 * number,
    )


def _photo(vehicle: Vehicle, position: int) -> Photo:
    return Photo(
        dealership_id=vehicle.dealership_id,
        vehicle=vehicle,
        position=position,
        kind="exterior",
        image="p.jpg",
        display="p.webp",
        thumbnail="t.webp",
        width=4000,
        height=3000,
        sha256=f"{vehicle.pk}-{position}",
    )


def measure(client: Client, url: str, rounds: int) -> tuple[int, float, float]:
    """Queries, median and worst milliseconds."""
    assert client.get(url).status_code == 200, url
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    # Counted here: the log is emptied at the next request.
    queries, times = len(captured), []
    for _ in range(rounds):
        start = time.perf_counter()
        client.get(url)
        times.append(1000 * (time.perf_counter() - start))
    return queries, statistics.median(times), max(times)


def pages(vehicle: Vehicle) -> dict[str, str]:
    stock = reverse("stock")
    steps = ("wizard_plate", "wizard_photos", "wizard_price", "wizard_ad", "wizard_publication")
    return {
        "stock": stock,
        "stock, searched": f"{stock}?q=golf+version",
        "stock, ready, by price": f"{stock}?status=ready&sort=price",
        "stock, last page": f"{stock}?page=999",
        **{name: reverse(name, args=[vehicle.pk]) for name in steps},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cars", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    setup_test_environment(debug=False)
    runner = get_runner(settings)(verbosity=0)
    databases = runner.setup_databases()
    try:
        user, vehicle = fill(options.cars)
        client = Client()
        client.force_login(user)
        print(f"{options.cars} cars, {Photo.objects.count()} photos, {connection.vendor}")
        print(f"{'page':<24}{'queries':>8}{'median ms':>11}{'worst ms':>10}")
        for name, url in pages(vehicle).items():
            queries, median, worst = measure(client, url, options.rounds)
            print(f"{name:<24}{queries:>8}{median:>11.1f}{worst:>10.1f}")
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
