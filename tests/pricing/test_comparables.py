"""The nearest real cars: found, ranked, priced as this car, filtered, and never invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Dealership
from pricing.comparables import Comparables, Wanted, comparables, listings_near
from pricing.engines.base import Features
from pricing.similarity import Offer, distance
from pricing.valuing import features_of, request_valuation
from tests.conftest import make_dealership
from tests.pricing.market import TODAY, bring, car, cars, table
from vehicles.models import Vehicle


def near(vehicle: Vehicle, **wanted: Any) -> Comparables:
    this = features_of(vehicle, today=TODAY)
    return comparables(this, vehicle.dealership, Wanted(**wanted), but=vehicle.pk, today=TODAY)


def page(client: Client, vehicle: Vehicle, work: Any, **query: Any) -> str:
    request_valuation(vehicle)
    work()
    response = client.get(reverse("wizard_price", args=[vehicle.pk]), query, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def recent(days: int = 10) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


def test_without_data_there_are_none_and_the_page_says_so(client: Client, vehicle: Vehicle, work: Any) -> None:
    found = near(vehicle)
    assert (found.nearest, found.price, found.has_market) == ([], None, False)
    text = page(client, vehicle, work)
    assert "No listings have been imported" in text
    assert "Price by mileage" in text
    assert "scatter-title" not in text


def test_the_nearest_are_read_first_and_the_others_unfold(client: Client, vehicle: Vehicle, work: Any) -> None:
    bring(table(cars(400)), seen_on=timezone.localdate())
    text = page(client, vehicle, work)
    first, _, others = text.partition("8 more cars")
    assert (first.count("Were it this car</th>"), others.count("Were it this car</th>")) == (1, 1)


def test_the_same_model_is_found_nearest_first(vehicle: Vehicle) -> None:
    bring(table(cars(400)))
    found = near(vehicle)
    assert len(found.nearest) == 12
    assert {one.offer.features.model for one in found.nearest} == {"208"}
    distances = [one.distance for one in found.nearest]
    assert distances == sorted(distances)


def test_the_same_car_is_nearest_and_needs_no_adjustment(vehicle: Vehicle) -> None:
    bring(
        table([*cars(80), car(listing_id="twin", listed_on="2026-06-25", price_eur=14_321, url="https://x.example/1")])
    )
    twin = near(vehicle).nearest[0]
    assert (twin.offer.price, twin.offer.url) == (14_321, "https://x.example/1")
    assert twin.adjusted == 14_320


def test_a_car_put_up_for_sale_again_is_shown_once_as_it_was_last_seen(vehicle: Vehicle) -> None:
    again = [
        car(listing_id=f"again{number}", listed_on=day, price_eur=price)
        for number, (day, price) in enumerate([("2026-05-01", 15_200), ("2026-06-20", 14_900), ("2026-06-02", 15_000)])
    ]
    new = [car(listing_id=f"new{number}", mileage_km=10, price_eur=19_900) for number in range(2)]
    bring(table([*again, *new]))
    assert sorted(one.offer.price for one in near(vehicle).nearest) == [14_900, 19_900, 19_900]


@pytest.mark.parametrize(
    ("facts", "is_dearer"),
    [({"mileage_km": 90_000}, True), ({"first_registration_year": 2024}, False), ({"mileage_km": 5_000}, False)],
)
def test_prices_are_adjusted_the_way_the_car_differs(vehicle: Vehicle, facts: dict[str, Any], is_dearer: bool) -> None:
    bring(table([car(**facts)]))
    (one,) = near(vehicle).nearest
    assert one.adjusted is not None
    assert (one.adjusted > one.offer.price) is is_dearer


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ({}, {"here", "lyon", "lille", "old", "far", "diesel"}),
        ({"radius_km": 150}, {"here", "lyon", "old", "far", "diesel"}),
        ({"radius_km": 50}, {"here", "old", "far", "diesel"}),
        ({"years": 2}, {"here", "lyon", "lille", "far", "diesel"}),
        ({"kilometres": 20_000}, {"here", "lyon", "lille", "old", "diesel"}),
        ({"same_fuel": True}, {"here", "lyon", "lille", "old", "far"}),
    ],
)
def test_filters(vehicle: Vehicle, wanted: dict[str, Any], kept: set[str]) -> None:
    rows = [
        car(listing_id="here"),
        car(listing_id="lyon", department=69),
        car(listing_id="lille", department=59),
        car(listing_id="old", first_registration_year=2018),
        car(listing_id="far", mileage_km=80_000),
        car(listing_id="diesel", fuel="diesel"),
    ]
    bring(table([row | {"version": row["listing_id"]} for row in rows]))
    assert {one.offer.features.version for one in near(vehicle, **wanted).nearest} == kept


def test_old_prices_are_of_another_market(vehicle: Vehicle) -> None:
    bring(table([car(listed_on="2024-06-01")]))
    assert near(vehicle).nearest == []


def test_a_sale_ranks_before_an_offer_and_weighs_more(vehicle: Vehicle) -> None:
    rows = [car(listing_id=f"{km}", price_eur=15_000, mileage_km=km) for km in (45_000, 45_100)]
    bring(table([*rows, car(listing_id="s", mileage_km=45_000, sold_price_eur=13_000, sold_on="2026-06-10")]))
    found = near(vehicle)
    assert [one.offer.is_sold for one in found.nearest] == [True, False, False]
    assert found.asked is not None
    assert found.sold is not None
    assert found.sold < found.asked
    assert found.price == found.sold


def test_own_stock_and_sales_count_and_the_car_itself_does_not(vehicle: Vehicle, garage: Dealership) -> None:
    Vehicle.objects.filter(pk=vehicle.pk).update(price_eur=99_000)
    facts = {"make": "peugeot", "model": "208", "first_registration_year": 2021, "mileage_km": 50_000}
    Vehicle.objects.create(dealership=garage, price_eur=13_900, **facts)
    sold_at = datetime(2026, 6, 20, 12, tzinfo=UTC)
    Vehicle.objects.create(dealership=garage, price_eur=14_900, sold_price_eur=14_200, sold_at=sold_at, **facts)
    Vehicle.objects.create(dealership=garage, **facts)
    found = near(vehicle)
    assert sorted((one.offer.price, one.offer.is_sold) for one in found.nearest) == [(13_900, False), (14_200, True)]
    assert {one.offer.first_price for one in found.nearest} == {None, 14_900}


def test_other_dealerships_data_stays_theirs(vehicle: Vehicle, stranger: Client) -> None:
    other = make_dealership("Autre", kind="garage")
    bring(table([car()]), dealership=other)
    Vehicle.objects.create(
        dealership=other, make="Peugeot", model="208", first_registration_year=2021, mileage_km=50_000, price_eur=9_000
    )
    assert near(vehicle).nearest == []
    bring(table([car()]), dealership=vehicle.dealership)
    assert len(near(vehicle).nearest) == 1
    assert stranger.get(reverse("price_comparables", args=[vehicle.pk])).status_code == 404


def test_the_page_shows_them_with_a_plot_and_their_differences(client: Client, vehicle: Vehicle, work: Any) -> None:
    row = car(listed_on=recent(), mileage_km=62_000, gearbox="automatic", power_hp=130, price_eur=15_990)
    bring(table([row | {"first_price_eur": 16_990, "last_seen_on": recent(1)}]), seen_on=timezone.localdate())
    text = page(client, vehicle, work)
    assert "15,990 €" in text
    assert "first 16,990 €" in text
    assert "20,000 km more" in text
    assert "30 hp more" in text
    assert "Automatic gearbox" in text
    assert 'class="dot dot--asked"' in text
    assert "department 74" in text


def test_filters_swap_the_section_alone(client: Client, vehicle: Vehicle, work: Any) -> None:
    bring(table([car(listed_on=recent(), department=59)]), seen_on=timezone.localdate())
    assert "15,990" not in page(client, vehicle, work)
    url = reverse("price_comparables", args=[vehicle.pk])
    shown = client.get(url, {"radius_km": "50"}, HTTP_HX_REQUEST="true", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "No car fits these filters" in shown
    assert "<html" not in shown
    for nonsense in ({"radius_km": "7"}, {"years": "x"}, {"kilometres": "-1"}, {"same_fuel": "on"}):
        assert "14,500" in client.get(url, nonsense, HTTP_HX_REQUEST="true", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert client.get(url).status_code == 302


def test_formulas_and_scripts_in_listings_are_only_text(client: Client, vehicle: Vehicle, work: Any) -> None:
    nasty = "<script>alert(1)</script>"
    bring(table([car(listed_on=recent(), version=nasty, url="javascript:alert(1)")]), seen_on=timezone.localdate())
    text = page(client, vehicle, work)
    assert nasty not in text
    assert "javascript:" not in text


def test_they_are_shown_unadjusted_where_the_model_is_lost(vehicle: Vehicle, settings: Any, tmp_path: Any) -> None:
    bring(table([car()]))
    lost = {
        "ENGINE": "pricing.engines.gradient_boosting.GradientBoostingEstimator",
        "OPTIONS": {"model": tmp_path / "x"},
    }
    settings.ENGINES = settings.ENGINES | {"pricing": lost}
    (one,) = near(vehicle).nearest
    assert (one.offer.price, one.adjusted) == (14_500, None)


SAME: dict[str, Any] = {
    "make": "Peugeot",
    "model": "208",
    "version": "1.2 Allure",
    "fuel": "petrol",
    "gearbox": "manual",
    "body": "city",
    "power_hp": 100,
    "first_registration_year": 2021,
    "mileage_km": 40_000,
    "priced_on": TODAY,
}


@pytest.mark.parametrize(
    "facts",
    [
        {"first_registration_year": 2019},
        {"mileage_km": 60_000},
        {"power_hp": 130},
        {"fuel": "diesel"},
        {"fuel": ""},
        {"gearbox": "automatic"},
        {"body": "suv"},
        {"version": "1.6 GT"},
        {"country": "de"},
    ],
)
def test_distance_grows_with_every_difference(facts: dict[str, Any]) -> None:
    this = Features(**SAME)
    assert distance(this, Offer("the same", this, 10_000, TODAY)) == 0
    assert distance(this, Offer("another", Features(**(SAME | facts)), 10_000, TODAY)) > 0.1


@pytest.mark.django_db
def test_they_are_found_by_the_index(vehicle: Vehicle) -> None:
    if connection.vendor == "sqlite":
        bring(table(cars(50)))
    else:
        bring(table(cars(3_000)))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE pricing_marketlisting")
    plan = listings_near(features_of(vehicle, today=TODAY), vehicle.dealership, Wanted(), TODAY).explain()
    assert "marketlisting_comparable" in plan
    assert "Seq Scan on pricing_marketlisting" not in plan
