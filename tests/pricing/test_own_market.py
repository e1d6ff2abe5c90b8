"""A dealership's own imports set the level and the range of its estimates."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Dealership
from keroxio.engines import engine
from pricing.models import MarketListing, MarketSource, Valuation
from pricing.own_market import OwnMarket, own_market, own_market_of
from pricing.valuing import features_of, repeat, request_valuation, value_cars
from pricing.wording import fact_in_words
from tests.conftest import make_dealership
from vehicles.models import Vehicle


def own_listings(
    dealership: Dealership, *, count: int = 200, level: float = 1.08, source: str = "Own", country: str = "fr"
) -> None:
    """Cars like this one, asked at ``level`` times what the model says, give or take 3 %."""
    chance = random.Random(1)
    owner, _created = MarketSource.objects.get_or_create(name=source, dealership=dealership)
    today = timezone.localdate()
    for number in range(count):
        row = MarketListing(
            source=owner, key=f"={country}{number}", family="peugeot 208", make="Peugeot", model="208", fuel="petrol",
            registered=2021 * 12 + 5, first_registration_year=2021, mileage_km=20_000 + 400 * number, country=country,
            listed_on=today, last_seen_on=today, history=[], power_hp=100, gearbox="manual",
        )  # fmt: skip
        said = engine("pricing").ranges([row.features()])[0][1]
        row.price_eur = round(said * level * chance.uniform(0.97, 1.03))
        row.save()


def test_estimates_follow_the_own_market_and_say_by_how_much(vehicle: Vehicle) -> None:
    plain = engine("pricing").estimate(features_of(vehicle))
    own_listings(vehicle.dealership)
    (valuation,) = value_cars(vehicle.dealership, [features_of(vehicle)])
    low, recommended, high = valuation.low, valuation.recommended, valuation.high
    assert low is not None
    assert recommended is not None
    assert high is not None
    assert recommended == pytest.approx(plain.price * 1.063, rel=0.01)
    assert low < recommended < high
    assert sum(reason["euros"] for reason in valuation.reasons) == valuation.recommended
    assert valuation.reasons[-1]["factor"] == "own_market"
    # The own listings lie closer together than the country's.
    assert (high - low) / recommended < (plain.high - plain.low) / plain.price
    assert repeat(valuation).by_its_model == valuation.recommended
    (elsewhere,) = value_cars(make_dealership("Elsewhere"), [features_of(vehicle)])
    assert elsewhere.recommended == plain.price
    assert elsewhere.own_market == {}


def test_few_listings_leave_the_countrys_level(vehicle: Vehicle) -> None:
    own_listings(vehicle.dealership, count=149)
    assert own_market_of(vehicle.dealership, "fr") is None


def test_each_source_has_its_own_level_and_the_one_with_most_listings_sets_it(vehicle: Vehicle) -> None:
    own_listings(vehicle.dealership, source="Leboncoin", count=170, level=1.10)
    own_listings(vehicle.dealership, source="Export", count=160, level=0.92)
    own = own_market_of(vehicle.dealership, "fr")
    assert own is not None
    assert (own.source, own.cars) == ("Leboncoin", 170)
    assert own.level == pytest.approx(0.074, abs=0.01)
    (valuation,) = value_cars(vehicle.dealership, [features_of(vehicle)])
    with translation.override("en"):
        assert fact_in_words("own_market", valuation.reasons[-1]["label"]) == "170 listings of Leboncoin"


def test_sources_too_small_by_themselves_are_taken_together(vehicle: Vehicle) -> None:
    for source in ("One", "Another"):
        own_listings(vehicle.dealership, source=source, count=100)
    own = own_market_of(vehicle.dealership, "fr")
    assert own is not None
    assert (own.source, own.cars) == ("", 200)


def test_listings_from_abroad_do_not_set_the_level_at_home(vehicle: Vehicle) -> None:
    own_listings(vehicle.dealership, country="de", level=1.15)
    assert own_market_of(vehicle.dealership, "fr") is None
    abroad = own_market_of(vehicle.dealership, "de")
    assert abroad is not None
    assert abroad.level > 0.1


def test_the_page_names_the_own_market(client: Client, vehicle: Vehicle, work: Any) -> None:
    own_listings(vehicle.dealership)
    request_valuation(vehicle)
    work()
    assert Valuation.objects.get().own_market["cars"] == 200
    text = client.get(reverse("wizard_price", args=[vehicle.pk]), HTTP_ACCEPT_LANGUAGE="en").text
    assert "Your own market" in text
    assert "200 listings of Own" in text


def test_the_range_holds_for_four_in_five_and_no_market_moves_a_price_without_bounds() -> None:
    chance = random.Random(2)
    said = (9_000, 10_000, 11_000)
    asked = [round(10_400 * chance.gauss(1, 0.05)) for _ in range(1_000)]
    own = own_market({"Own": [(one, said) for one in asked]})
    assert own is not None
    low, price, high = own.prices(said)
    assert price == pytest.approx(10_390, abs=60)
    assert sum(low <= one <= high for one in asked) == pytest.approx(800, abs=25)
    mad = own_market({"Own": [(30_000, said)] * 1_000})
    assert mad is not None
    assert mad.at(10_000) == 12_210
    assert OwnMarket(1, 0.0, 1.0, 1.0).prices((9_000, 10_000, 11_000)) == (9_000, 10_000, 11_000)
