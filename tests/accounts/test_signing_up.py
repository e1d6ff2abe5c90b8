from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Dealership, Membership, User

pytestmark = pytest.mark.django_db
NEW = {"email": "eve@example.com", "password1": "correct horse battery", "name": "Eve", "kind": "private"}


def sign_up(client: Client, **changes: str) -> Any:
    return client.post(reverse("account_signup"), NEW | changes)


def test_it_makes_a_private_sellers_dealership() -> None:
    client = Client()
    assert sign_up(client).status_code == 302
    membership = Membership.objects.select_related("dealership", "user").get()
    assert (membership.user.email, membership.role) == ("eve@example.com", "owner")
    assert (membership.dealership.name, membership.dealership.kind) == ("Eve", "private")
    assert client.get(reverse("stock")).status_code == 200


@pytest.mark.parametrize(
    ("number", "siren", "siret"), [("732 829 320", "732829320", ""), ("73282932000074", "732829320", "73282932000074")]
)
def test_it_takes_a_garages_number(number: str, siren: str, siret: str) -> None:
    sign_up(Client(), kind="garage", name="Garage Eve", registration=number)
    garage = Dealership.objects.get()
    assert (garage.siren, garage.siret, garage.slug) == (siren, siret, "garage-eve")


@pytest.mark.parametrize("number", ["", "123456789", "73282932", "seven", "73282932000075"])
def test_a_garage_without_a_valid_number_is_told_so_and_loses_nothing(number: str) -> None:
    answer = sign_up(Client(), kind="garage", name="Garage Eve", registration=number)
    assert answer.status_code == 200
    assert answer.context["form"].errors["registration"]
    assert "Garage Eve" in answer.content.decode()
    assert not User.objects.exists()


def test_the_same_name_twice_makes_two_dealerships() -> None:
    sign_up(Client())
    sign_up(Client(), email="other@example.com")
    assert sorted(Dealership.objects.values_list("slug", flat=True)) == ["eve", "eve-2"]


def test_the_same_address_twice_makes_one_user_and_says_so() -> None:
    sign_up(Client())
    answer = sign_up(Client(), name="Eve again")
    assert answer.context["form"].errors["email"]
    assert "Eve again" in answer.content.decode()
    assert User.objects.count() == 1


def test_a_weak_password_is_refused() -> None:
    answer = sign_up(Client(), password1="12345678")
    assert answer.context["form"].errors["password1"]


def test_sign_in_is_rate_limited(alice: User) -> None:
    client = Client()
    said = [
        client.post(reverse("account_login"), {"login": "alice@example.com", "password": "wrong"}) for _ in range(11)
    ]
    assert "alice" in said[0].content.decode()
    answer = client.post(reverse("account_login"), {"login": "alice@example.com", "password": "correct horse battery"})
    assert answer.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_the_address_typed_in_capitals_signs_in(alice: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": "ALICE@Example.com", "password": "correct horse battery"})
    assert "_auth_user_id" in client.session
