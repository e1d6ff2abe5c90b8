"""A language model is asked once for the same facts; what the dealership adds is its own each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Dealership, User
from keroxio.runs import Run
from listings.cached_writing import cache_key
from listings.models import Ad, CachedDraft
from listings.vehicle_facts import facts_of
from listings.writers.base import Language, Length, Style, Tone
from listings.writing import request_ad
from tests.listings.llm_server import Script, serving
from tests.listings.test_language_model_writer import said
from vehicles.models import Vehicle

TEXT = "Voici une Peugeot 208 de mai 2021 avec 42 000 km au compteur, non garanti. Son moteur essence fait 100 ch."


@pytest.fixture
def script(settings: Any) -> Iterator[Script]:
    script = Script(content=said(TEXT, "Peugeot 208 de 2021"))
    with serving(script) as url:
        options = {"base_url": url, "model": "m", "seconds": 5}
        writer = {"ENGINE": "listings.writers.llm.LanguageModelWriter", "OPTIONS": options}
        settings.ENGINES = {**settings.ENGINES, "writer": writer}
        yield script


def write(vehicle: Vehicle, work: Callable[[], list[Run]], **style: Any) -> Ad:
    ad = request_ad(vehicle, **style)
    work()
    ad.refresh_from_db()
    return ad


def test_the_same_facts_are_asked_for_once(priced: Vehicle, work: Callable[[], list[Run]], script: Script) -> None:
    first, second = write(priced, work), write(priced, work)
    assert len(script.requests) == 1
    assert (first.engine, first.from_cache, second.from_cache) == ("language-model", False, True)
    assert first.text == second.text
    assert "Garage du Lac" in second.text
    assert CachedDraft.objects.hit_rate() == 0.5


def test_another_seller_of_the_same_car_gets_the_text_with_its_own_name(
    priced: Vehicle, work: Callable[[], list[Run]], script: Script
) -> None:
    write(priced, work)
    other = Dealership.objects.create(name="Auto Sud", slug="sud", kind="garage", siren="552100554", city="Nice")
    priced.pk, priced.dealership = None, other
    priced.save()
    ad = write(priced, work)
    assert ad.from_cache
    assert "Auto Sud" in ad.text
    assert "Garage du Lac" not in ad.text
    assert "Garage du Lac" not in CachedDraft.objects.get().text


def test_what_matters_makes_another_key(vehicle: Vehicle) -> None:
    facts = facts_of(vehicle)
    keys = {cache_key(facts, style=Style(), version="1")}
    for style in (
        Style(tone=Tone.SOBER), Style(length=Length.SHORT), Style(language=Language.ENGLISH), Style(emojis=True),
        Style(portal="leboncoin"),
    ):  # fmt: skip
        keys.add(cache_key(facts, style=style, version="1"))
    keys.add(cache_key(facts, style=Style(), version="2"))
    vehicle.mileage_km = 50_000
    keys.add(cache_key(facts_of(vehicle), style=Style(), version="1"))
    assert len(keys) == 8
    vehicle.plate = "ZZ-999-ZZ"
    assert cache_key(facts_of(vehicle), style=Style(), version="1") in keys


def test_what_our_own_writer_wrote_instead_is_not_kept(
    client: Client, priced: Vehicle, work: Callable[[], list[Run]], script: Script
) -> None:
    script.status = 500
    ad = write(priced, work)
    assert (ad.engine, ad.note) == ("templates", "the writing service did not answer")
    assert not CachedDraft.objects.exists()
    page = client.get(reverse("wizard_ad", args=[priced.pk])).content.decode()
    assert str(ad.note) in page or "service de rédaction" in page
    script.status = 200
    assert write(priced, work).engine == "language-model"


def test_the_page_shows_the_text_while_it_grows(client: Client, priced: Vehicle) -> None:
    ad = Ad.objects.create(dealership=priced.dealership, vehicle=priced, status="running", partial="Voici une Peugeot")
    headers: Any = {"HTTP_HX_REQUEST": "true"}
    text = client.get(reverse("ad_status", args=[priced.pk]), **headers).content.decode()
    assert "Voici une Peugeot" in text
    ad.show("<script>alert(1)</script>")
    text = client.get(reverse("ad_status", args=[priced.pk]), **headers).content.decode()
    assert "<script>alert" not in text


def test_the_back_office_shows_the_hit_rate(
    alice: User, as_user: Callable[[User], Client], priced: Vehicle, work: Callable[[], list[Run]], script: Script
) -> None:
    for _ in range(4):
        write(priced, work)
    alice.is_staff = alice.is_superuser = True
    alice.save()
    assert "75 %" in as_user(alice).get(reverse("admin:listings_cacheddraft_changelist")).content.decode()
