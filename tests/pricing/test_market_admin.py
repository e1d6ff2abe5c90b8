"""The back office imports market data: upload, look, run, fetch what was rejected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from keroxio.runs import Run
from pricing.models import MarketFile, MarketImport, MarketListing, MarketSource
from tests.conftest import upload
from tests.pricing.market import car, table


@pytest.fixture
def staff(db: None, as_user: Callable[[User], Client]) -> Client:
    return as_user(User.objects.create_superuser("staff@example.com", "correct horse battery"))


@pytest.fixture
def source(db: None) -> MarketSource:
    return MarketSource.objects.create(name="feed")


def send(staff: Client, source: MarketSource, content: bytes) -> Any:
    url = reverse("admin:pricing_marketfile_add")
    data = {"source": source.pk, "file": upload(content, "feed.csv"), "seen_on": "2026-06-30"}
    return staff.post(url, data, follow=True, HTTP_ACCEPT_LANGUAGE="en")


def test_an_upload_is_shown_before_it_is_imported(staff: Client, source: MarketSource) -> None:
    answer = send(staff, source, table([car(), car(price_eur=1)]))
    text = answer.content.decode()
    assert "Peugeot 208 1.2 PureTech" in text
    assert ">Petrol<" in text
    assert ">Manual gearbox<" in text
    assert "no price of a car" in text
    assert not MarketListing.objects.exists()
    assert not MarketImport.objects.exists()


def test_a_column_is_chosen_and_the_rows_are_imported(
    staff: Client, source: MarketSource, work: Callable[[], list[Run]]
) -> None:
    content = table([car(), car(listing_id="a2", price_eur=1)]).replace(b"make", b"m4rque", 1)
    assert "Still needed" in send(staff, source, content).content.decode()
    url = reverse("admin:pricing_marketfile_preview", args=[MarketFile.objects.get().pk])
    form = staff.get(url).context["form"]
    chosen = {name: form[name].value() or "" for name in form.fields} | {"make": "m4rque"}
    assert "Peugeot" in staff.post(url, chosen | {"preview": ""}).content.decode()
    answer = staff.post(url, chosen | {"import": ""}, follow=True)
    assert answer.redirect_chain
    (run,) = work()
    assert isinstance(run, MarketImport)
    assert (run.status, run.added, run.rejected, run.percent) == ("done", 1, 1, 100)
    assert MarketListing.objects.get().source == source
    rejected: Any = staff.get(reverse("admin:pricing_marketimport_rejected", args=[run.pk]))
    assert b"a2" in b"".join(rejected.streaming_content)
    assert staff.get(reverse("admin:pricing_marketimport_change", args=[run.pk])).status_code == 200


def test_a_file_without_listings_says_why(staff: Client, source: MarketSource) -> None:
    answer = send(staff, source, b"<html>sign in</html>")
    assert answer.status_code == 422
    assert "web page" in answer.content.decode()


def test_a_file_that_went_bad_fails_with_its_reason(source: MarketSource, work: Callable[[], list[Run]]) -> None:
    MarketFile.objects.create(source=source, file=upload(b"\x1f\x8brubbish", "feed.csv.gz"))
    MarketImport.objects.request(file=MarketFile.objects.get())
    (run,) = work()
    assert run.status == "failed"
    assert run.error


def test_sellers_are_kept_out(client: Client, source: MarketSource) -> None:
    market_file = MarketFile.objects.create(source=source, file=upload(table([car()]), "feed.csv"))
    assert client.get(reverse("admin:pricing_marketfile_preview", args=[market_file.pk])).status_code == 302


@pytest.mark.parametrize("name", ["marketsource", "marketlisting", "marketfile", "marketimport"])
def test_lists_open(staff: Client, source: MarketSource, name: str) -> None:
    assert staff.get(reverse(f"admin:pricing_{name}_changelist")).status_code == 200
