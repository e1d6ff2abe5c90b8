"""The editor shows where each statement comes from, and asks about those that nothing proves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from listings.models import Ad, ConfirmedClaim
from listings.publishing import NotPublishable, mark_published

HTMX: Any = {"HTTP_HX_REQUEST": "true"}
WARRANTY = "warranty:garantie 12 mois"


def say(ad: Ad, words: str) -> None:
    ad.edit(title=ad.title, text=f"{words}\n\n{ad.text}", revision=ad.revision)


def page(client: Client, ad: Ad) -> Any:
    return client.get(reverse("wizard_ad", args=[ad.vehicle_id]))


def codes(response: Any) -> set[str]:
    return {remedy.finding.duty.code for remedy in response.context["duties"]}


def test_each_phrase_leads_to_its_field(client: Client, ad: Ad) -> None:
    text = page(client, ad).content.decode()
    assert 'popovertarget="claim-1"' in text
    assert f"{reverse('wizard_plate', args=[ad.vehicle_id])}#id_mileage_km" in text
    assert 'claim--contradicted"' not in text


def test_the_text_read_back_is_the_text(client: Client, ad: Ad) -> None:
    say(ad, "Garantie 12 mois, 9 999 km.")
    context = page(client, ad).context
    assert "".join(piece.text for piece in context["title_pieces"]) == ad.title
    assert "".join(piece.text for piece in context["text_pieces"]) == ad.text


def test_it_asks_once_about_what_nothing_proves(client: Client, ad: Ad) -> None:
    say(ad, "Garantie 12 mois. Je répète : garantie 12 mois.")
    response = page(client, ad)
    assert [shown.claim.key for shown in response.context["to_check"]] == [WARRANTY]
    assert "unproven" in codes(response)


def test_what_the_seller_confirms_is_remembered_in_every_text(client: Client, ad: Ad) -> None:
    say(ad, "Garantie 12 mois.")
    for _ in range(2):
        assert client.post(reverse("claims_confirm", args=[ad.pk]), {"key": WARRANTY}).status_code == 302
    claim = ConfirmedClaim.objects.get()
    assert claim.confirmed_by
    assert claim.confirmed_by.email == "bob@example.com"
    response = page(client, ad)
    assert response.context["to_check"] == []
    assert "unproven" not in codes(response)
    say(ad, "Vraiment, garantie 12\u00a0mois !")
    assert page(client, ad).context["to_check"] == []


def test_a_confirmation_can_be_taken_back(client: Client, ad: Ad) -> None:
    say(ad, "Garantie 12 mois.")
    response = client.post(reverse("claims_confirm", args=[ad.pk]), {"key": WARRANTY}, follow=True)
    undo = reverse("claim_forget", args=[ConfirmedClaim.objects.get().pk])
    assert undo in response.content.decode()
    client.post(undo)
    assert len(page(client, ad).context["to_check"]) == 1


@pytest.mark.parametrize("key", ["warranty:garantie 99 mois", "", "x" * 500])
def test_only_what_the_text_says_can_be_confirmed(client: Client, ad: Ad, key: str) -> None:
    say(ad, "Garantie 12 mois, 110 ch.")
    client.post(reverse("claims_confirm", args=[ad.pk]), {"key": key})
    client.post(reverse("claims_confirm", args=[ad.pk]), {"key": "power:110 ch"})
    assert not ConfirmedClaim.objects.exists()


def test_a_contradiction_says_what_the_field_says_and_blocks(client: Client, ad: Ad) -> None:
    say(ad, "Seulement 12 000 km.")
    response = page(client, ad)
    text = response.content.decode()
    assert "contradiction" in codes(response)
    assert "12 000 km" in text
    assert "42000" in text
    with pytest.raises(NotPublishable):
        mark_published(ad.vehicle, "leboncoin", "")


def test_marks_follow_while_the_seller_types(client: Client, ad: Ad) -> None:
    data = {"title": ad.title, "text": f"{ad.text} Jamais accidentée.", "revision": 0}
    text = client.post(reverse("ad_edit", args=[ad.pk]), data, **HTMX).content.decode()
    assert 'id="claims"' in text
    assert "Jamais accidentée" in text
    assert "claim--unproven" in text


def test_hostile_words_are_shown_as_words(client: Client, ad: Ad) -> None:
    say(ad, "<script>alert(1)</script> garantie 12 mois <b>110 ch</b>")
    text = page(client, ad).content.decode()
    assert "<script>alert" not in text
    assert "<b>110" not in text


def test_it_is_not_there_for_strangers_and_a_viewer_cannot_confirm(
    client: Client, stranger: Client, viewer: Client, ad: Ad
) -> None:
    say(ad, "Garantie 12 mois.")
    url = reverse("claims_confirm", args=[ad.pk])
    assert stranger.post(url, {"key": WARRANTY}).status_code == 404
    assert viewer.post(url, {"key": WARRANTY}).status_code == 403
    assert "It is true" not in page(viewer, ad).content.decode()
    assert not ConfirmedClaim.objects.exists()
    client.post(url, {"key": WARRANTY})
    forget = reverse("claim_forget", args=[ConfirmedClaim.objects.get().pk])
    assert stranger.post(forget).status_code == 404
    assert viewer.post(forget).status_code == 403
    assert client.get(url).status_code == 405
