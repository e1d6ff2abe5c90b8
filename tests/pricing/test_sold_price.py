"""What a car was sold for: asked where it is marked as sold, kept apart from what was asked for it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vehicles.models import Vehicle


@pytest.fixture
def sold(vehicle: Vehicle) -> Vehicle:
    Vehicle.objects.filter(pk=vehicle.pk).update(sold_at=timezone.now(), price_eur=14_500)
    vehicle.refresh_from_db()
    return vehicle


def price_of(vehicle: Vehicle) -> tuple[int | None, int | None]:
    vehicle.refresh_from_db()
    return vehicle.price_eur, vehicle.sold_price_eur


def test_it_is_asked_for_once_the_car_is_sold(client: Client, sold: Vehicle) -> None:
    url = reverse("wizard_publication", args=[sold.pk])
    assert "sold_price_eur" in client.get(url).content.decode()
    client.post(reverse("price_sold", args=[sold.pk]), {"sold_price_eur": "13 900 €"})
    assert price_of(sold) == (14_500, 13_900)
    client.post(reverse("price_sold", args=[sold.pk]), {"sold_price_eur": ""})
    assert price_of(sold) == (14_500, None)


def test_it_is_not_asked_for_while_the_car_is_for_sale(client: Client, vehicle: Vehicle) -> None:
    assert "sold_price_eur" not in client.get(reverse("wizard_publication", args=[vehicle.pk])).content.decode()


@pytest.mark.parametrize("text", ["cheap", "12", "99999999999999999999"])
def test_what_is_no_price_is_refused_and_kept_in_the_field(client: Client, sold: Vehicle, text: str) -> None:
    answer = client.post(reverse("price_sold", args=[sold.pk]), {"sold_price_eur": text}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert price_of(sold) == (14_500, None)


def test_strangers_and_viewers_cannot_set_it(stranger: Client, viewer: Client, sold: Vehicle) -> None:
    url = reverse("price_sold", args=[sold.pk])
    assert stranger.post(url, {"sold_price_eur": "13900"}).status_code == 404
    assert viewer.post(url, {"sold_price_eur": "13900"}).status_code == 403
    assert price_of(sold) == (14_500, None)
