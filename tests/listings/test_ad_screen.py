"""Step four: the ad is written, edited, rewritten, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from keroxio.runs import Run
from listings.models import Ad
from listings.writing import current_ad, request_ad
from vehicles.models import Vehicle

HTMX: Any = {"HTTP_HX_REQUEST": "true"}


def page(client: Client, vehicle: Vehicle) -> str:
    response = client.get(reverse("wizard_ad", args=[vehicle.pk]))
    assert response.status_code == 200
    return response.content.decode()


def edit(client: Client, ad: Ad, **changes: object) -> Any:
    data = {"title": ad.title, "text": ad.text, "revision": ad.revision, **changes}
    return client.post(reverse("ad_edit", args=[ad.pk]), data)


def test_it_offers_to_write_the_first_ad(client: Client, vehicle: Vehicle, work: Callable[[], list[Run]]) -> None:
    assert 'hx-trigger="load, submit"' in page(client, vehicle)
    response = client.post(reverse("ads", args=[vehicle.pk]), follow=True)
    assert response.redirect_chain == [(reverse("wizard_ad", args=[vehicle.pk]), 302)]
    work()
    text = page(client, vehicle)
    assert "Peugeot 208" in text
    assert "Garage du Lac" in text


def test_it_does_not_write_by_itself_of_an_unnamed_car(client: Client, vehicle: Vehicle) -> None:
    vehicle.make = ""
    vehicle.save()
    text = page(client, vehicle)
    assert "load, submit" not in text
    assert reverse("wizard_plate", args=[vehicle.pk]) in text


def test_it_shows_the_writing_under_way_and_then_itself(
    client: Client, vehicle: Vehicle, work: Callable[[], list[Run]]
) -> None:
    status = reverse("ad_status", args=[vehicle.pk])
    response = client.post(reverse("ads", args=[vehicle.pk]), **HTMX)
    assert f'hx-get="{status}"' in response.content.decode()
    assert status in page(client, vehicle)
    assert "HX-Refresh" not in client.get(status, **HTMX)
    work()
    assert client.get(status, **HTMX)["HX-Refresh"] == "true"


def test_it_asks_once_however_often_the_button_is_pressed(client: Client, vehicle: Vehicle) -> None:
    for _ in range(3):
        client.post(reverse("ads", args=[vehicle.pk]), {"tone": "sober", "length": "short"})
    assert [(ad.tone, ad.length) for ad in Ad.objects.all()] == [("sober", "short")]


def test_it_falls_back_on_the_usual_style_for_an_unknown_one(client: Client, vehicle: Vehicle) -> None:
    client.post(reverse("ads", args=[vehicle.pk]), {"tone": "rude", "length": "endless"})
    assert [(ad.tone, ad.length) for ad in Ad.objects.all()] == [("warm", "standard")]


def test_it_stores_an_edit(client: Client, ad: Ad) -> None:
    response = edit(client, ad, title="Ma 208", text="Première ligne\r\nseconde")
    assert response.status_code == 302
    ad.refresh_from_db()
    assert (ad.title, ad.text) == ("Ma 208", "Première ligne\nseconde")
    assert ad.edited_at


def test_it_saves_while_the_seller_types(client: Client, ad: Ad) -> None:
    data = {"title": ad.title, "text": "Un texte sans aucune mention.", "revision": 0}
    response = client.post(reverse("ad_edit", args=[ad.pk]), data, **HTMX)
    text = response.content.decode()
    assert 'name="revision" id="id_revision" value="1"' in text
    assert 'id="duties"' in text
    assert "L. 217-3" in text  # the guarantee went missing with this edit


def test_it_changes_nothing_when_nothing_was_changed(client: Client, ad: Ad) -> None:
    edit(client, ad, text=ad.text.replace("\n", "\r\n"))
    ad.refresh_from_db()
    assert ad.edited_at is None
    assert ad.revision == 0


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_it_keeps_what_was_typed_when_it_is_refused(client: Client, ad: Ad, headers: Any) -> None:
    data = {"title": "", "text": "Mon texte à moi", "revision": 0}
    response = client.post(reverse("ad_edit", args=[ad.pk]), data, **headers)
    assert response.status_code == 422
    if not headers:
        assert "Mon texte à moi" in response.content.decode()
    ad.refresh_from_db()
    assert ad.text != "Mon texte à moi"


def test_it_refuses_an_endless_text(client: Client, ad: Ad) -> None:
    assert edit(client, ad, text="a" * 10_001).status_code == 422


def test_it_lets_two_browsers_edit_without_losing_a_word(client: Client, ad: Ad) -> None:
    edit(client, ad, text="Le texte d'Alice")
    response = edit(client, ad, text="Le texte de Bob")
    text = response.content.decode()
    assert response.status_code == 409
    assert "Le texte de Bob" in text
    assert "Le texte d&#x27;Alice" in text
    assert edit(client, ad, text="Le texte de Bob", onto=1).status_code == 302
    ad.refresh_from_db()
    assert ad.text == "Le texte de Bob"


def test_it_keeps_the_edited_text_when_rewriting(client: Client, ad: Ad, work: Callable[[], list[Run]]) -> None:
    data = {"title": ad.title, "text": "Écrit à la main", "revision": 0, "tone": "premium", "length": "complete"}
    client.post(reverse("ads", args=[ad.vehicle_id]), data)
    work()
    rewritten = current_ad(ad.vehicle)
    assert rewritten
    assert rewritten.pk != ad.pk
    assert (rewritten.tone, rewritten.length) == ("premium", "complete")
    assert "Écrit à la main" in page(client, ad.vehicle)
    client.post(reverse("ad_choose", args=[ad.pk]))
    again = current_ad(ad.vehicle)
    assert again
    assert again.text == "Écrit à la main"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_it_does_not_rewrite_over_a_refused_edit(client: Client, ad: Ad, headers: Any) -> None:
    data = {"title": "", "text": "Écrit à la main", "revision": 0}
    response = client.post(reverse("ads", args=[ad.vehicle_id]), data, **headers)
    assert response.status_code == 422
    assert "Écrit à la main" in response.content.decode()
    assert Ad.objects.count() == 1


@pytest.mark.parametrize("typed", ["Écrit à la main", None], ids=["being edited", "saved"])
def test_it_adds_the_legal_mentions_to_a_text_of_the_seller_s_own(client: Client, ad: Ad, typed: str | None) -> None:
    edit(client, ad, text="Écrit hier. Prix : 13 490 €.")
    data = {"title": ad.title, "text": f"{typed}. Prix : 13 490 €.", "revision": 1} if typed else {}
    for _ in range(2):
        client.post(reverse("ad_mentions", args=[ad.pk]), data)
        data = {}
    ad.refresh_from_db()
    assert ad.text.startswith(typed or "Écrit hier")
    assert ad.text.count("SIREN") == ad.text.count("garantie légale") == ad.text.count("non garanti") == 1
    codes = [
        remedy.finding.duty.code for remedy in client.get(reverse("wizard_ad", args=[ad.vehicle_id])).context["duties"]
    ]
    assert codes == ["inspection"]


def test_it_can_undo_a_choice(client: Client, ad: Ad, work: Callable[[], list[Run]]) -> None:
    newer = request_ad(ad.vehicle, "sober", "short")
    work()
    response = client.post(reverse("ad_choose", args=[ad.pk]), follow=True)
    assert reverse("ad_choose", args=[newer.pk]) in response.content.decode()
    client.post(reverse("ad_choose", args=[newer.pk]))
    assert current_ad(ad.vehicle) == newer


def test_it_lists_what_the_law_misses_with_the_way_to_it(client: Client, ad: Ad) -> None:
    vehicle = ad.vehicle
    vehicle.first_registration_month, vehicle.price_eur = None, None
    vehicle.save()
    text = page(client, vehicle)
    assert f"{reverse('wizard_plate', args=[vehicle.pk])}#id_first_registration_month" in text
    assert f"{reverse('wizard_price', args=[vehicle.pk])}#id_price_eur" in text
    assert "78-993" in text


def test_it_says_that_the_particulars_have_changed(client: Client, ad: Ad) -> None:
    url = reverse("wizard_ad", args=[ad.vehicle_id])
    assert client.get(url).context["facts_have_changed"] is False
    ad.vehicle.mileage_km = 50_000
    ad.vehicle.save()
    assert client.get(url).context["facts_have_changed"] is True


def test_it_shows_a_failed_writing_with_a_retry(client: Client, vehicle: Vehicle) -> None:
    Ad.objects.create(dealership=vehicle.dealership, vehicle=vehicle, status="failed", error="Le service est en panne.")
    text = page(client, vehicle)
    assert "Le service est en panne." in text
    assert f'action="{reverse("ads", args=[vehicle.pk])}"' in text


def test_it_escapes_what_the_seller_wrote(client: Client, ad: Ad) -> None:
    edit(client, ad, title="<script>alert(1)</script>", text="</textarea><script>alert(2)</script>")
    text = page(client, ad.vehicle)
    assert "<script>alert" not in text


@pytest.mark.parametrize("name", ["ad_edit", "ad_choose", "ad_mentions"])
def test_it_is_not_there_for_strangers(stranger: Client, ad: Ad, name: str) -> None:
    data = {"title": "x", "text": "x", "revision": 0}
    assert stranger.post(reverse(name, args=[ad.pk]), data).status_code == 404
    assert stranger.post(reverse("ads", args=[ad.vehicle_id])).status_code == 404
    assert stranger.get(reverse("wizard_ad", args=[ad.vehicle_id])).status_code == 404
    assert stranger.get(reverse("ad_status", args=[ad.vehicle_id])).status_code == 404


def test_it_lets_a_viewer_look_only(viewer: Client, ad: Ad) -> None:
    text = page(viewer, ad.vehicle)
    assert "disabled" in text
    assert "formaction" not in text
    assert edit(viewer, ad, text="x").status_code == 403
    assert viewer.post(reverse("ads", args=[ad.vehicle_id])).status_code == 403
    assert viewer.post(reverse("ad_choose", args=[ad.pk])).status_code == 403
    assert viewer.post(reverse("ad_mentions", args=[ad.pk])).status_code == 403


def test_it_knows_one_method_each(client: Client, ad: Ad) -> None:
    assert client.post(reverse("wizard_ad", args=[ad.vehicle_id])).status_code == 405
    for name, pk in (("ads", ad.vehicle_id), ("ad_edit", ad.pk), ("ad_choose", ad.pk), ("ad_mentions", ad.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 405


def test_it_takes_the_same_queries_however_many_versions(
    client: Client, ad: Ad, work: Callable[[], list[Run]], django_assert_max_num_queries: Callable[..., object]
) -> None:
    for tone in ("sober", "premium"):
        for length in ("short", "standard", "complete"):
            request_ad(ad.vehicle, tone, length)
    work()
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        page(client, ad.vehicle)
