"""A portal's text asked from a language model, over the wire; where it fails the derived text stays, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from keroxio.runs import Run
from listings.models import Ad, PortalText, PortalWriting
from tests.listings.llm_server import Script, serving
from tests.listings.test_language_model_writer import said

TEXT = "Voici une Peugeot 208 de mai 2021 avec 42 000 km au compteur, non garanti. Son moteur essence fait 100 ch."
BUTTON = "/portals/leboncoin/write/"


@pytest.fixture
def script(ad: Ad, settings: Any) -> Iterator[Script]:
    script = Script(content=said(TEXT, "Peugeot 208 de 2021"))
    with serving(script) as url:
        options = {"base_url": url, "model": "m", "seconds": 5}
        writer = {"ENGINE": "listings.writers.llm.LanguageModelWriter", "OPTIONS": options}
        settings.ENGINES = {**settings.ENGINES, "writer": writer}
        yield script


def place(ad: Ad, name: str = "portal_write", channel: str = "leboncoin") -> str:
    return reverse(name, args=[ad.pk, channel])


def page(client: Client, ad: Ad) -> str:
    return client.get(reverse("wizard_portal", args=[ad.vehicle_id, "leboncoin"])).content.decode()


def test_the_portal_s_own_prompt_writes_its_text(
    client: Client, ad: Ad, script: Script, work: Callable[[], list[Run]]
) -> None:
    before = ad.text
    assert BUTTON in page(client, ad)
    assert client.post(place(ad)).status_code == 302
    work()
    (asked,) = script.requests
    assert "Portail : Leboncoin" in asked["messages"][1]["content"]
    own = PortalText.objects.get()
    assert (own.channel, own.title) == ("leboncoin", "Peugeot 208 de 2021")
    assert own.text.startswith(TEXT[:20])
    assert "Garage du Lac" in own.text
    assert own.text.splitlines()[0] in page(client, ad)
    ad.refresh_from_db()
    assert ad.text == before
    assert Ad.objects.count() == 1


def test_where_the_service_fails_the_derived_text_stays_and_says_why(
    client: Client, ad: Ad, script: Script, work: Callable[[], list[Run]]
) -> None:
    script.content = said("Garantie 24 mois, jamais accidentée, aucun frais à prévoir. " * 2, "Peugeot 208")
    client.post(place(ad))
    work()
    assert not PortalText.objects.exists()
    writing = PortalWriting.objects.get()
    shown = page(client, ad)
    assert "particulars do not say" in writing.note
    assert "service de rédaction" in shown or escape(writing.note) in shown
    assert ad.title[:20] in shown


def test_a_text_of_one_s_own_outlives_a_failure(
    client: Client, ad: Ad, script: Script, work: Callable[[], list[Run]]
) -> None:
    client.post(reverse("portal_save", args=[ad.pk, "leboncoin"]), {"title": "À moi", "text": "Mes mots"})
    script.status = 500
    client.post(place(ad))
    work()
    assert PortalText.objects.get().text == "Mes mots"


def test_twice_asks_once(client: Client, ad: Ad, script: Script, work: Callable[[], list[Run]]) -> None:
    for _ in range(2):
        client.post(place(ad))
    work()
    assert len(script.requests) == PortalWriting.objects.count() == 1


def test_it_shows_the_text_while_it_grows(client: Client, ad: Ad, script: Script) -> None:
    headers: Any = {"HTTP_HX_REQUEST": "true"}
    client.post(place(ad))
    writing = PortalWriting.objects.get()
    PortalWriting.objects.update(status=Run.Status.RUNNING)
    writing.show("<b>Voici</b> une Peugeot")
    shown = client.get(place(ad, "portal_status"), **headers).content.decode()
    assert "une Peugeot" in shown
    assert "<b>Voici" not in shown
    assert BUTTON not in page(client, ad)
    PortalWriting.objects.update(status=Run.Status.DONE)
    assert "HX-Refresh" in client.get(place(ad, "portal_status"), **headers).headers


def test_what_failed_can_be_tried_again(client: Client, ad: Ad, script: Script) -> None:
    PortalWriting.objects.create(
        dealership=ad.dealership, ad=ad, channel="leboncoin", status=Run.Status.FAILED, error="Kaputt"
    )
    assert "Kaputt" in page(client, ad)
    assert BUTTON in page(client, ad)


def test_without_a_language_model_there_is_nothing_to_ask(client: Client, ad: Ad) -> None:
    assert BUTTON not in page(client, ad)
    assert client.post(place(ad)).status_code == 404
    assert not PortalWriting.objects.exists()


def test_strangers_and_viewers_cannot_ask(
    client: Client, stranger: Client, viewer: Client, ad: Ad, script: Script
) -> None:
    assert stranger.post(place(ad)).status_code == 404
    assert stranger.get(place(ad, "portal_status")).status_code == 404
    assert viewer.post(place(ad)).status_code == 403
    assert BUTTON not in page(viewer, ad)
    assert client.post(place(ad, channel="ebay")).status_code == 404
    assert not PortalWriting.objects.exists()
