"""Versions of the market complete what is typed."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.conftest import make_dealership
from tests.pricing.market import bring, car, table


def options(client: Client, **typed: str) -> str:
    return client.get(reverse("version_names"), typed).text


def test_the_markets_versions_complete_the_most_frequent_first(client: Client) -> None:
    often = [car(listing_id=f"a{n}", version="1.2 PureTech 100 Allure") for n in range(3)]
    others = [
        car(listing_id="b", version="1.5 BlueHDi 100 Active"),
        car(listing_id="c", version="Elegance", country="de"),
    ]
    bring(table([*others, *often]))
    found = options(client, make="PEUGEOT", model="208")
    assert 0 < found.index("PureTech 100 Allure") < found.index("BlueHDi 100 Active")
    assert "Elegance" not in found
    assert options(client, make="Renault", model="Clio") == options(client) == ""


def test_what_another_dealership_imported_completes_nothing(client: Client) -> None:
    stranger = make_dealership("Elsewhere")
    bring(table([car(listing_id="a", version="Secret")]), dealership=stranger)
    assert "Secret" not in options(client, make="Peugeot", model="208")
