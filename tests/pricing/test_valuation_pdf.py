"""The valuation on one page, as the customer gets it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from keroxio.runs import Run
from pricing.adjustments import set_adjustments
from pricing.models import PriceAdjustment, Valuation
from pricing.valuing import request_valuation
from tests.pricing.market import bring, car, table
from vehicles.models import Vehicle

Work = Callable[[], list[Run]]


@pytest.fixture
def valued(vehicle: Vehicle, work: Work) -> Valuation:
    request_valuation(vehicle)
    work()
    return Valuation.objects.get()


def fetch(client: Client, vehicle: Vehicle) -> Any:
    return client.get(reverse("price_pdf", args=[vehicle.pk]), HTTP_ACCEPT_LANGUAGE="en")


def drawn(content: bytes) -> str:
    """What the page's text operators write."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)
    page = b"".join(zlib.decompress(stream) for stream in streams)
    return " ".join(text.decode("cp1252") for text in re.findall(rb"\(((?:[^()\\]|\\.)*)\)", page))


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", content))


def test_it_is_one_page_with_the_prices_and_the_reasons(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    set_adjustments(vehicle, {"tyres": -300})
    bring(table([car(listed_on=timezone.localdate().isoformat(), price_eur=13_999)]))
    answer = fetch(client, vehicle)
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="peugeot-208.pdf"' in answer["Content-Disposition"]
    text = drawn(answer.content)
    for euros in (valued.low, valued.recommended, valued.high, 13_999):
        assert f"{euros:,} €" in text
    assert "Garage du Lac" in text
    assert "Tyres and brakes" in text
    assert valued.model_version in text
    assert "AB-123-CD" not in text
    assert pages(answer.content) == 1


def test_the_longest_names_and_all_sums_still_fit(client: Client, vehicle: Vehicle, valued: Valuation) -> None:
    Vehicle.objects.filter(pk=vehicle.pk).update(version="Ünïcödé 车 \u202f€ (S&S) " + "long " * 18, model="M" * 60)
    set_adjustments(vehicle, dict.fromkeys(PriceAdjustment.Kind.values, -100))
    answer = fetch(client, vehicle)
    assert pages(answer.content) == 1
    assert "All counted" in drawn(answer.content)


def test_without_an_estimate_there_is_nothing_to_print(client: Client, vehicle: Vehicle) -> None:
    assert fetch(client, vehicle).status_code == 302


def test_strangers_get_none(stranger: Client, viewer: Client, vehicle: Vehicle, valued: Valuation) -> None:
    assert fetch(stranger, vehicle).status_code == 404
    assert fetch(viewer, vehicle).status_code == 200
