"""Ads for the whole stock at once, then looked through one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Dealership
from keroxio.runs import Run
from listings.bulk_writing import MOST, cars_to_write
from listings.limits import LimitReached
from listings.models import Ad
from vehicles.models import Vehicle


def refuse(dealership: Dealership, *, ads: int) -> None:
    raise LimitReached(f"{ads} annonces : c’est trop.")


@pytest.fixture
def cars(garage: Dealership) -> list[Vehicle]:
    names = ("Clio", "Zoé", "Kangoo")
    return [Vehicle.objects.create(dealership=garage, make="Renault", model=name, price_eur=5000) for name in names]


def start(client: Client) -> Any:
    return client.post(reverse("ads_write_missing"))


def save(client: Client, ad: Ad, **changes: Any) -> Any:
    data = {"title": ad.title, "text": ad.text, "revision": ad.revision, **changes}
    return client.post(reverse("ad_review", args=[ad.pk]), data)


def test_every_car_without_an_ad_gets_one_and_no_other(
    client: Client, cars: list[Vehicle], garage: Dealership, work: Callable[[], list[Run]]
) -> None:
    Vehicle.objects.create(dealership=garage)
    for _ in range(2):
        start(client)
    assert set(Ad.objects.values_list("vehicle", flat=True)) == {car.pk for car in cars}
    assert Ad.objects.filter(to_review=True, queue="bulk").count() == 3
    assert client.get(reverse("ads_review")).context["writing_count"] == 3
    work()
    assert cars_to_write(garage) == []
    start(client)
    assert Ad.objects.count() == 3


def test_they_are_looked_through_one_after_the_other(
    client: Client, cars: list[Vehicle], work: Callable[[], list[Run]]
) -> None:
    start(client)
    work()
    url = reverse("ads_review")
    first, second, third = Ad.objects.order_by("pk")
    assert client.get(url).context["ad"] == first
    assert client.get(url, {"after": first.pk}).context["ad"] == second
    response = save(client, second, text="Ma Zoé à moi")
    assert response.url == f"{url}?after={second.pk}"
    second.refresh_from_db()
    assert (second.text, second.to_review) == ("Ma Zoé à moi", False)
    assert client.get(response.url).context["ad"] == third
    save(client, third)
    assert client.get(f"{url}?after={third.pk}").context["ad"] == first
    save(client, first)
    assert client.get(url).context["ad"] is None


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 40, "٣"])
def test_any_place_in_the_queue_shows_something(
    client: Client, cars: list[Vehicle], work: Callable[[], list[Run]], after: str
) -> None:
    start(client)
    work()
    assert client.get(reverse("ads_review"), {"after": after}).context["ad"]


def test_what_is_refused_is_not_lost(client: Client, cars: list[Vehicle], work: Callable[[], list[Run]]) -> None:
    start(client)
    work()
    ad = Ad.objects.order_by("pk")[0]
    response = save(client, ad, title="", text="Mon texte")
    assert response.status_code == 422
    assert "Mon texte" in response.content.decode()
    ad.edit(title="Ailleurs", text="Ailleurs", revision=0)
    assert save(client, ad, revision=0, text="Mon texte").status_code == 409
    ad.refresh_from_db()
    assert ad.to_review


def test_progress_is_told(client: Client, cars: list[Vehicle]) -> None:
    start(client)
    Ad.objects.order_by("pk")[0].perform()
    text = client.get(reverse("ads_progress")).content.decode()
    assert 'max="3" value="1"' in text


def test_a_hundred_at_most_and_never_beyond_the_plan(client: Client, garage: Dealership, settings: Any) -> None:
    many = [Vehicle(dealership=garage, make="Renault", model="Clio") for _ in range(MOST + 5)]
    Vehicle.objects.bulk_create(many)
    assert len(cars_to_write(garage)) == MOST
    settings.AD_LIMIT = f"{__name__}.refuse"
    response = client.post(reverse("ads_write_missing"), follow=True)
    assert "trop" in response.content.decode()
    assert not Ad.objects.exists()


def test_strangers_see_their_own_queue_and_viewers_only_look(
    client: Client, stranger: Client, viewer: Client, cars: list[Vehicle], work: Callable[[], list[Run]]
) -> None:
    assert start(viewer).status_code == 403
    start(client)
    work()
    ad = Ad.objects.order_by("pk")[0]
    assert stranger.get(reverse("ads_review")).context["ad"] is None
    assert save(stranger, ad).status_code == 404
    assert save(viewer, ad).status_code == 403
    assert viewer.get(reverse("ads_review")).context["ad"] == ad
    assert client.get(reverse("ads_write_missing")).status_code == 405
