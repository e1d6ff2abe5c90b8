"""One text, and what each portal gets of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from listings.models import Ad, PortalText
from listings.portal_texts import fitted_title, missing_keywords
from listings.publishing import NotPublishable, mark_published, prepare
from tests.listings.cars import CITY_CAR

PORTALS = ["leboncoin", "lacentrale", "paruvendu"]


def save(client: Client, ad: Ad, channel: str = "lacentrale", **data: Any) -> Any:
    return client.post(reverse("portal_save", args=[ad.pk, channel]), {"title": ad.title, "text": ad.text, **data})


@pytest.mark.parametrize(
    ("limit", "title"),
    [
        (90, "Volkswagen Golf 8 2.0 TDI 150 Style First Edition – 2021 – 98\u202f700\u00a0km"),
        (50, "Volkswagen Golf 8 2.0 TDI 150 – 2021 – 98\u202f700\u00a0km"),
        (30, "Volkswagen Golf 8 2.0 – 2021"),
        (22, "Volkswagen Golf 8 2.0"),
    ],
)
def test_a_title_keeps_its_year_while_it_can(limit: int, title: str) -> None:
    whole = "Volkswagen Golf 8 2.0 TDI 150 Style First Edition – 2021 – 98\u202f700\u00a0km"
    assert fitted_title(whole, limit) == title
    assert len(title) <= limit


def test_each_portal_has_its_tab_with_its_limits(client: Client, ad: Ad) -> None:
    page = client.get(reverse("wizard_ad", args=[ad.vehicle_id])).content.decode()
    for channel in PORTALS:
        url = reverse("wizard_portal", args=[ad.vehicle_id, channel])
        assert url in page
        response = client.get(url)
        ready = response.context["ready"]
        assert f'data-limit="{ready.title_limit}"' in response.content.decode()
        assert len(ready.title) <= ready.title_limit
        assert len(ready.text) <= ready.text_limit


def test_emojis_stay_away_from_a_portal_that_garbles_them(client: Client, ad: Ad) -> None:
    ad.edit(title=ad.title, text=f"🚗 Bonjour\n⭐ {ad.text}", revision=0)
    texts = {channel: prepare(ad.vehicle, channel) for channel in PORTALS}
    assert texts["leboncoin"]
    assert "🚗" in texts["leboncoin"].text
    assert texts["paruvendu"]
    texts["paruvendu"].text.encode("cp1252")


def test_a_text_for_one_portal_leaves_the_others_alone(client: Client, ad: Ad) -> None:
    for _ in range(2):
        assert save(client, ad, text=f"Pour La Centrale.\n\n{ad.text}").status_code == 302
    assert PortalText.objects.count() == 1
    first, second = (prepare(ad.vehicle, channel) for channel in ("lacentrale", "leboncoin"))
    assert first
    assert second
    assert first.text.startswith("Pour La Centrale.")
    assert not second.text.startswith("Pour La Centrale.")
    assert mark_published(ad.vehicle, "lacentrale", "").text.startswith("Pour La Centrale.")


def test_it_can_be_spread_to_the_others(client: Client, ad: Ad) -> None:
    save(client, ad, "paruvendu", text="Ancien texte")
    save(client, ad, text=f"Pour tous.\n\n{ad.text}", spread="1")
    ad.refresh_from_db()
    assert ad.text.startswith("Pour tous.")
    assert not PortalText.objects.exists()


def test_it_can_follow_the_ad_again(client: Client, ad: Ad) -> None:
    save(client, ad, text="À part")
    for _ in range(2):
        save(client, ad, derive="1", text="")
    ready = prepare(ad.vehicle, "lacentrale")
    assert ready
    assert "À part" not in ready.text


def test_what_is_refused_is_not_lost(client: Client, ad: Ad) -> None:
    response = save(client, ad, title="", text="Mon texte")
    assert response.status_code == 422
    assert "Mon texte" in response.content.decode()
    assert save(client, ad, text="a" * 10_001).status_code == 422
    assert not PortalText.objects.exists()


def test_buyers_words_that_are_missing_are_named() -> None:
    assert "boîte manuelle" in missing_keywords(CITY_CAR, title="Peugeot 208", text="Essence")
    assert "Peugeot" not in missing_keywords(CITY_CAR, title="PEUGEOT 208", text="")


def test_it_is_not_there_for_strangers(stranger: Client, viewer: Client, client: Client, ad: Ad) -> None:
    url = reverse("wizard_portal", args=[ad.vehicle_id, "leboncoin"])
    assert stranger.get(url).status_code == 404
    assert save(stranger, ad).status_code == 404
    assert save(viewer, ad).status_code == 403
    assert viewer.get(url).status_code == 200
    assert client.get(reverse("wizard_portal", args=[ad.vehicle_id, "ebay"])).status_code == 404
    assert save(client, ad, "ebay").status_code == 404


def test_the_words_to_check_are_named_where_no_list_of_claims_is(client: Client, ad: Ad) -> None:
    save(client, ad, text=f"Très fiable, comme neuve.\n\n{ad.text}")
    page = client.get(reverse("wizard_portal", args=[ad.vehicle_id, "lacentrale"])).content.decode()
    for words in ("Très fiable", "comme neuve"):
        assert f">{words}</q>" in page


def test_a_portal_s_own_text_is_held_against_the_facts_too(client: Client, ad: Ad) -> None:
    save(client, ad, text=f"Seulement 12 000 km.\n\n{ad.text}")
    with pytest.raises(NotPublishable):
        mark_published(ad.vehicle, "lacentrale", "")
    assert mark_published(ad.vehicle, "leboncoin", "").is_online
