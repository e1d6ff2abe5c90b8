"""What the seller adds to the estimate, and the estimates a car has had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from keroxio.runs import Run
from pricing.charts import waterfall
from pricing.models import PriceAdjustment, Valuation
from pricing.valuing import current_valuation, request_valuation
from tests.pricing.test_price_step import page
from vehicles.models import Vehicle

Work = Callable[[], list[Run]]


@pytest.fixture
def valued(vehicle: Vehicle, work: Work) -> Valuation:
    request_valuation(vehicle)
    work()
    valuation = current_valuation(vehicle)
    assert valuation is not None
    return valuation


def adjust(client: Client, vehicle: Vehicle, **euros: str) -> Any:
    return client.post(reverse("price_adjust", args=[vehicle.pk]), euros, HTTP_ACCEPT_LANGUAGE="en")


def stored(vehicle: Vehicle) -> dict[str, int]:
    return dict(PriceAdjustment.objects.filter(vehicle=vehicle).values_list("kind", "euros"))


def test_sums_are_kept_apart_and_shown_in_the_drawing(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    assert valued.recommended
    adjust(client, vehicle, tyres="-1 300", service="500 €", owners="")
    assert stored(vehicle) == {"tyres": -1300, "service": 500}
    text = page(client, vehicle)
    assert f"{valued.recommended - 800:,} €" in text
    assert "Tyres and brakes" in text
    assert "With what you add" in text
    valued.refresh_from_db()
    vehicle.refresh_from_db()
    assert sum(reason["euros"] for reason in valued.reasons) == valued.recommended
    assert vehicle.price_eur is None


def test_saving_again_replaces_and_empties(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    adjust(client, vehicle, tyres="-300", service="500")
    adjust(client, vehicle, tyres="-400")
    adjust(client, vehicle, tyres="-400")
    assert stored(vehicle) == {"tyres": -400}
    adjust(client, vehicle)
    assert stored(vehicle) == {}
    assert "With what you add" not in page(client, vehicle)


@pytest.mark.parametrize("text", ["much", "-900000", "1e9"])
def test_what_is_no_sum_is_refused_and_nothing_lost(
    client: Client, vehicle: Vehicle, valued: Valuation, text: str
) -> None:
    adjust(client, vehicle, service="500")
    answer = adjust(client, vehicle, service="700", tyres=text)
    assert answer.status_code == 422
    assert f'value="{text}"' in answer.content.decode()
    assert stored(vehicle) == {"service": 500}


def test_strangers_and_viewers_add_nothing(
    stranger: Client, viewer: Client, vehicle: Vehicle, valued: Valuation
) -> None:
    assert adjust(stranger, vehicle, tyres="-300").status_code == 404
    assert adjust(viewer, vehicle, tyres="-300").status_code == 403
    assert stranger.post(reverse("price_repeat", args=[valued.pk])).status_code == 404
    assert viewer.post(reverse("price_repeat", args=[valued.pk])).status_code == 403
    assert stored(vehicle) == {}
    assert "Tyres and brakes" in page(viewer, vehicle)


def test_bars_go_on_from_the_estimate() -> None:
    reasons = [
        {"factor": "typical", "label": "208", "euros": 12_000},
        {"factor": "age", "label": "20", "euros": -2_000},
    ]
    plain = waterfall(reasons, 10_000, {})
    assert [bar.factor for bar in plain] == ["typical", "age", "total"]
    added = waterfall(reasons, 10_000, {"tyres": -500, "service": 200})
    assert [(bar.factor, bar.euros) for bar in added[-3:]] == [
        ("adjustment", -500),
        ("adjustment", 200),
        ("adjusted", 9_700),
    ]
    assert all(0 <= float(bar.x) <= 100 for bar in added)


def test_the_price_by_age_has_a_past_and_a_future(vehicle: Vehicle, valued: Valuation) -> None:
    months = [at for at, _euros in valued.by_age]
    assert months == sorted(months)
    assert (months[0], months[-1]) == (-24, 24)
    euros = [price for _at, price in valued.by_age]
    assert euros == sorted(euros, reverse=True)


def test_a_young_car_has_no_past_before_its_first_registration(vehicle: Vehicle, work: Work) -> None:
    today = timezone.localdate()
    Vehicle.objects.filter(pk=vehicle.pk).update(
        first_registration_year=today.year, first_registration_month=today.month
    )
    vehicle.refresh_from_db()
    request_valuation(vehicle)
    work()
    assert Valuation.objects.get().by_age[0][0] == 0


def test_estimates_are_listed_and_repeated(client: Client, vehicle: Vehicle, valued: Valuation, work: Work) -> None:
    assert "Estimates of this car" not in page(client, vehicle)
    Vehicle.objects.filter(pk=vehicle.pk).update(mileage_km=90_000)
    page(client, vehicle)
    work()
    text = page(client, vehicle)
    assert "Estimates of this car" in text
    assert "changed: mileage (km)" in text
    assert text.count(valued.model_version) >= 2
    answer = client.post(
        reverse("price_repeat", args=[valued.pk]), follow=True, HTTP_ACCEPT_LANGUAGE="en"
    ).content.decode()
    assert f"Model {valued.model_version} repeated: {valued.recommended:,} € (on" in answer
    assert f"model gives {valued.recommended:,} €" in answer
    assert Valuation.objects.count() == 2


def test_repeating_without_a_model_says_so(
    client: Client, vehicle: Vehicle, valued: Valuation, settings: Any, tmp_path: Any
) -> None:
    lost = {
        "ENGINE": "pricing.engines.gradient_boosting.GradientBoostingEstimator",
        "OPTIONS": {"model": tmp_path / "x"},
    }
    settings.ENGINES = settings.ENGINES | {"pricing": lost}
    assert client.post(reverse("price_repeat", args=[valued.pk]), follow=True).status_code == 200
