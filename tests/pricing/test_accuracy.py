"""The page that says how right the estimates are."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Dealership
from keroxio.runs import Run
from pricing.models import MarketListing, MarketSource, Valuation
from pricing.wording import percent
from vehicles.models import Vehicle

pytestmark = pytest.mark.django_db


def sold(vehicle: Vehicle, *, estimated: int, asked: int) -> None:
    sold_at = timezone.now()
    Valuation.objects.create(
        dealership=vehicle.dealership, vehicle=vehicle, inputs={}, status=Run.Status.DONE,
        finished_at=sold_at - timedelta(days=20), low=estimated * 9 // 10, recommended=estimated,
        high=estimated * 11 // 10,
    )  # fmt: skip
    Vehicle.objects.filter(pk=vehicle.pk).update(sold_at=sold_at, price_eur=asked)


def text_of(client: Client) -> str:
    response = client.get(reverse("price_accuracy"))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_members_see_errors_by_group_with_the_figures_behind_each_plot(viewer: Client) -> None:
    page = text_of(viewer)
    assert page.count('<figure class="chart">') == page.count("<desc") == 5
    assert page.count("<summary>") >= 4
    assert "Peugeot" in page
    assert re.search(r"6[.,]1 %", page)


def test_figures_are_rounded_and_not_cut_off() -> None:
    assert percent(0.0585) in {"5.9 %", "5,9 %"}
    assert percent(0.8) in {"80.0 %", "80,0 %"}


def test_strangers_to_the_house_are_asked_to_sign_in() -> None:
    assert Client().get(reverse("price_accuracy")).status_code == 302


def test_a_car_that_was_sold_is_compared_with_its_estimate(client: Client, vehicle: Vehicle) -> None:
    sold(vehicle, estimated=10_000, asked=10_800)
    page = text_of(client)
    assert "+8 %" in page
    assert vehicle.title in page


def test_an_estimate_made_after_the_sale_does_not_count(client: Client, vehicle: Vehicle) -> None:
    sold(vehicle, estimated=10_000, asked=10_800)
    Valuation.objects.update(finished_at=timezone.now() + timedelta(days=1))
    assert "+8 %" not in text_of(client)


def test_another_garages_sales_are_not_shown(stranger: Client, vehicle: Vehicle, garage: Dealership) -> None:
    sold(vehicle, estimated=10_000, asked=10_800)
    assert vehicle.title not in text_of(stranger)


def test_imported_sales_are_compared_by_what_they_fetched(client: Client, stranger: Client, garage: Dealership) -> None:
    own = MarketSource.objects.create(name="our sales", dealership=garage)
    MarketListing.objects.create(
        source=own, key="1", family="renault clio", make="Renault", model="Clio", version="Zen", registered=24_240,
        first_registration_year=2020, mileage_km=50_000, country="fr", price_eur=13_000, listed_on=date(2026, 5, 1),
        last_seen_on=date(2026, 6, 1), sold_price_eur=12_345, sold_on=date(2026, 6, 1),
    )  # fmt: skip
    page = text_of(client)
    assert "Renault Clio Zen" in page
    assert re.search(r"12\D{1,6}345 €", page)
    assert "Renault Clio Zen" not in text_of(stranger)
