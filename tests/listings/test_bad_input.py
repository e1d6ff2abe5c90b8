"""What sellers and services may throw at the ads: nothing of it runs, breaks a page or loses a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from keroxio.runs import Run
from listings.models import Ad
from listings.writing import request_ad
from vehicles.models import Vehicle

HOSTILE = "<script>alert(1)</script>\u202eevil\u202c\u200b{{ 7 }}{% now 'Y' %}%s"
TEXTS = ("make", "model", "version", "options", "condition_notes")
SCREENS = ("wizard_ad", "wizard_publication")


@pytest.mark.parametrize("field", TEXTS)
def test_hostile_words_are_inert_wherever_they_appear(
    client: Client, priced: Vehicle, work: Callable[[], list[Run]], field: str
) -> None:
    setattr(priced, field, HOSTILE[:40] if field in {"make", "model"} else HOSTILE)
    priced.save()
    request_ad(priced, length="complete")
    work()
    ad = Ad.objects.get()
    for character in ad.title + ad.text:
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cf"}
    urls = [reverse(name, args=[priced.pk]) for name in SCREENS]
    for url in [*urls, reverse("wizard_portal", args=[priced.pk, "paruvendu"]), reverse("stock")]:
        response = client.get(url)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


def test_ten_thousand_characters_of_options_make_an_ad_within_every_limit(
    client: Client, priced: Vehicle, work: Callable[[], list[Run]]
) -> None:
    priced.options = "\n".join(f"Équipement numéro {number}" for number in range(420))[:10_000]
    priced.save()
    request_ad(priced, length="complete")
    work()
    for channel in ("leboncoin", "lacentrale", "paruvendu"):
        ready = client.get(reverse("wizard_portal", args=[priced.pk, channel])).context["ready"]
        assert len(ready.text) <= ready.text_limit
        assert "garantie légale de conformité" in ready.text


def test_options_that_deny_the_fuel_are_shown_to_the_seller(
    client: Client, priced: Vehicle, work: Callable[[], list[Run]]
) -> None:
    priced.fuel, priced.options = "electric", "Moteur diesel\nGPS"
    priced.save()
    request_ad(priced, length="complete")
    work()
    response: Any = client.get(reverse("wizard_ad", args=[priced.pk]))
    codes = {remedy.finding.duty.code for remedy in response.context["duties"]}
    assert {"particulars_disagree", "contradiction"} <= codes
    assert "diesel" in response.content.decode()


def test_a_car_with_almost_no_facts_gets_an_ad_and_a_list_of_what_is_missing(
    client: Client, vehicle: Vehicle, work: Callable[[], list[Run]]
) -> None:
    bare = Vehicle.objects.create(dealership=vehicle.dealership, make="Renault", model="Clio")
    request_ad(bare)
    work()
    response: Any = client.get(reverse("wizard_ad", args=[bare.pk]))
    codes = {remedy.finding.duty.code for remedy in response.context["duties"]}
    assert {"price", "mileage", "registration_year", "version"} <= codes
    assert "Renault Clio" in Ad.objects.get().text
