"""The ad endpoints of API v2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Dealership
from keroxio.runs import Run
from listings.limits import LimitReached
from listings.models import Ad
from vehicles.models import Vehicle

URL = "/api/v2/annonce"


def post(client: Client, url: str, data: Any) -> Any:
    return client.post(url, data, content_type="application/json")


def refuse(dealership: Dealership, *, ads: int) -> None:
    raise LimitReached("Votre formule est épuisée.")


def test_an_ad_is_written_and_read(client: Client, priced: Vehicle, work: Callable[[], list[Run]]) -> None:
    response = post(client, URL, {"vehicle": priced.pk, "tone": "sober", "length": "short", "emojis": True})
    assert response.status_code == 202
    assert response.json()["id"] == f"ad-{Ad.objects.get().pk}"
    work()
    assert client.get(f"/api/v2/jobs/{response.json()['id']}").json()["result"] == f"{URL}/{Ad.objects.get().pk}"
    shown = client.get(f"{URL}/{Ad.objects.get().pk}").json()
    assert (shown["tone"], shown["length"], shown["engine"], shown["publishable"]) == (
        "sober",
        "short",
        "templates",
        True,
    )
    assert {"mileage_km", "price_eur", "model"} <= {claim["field"] for claim in shown["claims"]}
    whole = f"{shown['title']}\n{shown['text']}"
    assert all(whole[claim["start"] : claim["end"]] == claim["phrase"] for claim in shown["claims"])


def test_it_can_wait_for_the_text(client: Client, priced: Vehicle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Run, "ring", lambda run: run.perform())
    response = post(client, f"{URL}?wait=5", {"vehicle": priced.pk})
    assert response.status_code == 200
    assert "Peugeot 208" in response.json()["title"]


def test_a_text_is_checked_and_nothing_stored(client: Client, priced: Vehicle) -> None:
    response = post(client, f"{URL}/check", {"vehicle": priced.pk, "title": "208", "text": "110 ch, garantie 12 mois."})
    checked = response.json()
    assert checked["publishable"] is False
    problems = {problem["code"]: problem for problem in checked["problems"]}
    assert problems["contradiction"]["phrases"] == ["110 ch"]
    assert problems["unproven"]["phrases"] == ["garantie 12 mois"]
    assert problems["seller_in_text"]["level"] == "blocking"
    assert not Ad.objects.exists()


def test_without_a_text_the_vehicle_s_own_ad_is_checked(client: Client, ad: Ad) -> None:
    checked = post(client, f"{URL}/check", {"vehicle": ad.vehicle_id}).json()
    assert checked["publishable"] is True
    assert [problem["code"] for problem in checked["problems"]] == ["inspection"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"vehicle": "x"},
        {"vehicle": -1},
        {"vehicle": 10**30},
        {"vehicle": 1, "tone": "rude"},
        {"vehicle": 1, "length": 5},
    ],
)
def test_bad_requests_are_told_what_is_wrong(client: Client, priced: Vehicle, wrong: dict[str, Any]) -> None:
    response = post(client, URL, wrong)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"]


def test_an_endless_text_is_refused(client: Client, priced: Vehicle) -> None:
    assert post(client, f"{URL}/check", {"vehicle": priced.pk, "text": "a" * 10_001}).status_code == 400


def test_a_plan_s_limit_is_told(client: Client, priced: Vehicle, settings: Any) -> None:
    settings.AD_LIMIT = f"{__name__}.refuse"
    response = post(client, URL, {"vehicle": priced.pk})
    assert response.status_code == 400
    assert "épuisée" in response.json()["detail"]
    assert not Ad.objects.exists()


def test_strangers_find_nothing_and_viewers_write_nothing(stranger: Client, viewer: Client, ad: Ad) -> None:
    assert stranger.get(f"{URL}/{ad.pk}").status_code == 404
    assert post(stranger, URL, {"vehicle": ad.vehicle_id}).status_code == 404
    assert post(stranger, f"{URL}/check", {"vehicle": ad.vehicle_id}).status_code == 404
    assert viewer.get(f"{URL}/{ad.pk}").status_code == 200
    assert post(viewer, URL, {"vehicle": ad.vehicle_id}).status_code == 403
    assert Client().get(f"{URL}/{ad.pk}").status_code == 401
