"""The whole stock is estimated anew: by a button, by a command, by night."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Dealership
from pricing.models import Valuation
from pricing.revaluing import dealerships_with_stock, revalue, revalue_stock
from vehicles.models import Vehicle


def test_the_button_estimates_every_car_and_the_page_counts_down(client: Client, vehicle: Vehicle, work: Any) -> None:
    Vehicle.objects.create(dealership=vehicle.dealership, make="Renault")
    page = client.post(reverse("stock_estimate"), follow=True, HTTP_ACCEPT_LANGUAGE="en").text
    assert "1 car is estimated anew." in page
    assert "1 estimate still to come" in page
    work()
    done = client.get(reverse("stock_estimate"), HTTP_ACCEPT_LANGUAGE="en").text
    assert "All cars are estimated." in done
    assert "hx-trigger" not in done
    assert Valuation.objects.get().vehicle == vehicle


def test_nothing_is_done_twice_and_a_changed_car_is_done_again(vehicle: Vehicle, work: Any) -> None:
    assert revalue(vehicle.dealership) == 1
    work()
    assert revalue(vehicle.dealership) == 0
    Vehicle.objects.update(mileage_km=99_000)
    revalue_stock(vehicle.dealership_id)
    work()
    assert Valuation.objects.count() == 2


def test_the_command_takes_one_dealership_or_all(vehicle: Vehicle) -> None:
    assert dealerships_with_stock() == [vehicle.dealership_id]
    call_command("revalue_stock", dealership=vehicle.dealership.slug)
    call_command("revalue_stock")
    assert Valuation.objects.count() == 1
    with pytest.raises(CommandError, match="No dealership nobody"):
        call_command("revalue_stock", dealership="nobody")


def test_a_viewer_sees_but_does_not_ask(viewer: Client, vehicle: Vehicle, garage: Dealership) -> None:
    assert "Estimate all anew" not in viewer.get(reverse("stock_prices"), HTTP_ACCEPT_LANGUAGE="en").text
    assert viewer.post(reverse("stock_estimate")).status_code == 403
    assert Valuation.objects.count() == 0
