"""The papers of a sale, and the reminders that follow from their days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.cession import State, papers, papers_for, reminders
from listings.models import Ad, Paperwork
from listings.vehicle_facts import facts_of
from tests.listings.cars import CITY_CAR

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("inspected", "state"),
    [
        (None, State.MISSING),
        (date(2026, 5, 20), State.ENDED),
        (date(2026, 5, 21), State.ENDS_SOON),
        (date(2026, 6, 22), State.SERVES),
    ],
)
def test_an_inspection_serves_six_months(inspected: date | None, state: State) -> None:
    facts = replace(CITY_CAR, inspection_date=inspected)
    assert reminders(facts, status_certificate=None, sold_on=None, today=TODAY)["inspection"].state is state


def test_a_young_car_needs_none() -> None:
    facts = replace(CITY_CAR, first_registration_year=2024)
    assert reminders(facts, status_certificate=None, sold_on=None, today=TODAY)["inspection"].state is State.NOT_NEEDED


@pytest.mark.parametrize(
    ("age", "state"), [(0, State.SERVES), (9, State.ENDS_SOON), (14, State.ENDS_SOON), (15, State.ENDED)]
)
def test_a_non_gage_certificate_is_less_than_fifteen_days_old(age: int, state: State) -> None:
    found = reminders(CITY_CAR, status_certificate=TODAY - timedelta(days=age), sold_on=None, today=TODAY)
    assert found["status_certificate"].state is state


def test_a_sale_is_declared_within_fifteen_days() -> None:
    found = reminders(CITY_CAR, status_certificate=None, sold_on=TODAY - timedelta(days=3), today=TODAY)
    assert found["declaration"].until == TODAY + timedelta(days=12)


def test_the_official_forms_are_named_in_both_languages() -> None:
    said = " ".join(f"{paper.label.fr} {paper.why.fr}" for paper in papers())
    for name in ("cerfa 15776*03", "HistoVec", "Code de cession", "non-gage", "Livre de police"):
        assert name in said
    assert all(paper.label.en and paper.why.en for paper in papers())
    assert "police_register" not in {paper.code for paper in papers_for("private")}


def test_the_seller_ticks_what_is_done(client: Client, ad: Ad) -> None:
    url = reverse("paperwork_save", args=[ad.vehicle_id])
    page = reverse("wizard_publication", args=[ad.vehicle_id])
    assert "15776*03" in client.get(page).content.decode()
    day = timezone.localdate() - timedelta(days=2)
    data = {"done": ["histovec", "nonsense"], "status_certificate_date": day, "sale_mode": "consignment"}
    for _ in range(2):
        assert client.post(url, data).status_code == 302
    paperwork = Paperwork.objects.get()
    assert (paperwork.done, paperwork.status_certificate_date) == (["histovec"], day)
    assert facts_of(ad.vehicle).sale_mode == "consignment"
    assert "sale_mode" in {remedy.finding.duty.code for remedy in client.get(page).context["duties"]}


def test_a_day_in_the_future_is_refused_with_a_word(client: Client, ad: Ad) -> None:
    day = timezone.localdate() + timedelta(days=2)
    response = client.post(
        reverse("paperwork_save", args=[ad.vehicle_id]),
        {"status_certificate_date": day, "sale_mode": "own"},
        follow=True,
    )
    assert [str(message) for message in response.context["messages"]]
    assert not Paperwork.objects.exists()


def test_it_is_not_there_for_strangers(stranger: Client, viewer: Client, ad: Ad) -> None:
    url = reverse("paperwork_save", args=[ad.vehicle_id])
    assert stranger.post(url, {"sale_mode": "own"}).status_code == 404
    assert viewer.post(url, {"sale_mode": "own"}).status_code == 403
    assert viewer.get(url).status_code == 405
