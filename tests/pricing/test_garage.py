"""What to buy a car at, and the prices of the whole stock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Dealership
from keroxio.runs import Run
from pricing.models import Valuation
from pricing.repricing import stocked
from pricing.trade_in import trade_in
from tests.conftest import make_dealership
from vehicles.models import Vehicle


def stand(dealership: Dealership, *, price: int | None, days: int, recommended: int | None = 10_000) -> Vehicle:
    car = Vehicle.objects.create(dealership=dealership, make="Renault", model=f"Clio {price}", price_eur=price)
    Vehicle.objects.filter(pk=car.pk).update(created_at=timezone.now() - timedelta(days=days, hours=1))
    if recommended:
        Valuation.objects.create(
            dealership=dealership,
            vehicle=car,
            inputs={},
            model_version="x",
            status=Run.Status.DONE,
            low=recommended * 9 // 10,
            recommended=recommended,
            high=recommended * 11 // 10,
        )
    return car


def test_vat_is_due_on_the_margin_alone() -> None:
    """The tax office's way round: bought at 9,000 and sold at 12,000, 500 of the 3,000 are VAT (20/120)."""
    found = trade_in(sale=12_000, margin=1_500, costs=600, days=40, cost_a_day=10, monthly_fall=0)
    assert (found.vat, found.buy_at) == (500, 9_000)
    assert found.sale - found.fall - found.vat - found.costs - found.holding - found.margin == found.buy_at


def test_waiting_lowers_what_to_pay() -> None:
    quick, slow = (
        trade_in(sale=12_000, margin=1_500, costs=0, days=days, cost_a_day=10, monthly_fall=100) for days in (0, 61)
    )
    assert quick.fall == 0
    assert slow.fall == 201
    assert slow.buy_at < quick.buy_at


def test_the_calculator_starts_with_the_cars_price(client: Client, vehicle: Vehicle) -> None:
    url = reverse("price_trade_in", args=[vehicle.pk])
    assert "Give the expected selling price" in client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    Vehicle.objects.filter(pk=vehicle.pk).update(price_eur=12_000)
    assert "Buy at most at" in client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    told = {"sale": "12 000 €", "margin": "1500", "costs": "600", "days": "40", "cost_a_day": "10"}
    assert "9,000 €" in client.get(url, told, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    impossible = client.get(url, told | {"margin": "20000"}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "No purchase price leaves this margin" in impossible


@pytest.mark.parametrize("told", [{"sale": "cheap"}, {"days": "-1"}, {"margin": "1e9"}, {"cost_a_day": ""}])
def test_nonsense_in_the_calculator_is_said(client: Client, vehicle: Vehicle, told: dict[str, str]) -> None:
    Vehicle.objects.filter(pk=vehicle.pk).update(price_eur=12_000)
    assert client.get(reverse("price_trade_in", args=[vehicle.pk]), told).status_code == 422


def test_strangers_calculate_with_their_own_cars(stranger: Client, viewer: Client, vehicle: Vehicle) -> None:
    url = reverse("price_trade_in", args=[vehicle.pk])
    assert stranger.get(url).status_code == 404
    assert viewer.get(url).status_code == 200


@pytest.mark.parametrize(
    ("price", "days", "suggested"),
    [
        (11_500, 3, 10_400),
        (11_500, 20, 10_200),
        (11_500, 40, 10_000),
        (11_500, 50, 9_800),
        (11_500, 90, 9_600),
        (10_400, 3, None),
        (9_500, 90, None),
        (90_000, 90, None),
        (10_050, 40, None),
    ],
)
def test_suggestions_follow_the_days_in_stock(garage: Dealership, price: int, days: int, suggested: int | None) -> None:
    stand(garage, price=price, days=days)
    (row,) = stocked(garage)
    assert row.suggested == suggested


def test_the_stock_is_listed_from_the_dearest(client: Client, garage: Dealership, vehicle: Vehicle) -> None:
    stand(garage, price=10_000, days=5)
    stand(garage, price=12_000, days=31)
    stand(garage, price=8_000, days=5, recommended=None)
    stand(make_dealership("Autre", kind="garage"), price=13_000, days=5)
    response = client.get(reverse("stock_prices"), HTTP_ACCEPT_LANGUAGE="en")
    assert [row["car"].vehicle.price_eur for row in response.context["rows"]] == [12_000, 10_000, 8_000]
    assert [cars for _n, _name, cars in response.context["buckets"]] == [2, 0, 1, 0, 0]
    over = client.get(reverse("stock_prices"), {"over": "on"})
    assert [row["car"].vehicle.price_eur for row in over.context["rows"]] == [12_000]
    assert len(client.get(reverse("stock_prices"), {"bucket": "1"}).context["rows"]) == 2
    assert len(client.get(reverse("stock_prices"), {"bucket": "99"}).context["rows"]) == 3


def test_changes_are_shown_before_they_are_made(client: Client, garage: Dealership) -> None:
    car, other = stand(garage, price=12_000, days=31), stand(garage, price=13_000, days=31)
    url = reverse("stock_reprice")
    told: dict[str, Any] = {"change": [f"{car.pk}:12000:10000", f"{other.pk}:13000:10000"]}
    preview = client.post(url, told, HTTP_ACCEPT_LANGUAGE="en")
    assert "Change these prices?" in preview.content.decode()
    assert "Together −5,000 €" in preview.content.decode()
    assert set(Vehicle.objects.values_list("price_eur", flat=True)) == {12_000, 13_000}
    Vehicle.objects.filter(pk=other.pk).update(price_eur=12_500)
    answer = client.post(url, told | {"confirmed": "yes"}, follow=True, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "1 price is changed" in answer
    assert "1 had changed meanwhile" in answer
    again = client.post(url, told | {"confirmed": "yes"}, follow=True, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "0 prices are changed" in again
    assert set(Vehicle.objects.values_list("price_eur", flat=True)) == {10_000, 12_500}


@pytest.mark.parametrize("change", ["", "x", "1:2", "1:12000:1", "1:12000:99999999999", "-1:2:3", "1:12000:１２"])
def test_nonsense_changes_nothing(client: Client, garage: Dealership, change: str) -> None:
    stand(garage, price=12_000, days=31)
    answer = client.post(reverse("stock_reprice"), {"change": change, "confirmed": "yes"})
    assert answer.status_code == 302
    assert Vehicle.objects.get().price_eur == 12_000


def test_strangers_and_viewers_change_nothing(stranger: Client, viewer: Client, garage: Dealership) -> None:
    car = stand(garage, price=12_000, days=31)
    told = {"change": f"{car.pk}:12000:10000", "confirmed": "yes"}
    stranger.post(reverse("stock_reprice"), told)
    assert viewer.post(reverse("stock_reprice"), told).status_code == 403
    assert Vehicle.objects.get().price_eur == 12_000
    assert viewer.get(reverse("stock_prices")).status_code == 200
    assert not stranger.get(reverse("stock_prices")).context["rows"]


def test_the_list_asks_the_database_no_more_for_more_cars(
    client: Client, garage: Dealership, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        stand(garage, price=10_000 + number, days=number)
    with django_assert_max_num_queries(8):
        client.get(reverse("stock_prices"))
