"""What every page has: language, theme, policy, errors in the product's look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.models import Dealership, User
from keroxio.demonstration.cast import DEMONSTRATION_EMAIL
from plates.models import PlateReading
from vehicles.models import Photo


@pytest.fixture
def visitor(db: None) -> Client:
    return Client()


def test_it_tells_strangers_what_it_does_and_where_to_begin(visitor: Client) -> None:
    html = visitor.get("/").content.decode()
    assert reverse("account_signup") in html
    assert reverse("account_login") in html
    assert html.count('class="tour__step"') == 5


def test_it_takes_members_to_their_stock(client: Client) -> None:
    assert client.get("/").headers["Location"] == reverse("stock")


def test_it_speaks_french_first_and_english_on_request(visitor: Client) -> None:
    assert '<html lang="fr"' in visitor.get("/").content.decode()
    visitor.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert '<html lang="en"' in visitor.get("/").content.decode()


@pytest.mark.parametrize(
    ("cookie", "expected"), [("dark", True), ("light", True), ('"><script>', False), ("auto", False)]
)
def test_it_keeps_the_chosen_theme_and_no_other_word(visitor: Client, cookie: str, expected: bool) -> None:
    visitor.cookies["theme"] = cookie
    html = visitor.get("/").content.decode()
    assert (f'data-theme="{cookie}"' in html) is expected
    assert ('data-theme="' in html) is expected


def test_it_sends_a_policy_without_inline_code(visitor: Client) -> None:
    policy = visitor.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_it_says_in_its_own_look_that_a_page_is_not_there(visitor: Client) -> None:
    answer = visitor.get("/nowhere/")
    assert answer.status_code == 404
    assert "brand__logo" in answer.content.decode()


def test_it_says_that_a_form_is_too_old(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@example.com"})
    assert answer.status_code == 403
    assert "brand__logo" in answer.content.decode()


@pytest.mark.parametrize("status", ["400", "403", "404", "413", "500"])
def test_it_renders_an_error_page_without_a_request(status: str) -> None:
    assert f">{status}<" in render_to_string(f"{status}.html")


def test_it_offers_the_members_other_dealerships_only(bob: User, client: Client, charlie: User) -> None:
    html = client.get(reverse("members")).content.decode()
    assert "/switch/" not in html
    second = Dealership.objects.create(name="Annexe", slug="annexe", kind="garage")
    second.memberships.create(user=bob, role="viewer")
    html = client.get(reverse("members")).content.decode()
    assert reverse("dealership_switch", args=[second.pk]) in html
    for other in Dealership.objects.exclude(memberships__user=bob):
        assert reverse("dealership_switch", args=[other.pk]) not in html


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive"],
)
def test_it_has_one_look_before_signing_in(visitor: Client, name: str) -> None:
    html = visitor.get(reverse(name)).content.decode()
    assert 'class="entrance"' in html
    assert "brand__logo" in html


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "mfa_index", "account_logout"])
def test_it_has_one_look_for_the_own_account(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert 'class="tabs"' in html
    assert "site-nav" in html


@pytest.mark.parametrize("status", ["queued", "running"])
def test_a_run_asks_again_while_it_goes_on(photo: Photo, status: str) -> None:
    run = PlateReading(dealership=photo.dealership, photo=photo, status=status)
    html = render_to_string("runs/_status.html", {"run": run, "status_url": "/runs/7/"})
    assert 'hx-get="/runs/7/"' in html
    assert "hx-trigger" in html


def test_a_run_that_ended_asks_no_more(photo: Photo) -> None:
    run = PlateReading(dealership=photo.dealership, photo=photo, status="done")
    assert "hx-trigger" not in render_to_string("runs/_status.html", {"run": run, "status_url": "/runs/7/"})


def test_a_run_that_failed_says_why_and_offers_another_try(photo: Photo) -> None:
    run = PlateReading(dealership=photo.dealership, photo=photo, status="failed", error="Out of <memory>.")
    html = render_to_string("runs/_status.html", {"run": run, "status_url": "/runs/7/", "retry_url": "/runs/7/retry/"})
    assert "Out of &lt;memory&gt;." in html
    assert 'action="/runs/7/retry/"' in html
    assert "hx-get" not in html


def test_the_header_counts_work_and_says_once_when_it_is_over(
    client: Client, photo: Photo, work: Callable[[], Any]
) -> None:
    assert "hx-trigger" in client.get(reverse("activity")).content.decode()
    PlateReading.objects.request(dealership=photo.dealership, photo=photo)
    running = client.get(reverse("activity")).content.decode()
    assert "load delay" in running
    assert "before=1" in running
    work()
    over = client.get(reverse("activity"), {"before": "1"}).content.decode()
    assert "toast--success" in over
    assert "load delay" not in over
    assert "toast" not in client.get(reverse("activity"), {"before": "0"}).content.decode().replace("#toasts", "")


def test_it_shows_the_demonstration_account_on_a_demonstration_only(visitor: Client, settings: Any) -> None:
    settings.DEMONSTRATION = True
    assert DEMONSTRATION_EMAIL in visitor.get(reverse("account_login")).content.decode()
    settings.DEMONSTRATION = False
    assert DEMONSTRATION_EMAIL not in visitor.get(reverse("account_login")).content.decode()


def test_health_says_so_when_the_database_is_out_of_reach(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert visitor.get("/health/").json() == {"status": "ok"}

    def refuse() -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", refuse)
        answer = visitor.get("/health/")
    assert answer.status_code == 503
