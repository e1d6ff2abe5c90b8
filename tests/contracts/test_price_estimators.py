"""What every price estimator keeps to, whichever the settings name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from pricing.engines.base import Estimate, Features, PriceEstimator
from pricing.engines.fake import FakeEstimator
from pricing.engines.gradient_boosting import GradientBoostingEstimator

REFERENCE = GradientBoostingEstimator(model=settings.BASE_DIR / "pricing" / "reference" / "reference.zip")
CAR = Features(
    make="Peugeot",
    model="208",
    version="1.2 PureTech 100 Allure",
    first_registration_year=2021,
    first_registration_month=5,
    mileage_km=42_000,
    fuel="petrol",
    gearbox="manual",
    power_hp=100,
    body="city",
    color="blue",
    doors=5,
    seats=5,
    department=74,
    priced_on=date(2026, 6, 1),
)
CARS = [
    CAR,
    replace(CAR, version="", power_hp=None, fuel="", gearbox="", body="", color="", doors=None, seats=None),
    replace(CAR, make="BMW", model="Série 3", version="320d M Sport", fuel="diesel", power_hp=190),
    replace(CAR, mileage_km=0, first_registration_year=2026, first_registration_month=6),
    replace(CAR, mileage_km=480_000, first_registration_year=1998),
    replace(CAR, first_registration_month=None),
]


@pytest.fixture(params=[FakeEstimator(), REFERENCE], ids=lambda estimator: estimator.name)
def estimator(request: pytest.FixtureRequest) -> PriceEstimator:
    chosen: PriceEstimator = request.param
    return chosen


@pytest.fixture(params=CARS, ids=range(len(CARS)))
def estimate(request: pytest.FixtureRequest, estimator: PriceEstimator) -> Estimate:
    found = estimator.estimate(request.param)
    assert found is not None
    return found


def test_it_gives_a_price_inside_its_range(estimate: Estimate) -> None:
    assert 0 < estimate.low <= estimate.price <= estimate.high


def test_its_reasons_add_up_to_the_price(estimate: Estimate) -> None:
    assert estimate.reasons[0].factor == "typical"
    assert sum(reason.euros for reason in estimate.reasons) == estimate.price


def test_its_curves_fall(estimate: Estimate) -> None:
    for curve in (estimate.by_mileage, estimate.by_age):
        places, euros = zip(*curve, strict=True)
        assert list(places) == sorted(set(places))
        assert list(euros) == sorted(euros, reverse=True)


def test_its_age_curve_begins_with_the_price(estimate: Estimate) -> None:
    assert estimate.by_age[0] == (0, estimate.price)


def test_it_says_which_model_answered(estimator: PriceEstimator) -> None:
    found = estimator.estimate(CAR)
    assert found is not None
    assert found.model_version == estimator.version


def test_it_answers_the_same_twice(estimator: PriceEstimator) -> None:
    assert estimator.estimate(CAR) == estimator.estimate(CAR)


@pytest.mark.parametrize(
    ("absent", "doubt"),
    [
        ({"first_registration_year": None}, "no_year"),
        ({"mileage_km": None}, "no_mileage"),
    ],
)
def test_it_declines_and_says_why(estimator: PriceEstimator, absent: dict[str, Any], doubt: str) -> None:
    car = replace(CAR, **absent)
    assert estimator.estimate(car) is None
    assert doubt in estimator.doubts(car)
    assert estimator.ranges([CAR, car])[1] is None


def test_it_prices_many_as_it_prices_one(estimator: PriceEstimator) -> None:
    for car, found in zip(CARS, estimator.ranges(CARS), strict=True):
        one = estimator.estimate(car)
        assert one is not None
        assert found == (one.low, one.price, one.high)


def test_it_explains_many_as_it_explains_one(estimator: PriceEstimator) -> None:
    declined = replace(CAR, mileage_km=None)
    together = estimator.estimates([*CARS[:2], declined, *CARS[2:]])
    assert together.pop(2) is None
    assert together == [estimator.estimate(car) for car in CARS]


def test_it_prices_none_of_none(estimator: PriceEstimator) -> None:
    assert estimator.ranges([]) == []
    assert estimator.estimates([]) == []
