"""The dashboard: every car, found, filtered, sorted, with the next thing to do."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Dealership
from keroxio.wizard import next_step, with_progress
from listings.models import Ad, Publication
from listings.stock import stock_of, with_status
from tests.conftest import picture, upload
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle


def cars(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("stock"), query)
    assert response.status_code == 200
    return [car.title for car in response.context["page"]]


def make(garage: Dealership, number: int, **fields: Any) -> Vehicle:
    return Vehicle.objects.create(
        dealership=garage, make="Renault", model=f"Clio {number}", plate=f"AB-{number:03d}-CD", **fields
    )


def act(client: Client, name: str, vehicle: Vehicle, **data: str) -> Any:
    return client.post(reverse(name, args=[vehicle.pk]), data, follow=True)


def test_it_shows_a_car_with_the_next_thing_to_do(client: Client, vehicle: Vehicle, photo: Photo) -> None:
    text = client.get(reverse("stock")).content.decode()
    assert "Peugeot 208" in text
    assert "AB-123-CD" in text
    assert photo.thumbnail.url in text
    assert reverse("wizard_price", args=[vehicle.pk]) in text


def test_it_teaches_when_the_stock_is_empty(client: Client) -> None:
    response = client.get(reverse("stock"))
    assert "stock-lesson" in response.content.decode()
    assert 'role="search"' not in response.content.decode()


def test_it_shows_only_its_own_dealership_s_cars(stranger: Client, vehicle: Vehicle) -> None:
    assert cars(stranger) == []


def test_it_sends_a_visitor_to_sign_in(vehicle: Vehicle) -> None:
    response = Client().get(reverse("stock"))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("words", ["ab123cd", "AB 123", "peugeot", "208 allure", "PURETECH", "ab-123-cd peugeot"])
def test_it_finds_a_car(client: Client, garage: Dealership, vehicle: Vehicle, words: str) -> None:
    make(garage, 7)
    assert cars(client, q=words) == [vehicle.title]


@pytest.mark.parametrize("words", ["golf", "208 renault", "'; DROP TABLE", '"', "<b>"])
def test_it_says_when_nothing_is_found(client: Client, vehicle: Vehicle, words: str) -> None:
    response = client.get(reverse("stock"), {"q": words})
    assert list(response.context["page"]) == []
    assert response.context["is_filtered"]
    assert "<b>" not in response.content.decode()


def complete(vehicle: Vehicle, until: str) -> None:
    """Every step of the car done up to and with ``until``."""
    add_photo(vehicle, upload(picture()))
    if until == "photos":
        return
    vehicle.price_eur = 9_000
    vehicle.save()
    if until == "price":
        return
    Ad.objects.create(dealership=vehicle.dealership, vehicle=vehicle, status="done", title="t", text="t")
    if until == "publication":
        Publication.objects.create(dealership=vehicle.dealership, vehicle=vehicle, channel="x", status="published")


@pytest.mark.parametrize(
    ("until", "status", "step"),
    [
        ("photos", "draft", "price"),
        ("price", "draft", "ad"),
        ("ad", "ready", "publication"),
        ("publication", "published", ""),
    ],
)
def test_it_reads_status_and_step_from_the_rows(
    client: Client, vehicle: Vehicle, until: str, status: str, step: str
) -> None:
    complete(vehicle, until)
    car = with_status(with_progress(stock_of(vehicle.dealership))).get()
    assert (car.status, car.step) == (status, step)
    following = next_step(car)
    assert (following.key if following else "") == step
    assert cars(client, status=status) == [vehicle.title]
    if step:
        assert cars(client, step=step) == [vehicle.title]
    assert cars(client, status="sold") == []


def test_it_counts_a_sold_car_as_sold_wherever_it_is(client: Client, vehicle: Vehicle) -> None:
    Vehicle.objects.update(sold_at=timezone.now())
    assert cars(client, status="sold") == [vehicle.title]
    response = client.get(reverse("stock"))
    assert {key: count for key, _label, count, _query in response.context["tabs"]} == {
        "": 1, "draft": 0, "ready": 0, "published": 0, "sold": 1, "archived": 0,
    }  # fmt: skip


def test_it_sorts(client: Client, garage: Dealership) -> None:
    for number, price, mileage in ((1, 9_000, 50_000), (2, 5_000, None), (3, None, 10_000)):
        make(garage, number, price_eur=price, mileage_km=mileage)
    Vehicle.objects.filter(model="Clio 3").update(created_at=timezone.now() - timedelta(days=30))
    assert cars(client, sort="price") == ["Renault Clio 2", "Renault Clio 1", "Renault Clio 3"]
    assert cars(client, sort="-price") == ["Renault Clio 1", "Renault Clio 2", "Renault Clio 3"]
    assert cars(client, sort="mileage") == ["Renault Clio 3", "Renault Clio 1", "Renault Clio 2"]
    assert cars(client, sort="oldest")[0] == "Renault Clio 3"
    assert cars(client) == cars(client, sort="newest") == ["Renault Clio 2", "Renault Clio 1", "Renault Clio 3"]


def test_it_says_how_long_a_car_has_been_in_stock(client: Client, vehicle: Vehicle) -> None:
    Vehicle.objects.update(created_at=timezone.now() - timedelta(days=42, hours=1))
    assert next(iter(client.get(reverse("stock")).context["page"])).days == 42
    Vehicle.objects.update(sold_at=timezone.now() - timedelta(days=12))
    assert next(iter(client.get(reverse("stock")).context["page"])).days == 30


@pytest.mark.parametrize("query", [{"page": "99"}, {"page": "x"}, {"sort": "evil"}, {"status": "?"}, {"step": "0"}])
def test_it_takes_no_offence_at_odd_addresses(client: Client, vehicle: Vehicle, query: dict[str, str]) -> None:
    assert cars(client, **query) == [vehicle.title]


def test_it_pages(client: Client, garage: Dealership) -> None:
    Vehicle.objects.bulk_create(Vehicle(dealership=garage, make="Kia", model=f"{n:03d}") for n in range(30))
    first, second = cars(client, sort="name"), cars(client, sort="name", page="2")
    assert (len(first), len(second)) == (24, 6)
    assert not set(first) & set(second)
    response = client.get(reverse("stock"), {"sort": "name", "q": "kia"})
    assert "?q=kia&amp;sort=name&amp;page=2" in response.content.decode()


def test_it_answers_a_filter_with_the_list_alone(client: Client, vehicle: Vehicle) -> None:
    text = client.get(reverse("stock"), {"q": "208"}, HTTP_HX_REQUEST="true").content.decode()
    assert 'id="stock-list"' in text
    assert "<html" not in text


def test_it_archives_and_brings_back(client: Client, vehicle: Vehicle) -> None:
    response = act(client, "vehicle_archive", vehicle, next="/stock/?q=208")
    assert response.redirect_chain == [("/stock/?q=208", 302)]
    assert reverse("vehicle_unarchive", args=[vehicle.pk]) in response.content.decode()
    assert cars(client) == []
    assert cars(client, status="archived") == [vehicle.title]
    vehicle.refresh_from_db()
    archived_at = vehicle.archived_at
    act(client, "vehicle_archive", vehicle)
    vehicle.refresh_from_db()
    assert vehicle.archived_at == archived_at
    act(client, "vehicle_unarchive", vehicle)
    assert cars(client) == [vehicle.title]


def test_it_deletes_with_an_undo(client: Client, vehicle: Vehicle) -> None:
    response = act(client, "vehicle_delete", vehicle)
    assert reverse("vehicle_restore", args=[vehicle.pk]) in response.content.decode()
    assert cars(client) == []
    assert client.get(reverse("wizard_ad", args=[vehicle.pk])).status_code == 404
    act(client, "vehicle_restore", vehicle)
    assert cars(client) == [vehicle.title]


def test_it_does_not_send_the_seller_elsewhere(client: Client, vehicle: Vehicle) -> None:
    response = client.post(reverse("vehicle_archive", args=[vehicle.pk]), {"next": "https://evil.example/"})
    assert response["Location"] == reverse("stock")


@pytest.mark.parametrize("name", ["vehicle_archive", "vehicle_unarchive", "vehicle_delete", "vehicle_restore"])
def test_it_keeps_its_actions_to_sellers(
    client: Client, stranger: Client, viewer: Client, vehicle: Vehicle, name: str
) -> None:
    assert act(stranger, name, vehicle).status_code == 404
    assert act(viewer, name, vehicle).status_code == 403
    assert client.get(reverse(name, args=[vehicle.pk])).status_code == 405
    vehicle.refresh_from_db()
    assert vehicle.deleted_at is None
    assert vehicle.archived_at is None


def test_it_shows_a_viewer_no_button_to_change(viewer: Client, vehicle: Vehicle) -> None:
    text = viewer.get(reverse("stock")).content.decode()
    assert reverse("vehicle_delete", args=[vehicle.pk]) not in text
    assert reverse("vehicle_export", args=[vehicle.pk]) in text


def test_it_gives_everything_of_a_car(client: Client, ad: Ad, photo: Photo) -> None:
    response = client.get(reverse("vehicle_export", args=[ad.vehicle_id]))
    assert 'filename="ab-123-cd-peugeot-208.zip"' in response["Content-Disposition"]
    with ZipFile(io.BytesIO(b"".join(response))) as bundle:
        assert set(bundle.namelist()) == {"photos/01.jpg", "ad.json", "ad.txt"}
        described = json.loads(bundle.read("ad.json"))
        assert bundle.read("ad.txt").decode().startswith(ad.title)
        with photo.image.open("rb") as file:
            assert bundle.read("photos/01.jpg") == file.read()
    assert described["plate"] == "AB-123-CD"
    assert described["first_registration"] == "2021-05"
    assert described["price_eur"] == 13_490
    assert described["price"] is None
    assert described["photos"] == ["photos/01.jpg"]
    assert described["title"] == ad.title
    assert {missing["code"] for missing in described["missing"]} == {"inspection"}


def test_it_gives_what_is_left_when_a_file_is_lost(client: Client, vehicle: Vehicle, photo: Photo) -> None:
    photo.image.storage.delete(str(photo.image.name))
    response = client.get(reverse("vehicle_export", args=[vehicle.pk]))
    with ZipFile(io.BytesIO(b"".join(response))) as bundle:
        assert set(bundle.namelist()) == {"ad.json", "ad.txt"}


def test_it_gives_nothing_to_strangers(stranger: Client, vehicle: Vehicle) -> None:
    assert stranger.get(reverse("vehicle_export", args=[vehicle.pk])).status_code == 404


def test_it_takes_the_same_queries_for_one_car_and_for_a_page_of_them(
    client: Client, garage: Dealership, vehicle: Vehicle
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            cars(client)
        return len(captured)

    add_photo(vehicle, upload(picture()))
    few = queries()
    for number in range(30):
        add_photo(make(garage, number), upload(picture(color=f"#{number:02x}8080")))
    assert queries() == few
