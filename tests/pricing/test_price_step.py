"""The third step: estimate, reasons, and the seller's price."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Dealership, User
from keroxio.demonstration.cast import CARS
from keroxio.demonstration.stage import open_demonstration
from keroxio.runs import Run
from pricing.models import Valuation
from pricing.valuing import current_valuation, request_valuation
from vehicles.models import Vehicle

Work = Callable[[], list[Run]]


@pytest.fixture
def valued(vehicle: Vehicle, work: Work) -> Valuation:
    request_valuation(vehicle)
    work()
    valuation = current_valuation(vehicle)
    assert valuation is not None
    return valuation


def page(client: Client, vehicle: Vehicle) -> str:
    response = client.get(reverse("wizard_price", args=[vehicle.pk]), HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def set_price(client: Client, vehicle: Vehicle, price: str, seen: str = "", **more: Any) -> Any:
    data = {"price_eur": price, "seen": seen}
    return client.post(reverse("price_set", args=[vehicle.pk]), data, HTTP_ACCEPT_LANGUAGE="en", **more)


def test_it_asks_for_an_estimate_and_waits(client: Client, vehicle: Vehicle) -> None:
    text = page(client, vehicle)
    assert reverse("price_status", args=[vehicle.pk]) in text
    assert Valuation.objects.get().status == Run.Status.QUEUED


def test_it_shows_range_reasons_and_curves(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    text = page(client, vehicle)
    for figure in (valued.low, valued.recommended, valued.high):
        assert f"{figure:,} €" in text
    assert "Typical car of this model" in text
    assert "Price by mileage" in text
    assert "What is not counted" in text
    assert "Age" in text
    assert text.count("<title ") == 3
    assert text.count("<desc ") == 3


def test_it_keeps_numbers_of_drawings_out_of_the_locale(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    response = client.get(reverse("wizard_price", args=[vehicle.pk]), HTTP_ACCEPT_LANGUAGE="fr")
    points = [part.split('"')[0] for part in response.content.decode().split('points="')[1:]]
    assert points
    for line in points:
        assert all(len(pair.split(",")) == 2 for pair in line.split())


def test_it_says_that_prices_are_asked_not_paid(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    assert "asking prices" in page(client, vehicle)


def test_it_warns_private_sellers(client: Client, vehicle: Vehicle, valued: Valuation, garage: Dealership) -> None:
    assert "private person" not in page(client, vehicle)
    Dealership.objects.filter(pk=garage.pk).update(kind="private")
    assert "private person" in page(client, vehicle)


def test_it_lists_what_would_sharpen_the_estimate(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    assert "Not known yet" not in page(client, vehicle)
    Vehicle.objects.filter(pk=vehicle.pk).update(color="", gearbox="")
    text = page(client, vehicle)
    assert reverse("wizard_plate", args=[vehicle.pk]) in text


@pytest.mark.parametrize(
    ("field", "empty"), [("make", ""), ("model", ""), ("first_registration_year", None), ("mileage_km", None)]
)
def test_it_teaches_what_an_estimate_needs(client: Client, vehicle: Vehicle, field: str, empty: Any) -> None:
    Vehicle.objects.filter(pk=vehicle.pk).update(**{field: empty})
    assert "What an estimate needs" in page(client, vehicle)
    assert not Valuation.objects.exists()
    set_price(client, vehicle, "9900")
    vehicle.refresh_from_db()
    assert vehicle.price_eur == 9_900


def test_it_estimates_once_for_the_same_facts(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    page(client, vehicle)
    page(client, vehicle)
    assert Valuation.objects.count() == 1


def test_it_estimates_anew_when_facts_have_changed(
    client: Client, vehicle: Vehicle, valued: Valuation, work: Work
) -> None:
    Vehicle.objects.filter(pk=vehicle.pk).update(mileage_km=90_000)
    page(client, vehicle)
    work()
    text = page(client, vehicle)
    assert Valuation.objects.count() == 2
    assert "Updated" in text
    assert f"{valued.recommended:,} €" in text
    assert "mileage (km)" in text


def test_a_failed_estimate_is_not_asked_for_again_by_looking(
    client: Client, vehicle: Vehicle, valued: Valuation
) -> None:
    Valuation.objects.filter(pk=valued.pk).update(status=Run.Status.FAILED, error="The model is damaged.")
    text = page(client, vehicle)
    assert "The model is damaged." in text
    assert reverse("price_retry", args=[vehicle.pk]) in text
    assert reverse("price_status", args=[vehicle.pk]) not in text
    assert Valuation.objects.get().status == Run.Status.FAILED


def test_what_nobody_looks_at_is_estimated_again_after_a_failure(vehicle: Vehicle, valued: Valuation) -> None:
    Valuation.objects.filter(pk=valued.pk).update(status=Run.Status.FAILED)
    assert request_valuation(vehicle, queue=Run.Queue.BULK) == valued
    assert Valuation.objects.get().status == Run.Status.QUEUED


def test_it_says_why_there_is_no_price(client: Client, vehicle: Vehicle, settings: Any, work: Work) -> None:
    settings.ENGINES = settings.ENGINES | {"pricing": reference(Path(settings.BASE_DIR) / "pricing" / "reference")}
    Vehicle.objects.filter(pk=vehicle.pk).update(first_registration_year=1965)
    page(client, vehicle)
    work()
    text = page(client, vehicle)
    assert "No price can be given" in text
    assert "over thirty years old" in text


def reference(folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "pricing.engines.gradient_boosting.GradientBoostingEstimator",
        "OPTIONS": {"model": folder / "reference.zip"},
    }


def test_it_works_with_the_reference_model(client: Client, vehicle: Vehicle, settings: Any, work: Work) -> None:
    settings.ENGINES = settings.ENGINES | {"pricing": reference(Path(settings.BASE_DIR) / "pricing" / "reference")}
    page(client, vehicle)
    (run,) = work()
    assert run.engine == "gradient_boosting"
    valuation = Valuation.objects.get()
    assert sum(reason["euros"] for reason in valuation.reasons) == valuation.recommended
    text = page(client, vehicle)
    assert "Version and finish" in text


def test_it_goes_on_without_a_model(client: Client, vehicle: Vehicle, settings: Any, tmp_path: Path) -> None:
    settings.ENGINES = settings.ENGINES | {"pricing": reference(tmp_path)}
    text = page(client, vehicle)
    assert "No estimate at the moment" in text
    set_price(client, vehicle, "9900")
    vehicle.refresh_from_db()
    assert vehicle.price_eur == 9_900


@pytest.mark.parametrize("typed", ["12900", "12 900 €", "12.900", "12,900", "12900,00", " 12\u202f900\u00a0EUR "])
def test_it_sets_the_price_as_people_write_it(client: Client, vehicle: Vehicle, typed: str) -> None:
    response = set_price(client, vehicle, typed)
    assert response.status_code == 302
    vehicle.refresh_from_db()
    assert vehicle.price_eur == 12_900


@pytest.mark.parametrize("typed", ["", "cheap", "99", "2000001", "-5000", "1e9", "12900.555", "9" * 400, "<script>"])
def test_it_keeps_what_was_typed_wrongly(client: Client, vehicle: Vehicle, typed: str) -> None:
    response = set_price(client, vehicle, typed)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    vehicle.refresh_from_db()
    assert vehicle.price_eur is None
    if typed.isdigit() and len(typed) < 20:
        assert f'value="{typed}"' in response.content.decode()


def test_it_may_be_set_twice(client: Client, vehicle: Vehicle) -> None:
    for _ in range(2):
        assert set_price(client, vehicle, "12900").status_code == 302
    vehicle.refresh_from_db()
    assert vehicle.price_eur == 12_900


def test_it_does_not_undo_another_windows_price(client: Client, vehicle: Vehicle) -> None:
    set_price(client, vehicle, "12900")
    response = set_price(client, vehicle, "11900", seen="")
    assert response.status_code == 409
    assert "12,900 €" in response.content.decode()
    assert 'value="11900"' in response.content.decode()
    vehicle.refresh_from_db()
    assert vehicle.price_eur == 12_900
    assert set_price(client, vehicle, "11900", seen="12900").status_code == 302


@pytest.mark.parametrize(
    ("factor", "verdict", "distance"),
    [
        (1.0, "At the market price", "The recommended price"),
        (0.8, "Well below the market", "20 % below"),
        (0.94, "Below the market", "6 % below"),
        (1.07, "Above the market", "7 % above"),
        (1.12, "Well above the market", "12 % above"),
    ],
)
def test_it_says_where_a_price_stands(
    client: Client, valued: Valuation, factor: float, verdict: str, distance: str
) -> None:
    vehicle, price = valued.vehicle_id, round((valued.recommended or 0) * factor)
    response = client.get(
        reverse("price_standing", args=[vehicle]),
        {"price_eur": price},
        HTTP_HX_REQUEST="true",
        HTTP_ACCEPT_LANGUAGE="en",
    )
    text = " ".join(response.content.decode().split())
    assert f"<strong>{verdict}</strong>" in text
    assert distance in text
    assert "<html" not in text


def test_it_warns_of_a_digit_too_many(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    url = reverse("price_standing", args=[vehicle.pk])
    text = client.get(url, {"price_eur": "129000"}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "check the number of digits" in text


@pytest.mark.parametrize("typed", ["", "1", "abc", "9" * 300])
def test_it_takes_a_price_half_typed(client: Client, vehicle: Vehicle, valued: Valuation, typed: str) -> None:
    response = client.get(reverse("price_standing", args=[vehicle.pk]), {"price_eur": typed})
    assert response.status_code == 200
    assert "<strong>" not in response.content.decode()


def test_it_polls_until_the_estimate_is_there(client: Client, vehicle: Vehicle, work: Work) -> None:
    request_valuation(vehicle)
    url = reverse("price_status", args=[vehicle.pk])
    assert "hx-get" in client.get(url).content.decode()
    work()
    assert client.get(url)["HX-Refresh"] == "true"


def test_it_tries_a_failed_estimate_again(client: Client, vehicle: Vehicle, valued: Valuation, work: Work) -> None:
    Valuation.objects.filter(pk=valued.pk).update(status=Run.Status.FAILED)
    client.post(reverse("price_retry", args=[vehicle.pk]))
    work()
    valued.refresh_from_db()
    assert valued.status == Run.Status.DONE


def test_trying_again_shows_the_wait_in_its_place(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    Valuation.objects.filter(pk=valued.pk).update(status=Run.Status.FAILED)
    text = client.post(reverse("price_retry", args=[vehicle.pk]), headers={"hx-request": "true"}).text
    assert reverse("price_status", args=[vehicle.pk]) in text
    assert "<html" not in text


@pytest.mark.parametrize("name", ["wizard_price", "price_standing", "price_status"])
def test_it_hides_the_car_from_strangers(stranger: Client, vehicle: Vehicle, name: str) -> None:
    assert stranger.get(reverse(name, args=[vehicle.pk])).status_code == 404


@pytest.mark.parametrize("name", ["price_set", "price_retry"])
def test_it_lets_no_stranger_change_anything(stranger: Client, vehicle: Vehicle, name: str) -> None:
    assert stranger.post(reverse(name, args=[vehicle.pk]), {"price_eur": "1000"}).status_code == 404
    vehicle.refresh_from_db()
    assert vehicle.price_eur is None


def test_it_asks_the_signed_out_to_sign_in(vehicle: Vehicle) -> None:
    assert Client().get(reverse("wizard_price", args=[vehicle.pk])).status_code == 302


def test_it_lets_viewers_look_but_not_set(viewer: Client, vehicle: Vehicle, valued: Valuation) -> None:
    text = page(viewer, vehicle)
    assert reverse("price_set", args=[vehicle.pk]) not in text
    assert set_price(viewer, vehicle, "12900").status_code == 403
    vehicle.refresh_from_db()
    assert vehicle.price_eur is None


def test_it_refuses_the_wrong_method(client: Client, vehicle: Vehicle) -> None:
    assert client.post(reverse("wizard_price", args=[vehicle.pk])).status_code == 405
    assert client.get(reverse("price_set", args=[vehicle.pk])).status_code == 405


def test_it_forgets_deleted_cars(client: Client, vehicle: Vehicle) -> None:
    Vehicle.objects.filter(pk=vehicle.pk).update(deleted_at=timezone.now())
    assert client.get(reverse("wizard_price", args=[vehicle.pk])).status_code == 404


def test_it_asks_the_database_no_more_for_a_long_history(
    client: Client, vehicle: Vehicle, valued: Valuation, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        valued.pk = None
        valued.save()
    with django_assert_max_num_queries(16):
        client.get(reverse("wizard_price", args=[vehicle.pk]))


def test_it_shows_valuations_in_the_back_office(admin_client: Client, valued: Valuation) -> None:
    response = admin_client.get(reverse("admin:pricing_valuation_changelist"))
    assert response.status_code == 200
    assert str(valued.vehicle) in response.content.decode()


def test_it_does_not_show_another_dealerships_estimate(bob: User, vehicle: Vehicle, valued: Valuation) -> None:
    other = Dealership.objects.create(name="Autre", slug="autre")
    Valuation.objects.filter(pk=valued.pk).update(dealership=other)
    assert current_valuation(vehicle) is None


def test_the_demonstration_opens_without_a_price_model(db: None, settings: Any, tmp_path: Path) -> None:
    settings.ENGINES = settings.ENGINES | {"pricing": reference(tmp_path)}
    assert open_demonstration()
    assert Vehicle.objects.count() == len(CARS)
    assert not Vehicle.objects.exclude(price_eur=None).exists()
    assert not Valuation.objects.exists()
