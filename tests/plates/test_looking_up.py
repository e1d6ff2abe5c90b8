"""Plates are looked up once, within the limit, and the cars are told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Dealership, User
from keroxio.errors import EngineError
from keroxio.runs import MAX_ATTEMPTS, Run
from plates.looking_up import LimitReached, look_up, look_up_once
from plates.models import Lookup, PlateReading
from plates.registries.fake import FakeRegistry
from tests.conftest import FAKE_ENGINES
from tests.plates import local_servers
from tests.plates.local_servers import Service, fixed, json_reply
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]


@pytest.fixture
def registry(settings: Any) -> None:
    settings.ENGINES = FAKE_ENGINES | {"registry": {"ENGINE": "plates.registries.fake.FakeRegistry"}}


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    """Auto-Ways' protocol on this machine, behind the settings."""
    with local_servers.served(local_servers.auto_ways) as running:
        options = {"key": local_servers.KEY, "url": running.url, "timeout": 2}
        engine = {"ENGINE": "plates.registries.autoways.AutoWaysRegistry", "OPTIONS": options}
        settings.ENGINES = FAKE_ENGINES | {"registry": engine}
        yield running


@pytest.fixture
def blank(garage: Dealership) -> Vehicle:
    return Vehicle.objects.create(dealership=garage, plate="AA-123-BC", plate_country="FR")


def test_a_look_up_fills_in_the_car(service: Service, blank: Vehicle, work: Work) -> None:
    look_up(blank.dealership, "AA-123-BC", "FR", vehicle=blank)
    work()
    blank.refresh_from_db()
    assert (blank.make, blank.model, blank.power_hp, blank.fuel) == ("Renault", "Mégane", 131, "diesel")
    assert (blank.first_registration_year, blank.first_registration_month) == (2009, 4)
    assert blank.sources["make"] == "registry"
    lookup = Lookup.objects.get()
    assert (lookup.status, lookup.engine, lookup.is_found) == ("done", "auto-ways", True)


def test_the_answer_is_used_again_while_it_holds(service: Service, blank: Vehicle, work: Work, settings: Any) -> None:
    first = look_up(blank.dealership, "AA-123-BC", "FR")
    work()
    assert look_up(blank.dealership, "AA-123-BC", "FR") == first
    Lookup.objects.update(finished_at=timezone.now() - settings.LOOKUP_HIT_LIFE - timedelta(minutes=1))
    assert look_up(blank.dealership, "AA-123-BC", "FR") != first


def test_a_miss_holds_for_its_own_time(service: Service, garage: Dealership, work: Work, settings: Any) -> None:
    first = look_up(garage, "ZZ-999-ZZ", "FR")
    work()
    first.refresh_from_db()
    assert (first.status, first.is_found) == ("done", False)
    assert look_up(garage, "ZZ-999-ZZ", "FR") == first
    Lookup.objects.update(finished_at=timezone.now() - settings.LOOKUP_MISS_LIFE - timedelta(minutes=1))
    assert look_up(garage, "ZZ-999-ZZ", "FR") != first
    assert len(service.asked) == 1


def test_who_asks_a_moment_later_gets_the_same_look_up(service: Service, blank: Vehicle, work: Work) -> None:
    asked = {look_up(blank.dealership, "AA-123-BC", "FR").pk for _ in range(3)}
    work()
    assert len(asked) == len(service.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_time_make_one_call(service: Service, garage: Dealership, work: Work) -> None:
    found: list[int] = []
    together = threading.Barrier(4)

    def ask() -> None:
        together.wait()
        found.append(look_up(garage, "AA-123-BC", "FR").pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    work()
    assert len(service.asked) == 1


def test_every_car_with_the_plate_is_told(registry: None, vehicle: Vehicle, garage: Dealership, work: Work) -> None:
    twin = Vehicle.objects.create(dealership=garage, plate="AB-123-CD")
    look_up(garage, "AB-123-CD", "FR", vehicle=vehicle)
    work()
    twin.refresh_from_db()
    vehicle.refresh_from_db()
    assert (twin.make, vehicle.make) == ("Renault", "Peugeot")


def test_another_dealership_asks_for_itself(registry: None, vehicle: Vehicle, charlie: User, work: Work) -> None:
    """A plate leads to a person: what one dealership asked is not another's to use."""
    theirs = charlie.dealerships.get()
    car = Vehicle.objects.create(dealership=theirs, plate="AB-123-CD")
    look_up(vehicle.dealership, "AB-123-CD", "FR")
    work()
    car.refresh_from_db()
    assert car.make == ""
    look_up(theirs, "AB-123-CD", "FR")
    assert Lookup.objects.filter(dealership=theirs).count() == 1


def test_the_months_limit_is_said_and_last_months_do_not_count(
    registry: None, garage: Dealership, settings: Any, work: Work
) -> None:
    settings.LOOKUPS_PER_MONTH = 1
    look_up(garage, "AB-123-CD", "FR")
    work()
    with pytest.raises(LimitReached, match="1"):
        look_up(garage, "EF-456-GH", "FR")
    assert look_up(garage, "AB-123-CD", "FR").is_found, "what is known already is no new look-up"
    Lookup.objects.update(created_at=timezone.now() - timedelta(days=40))
    assert look_up(garage, "EF-456-GH", "FR").status == "queued"


def test_what_the_registry_did_not_answer_counts_for_nothing(
    service: Service, garage: Dealership, settings: Any, work: Work
) -> None:
    settings.LOOKUPS_PER_MONTH, settings.LOOKUP_PRICE_EUR = 1, Decimal("0.12")
    service.trouble = fixed(json_reply(401, {"error": True, "message": "Invalid token"}))
    failed = look_up(garage, "AA-123-BC", "FR")
    work()
    failed.refresh_from_db()
    assert (failed.status, failed.cost_eur) == ("failed", Decimal(0))
    service.trouble = None
    again = look_up(garage, "AA-123-BC", "FR")
    assert again == failed, "the same row is tried again"
    work()
    again.refresh_from_db()
    assert (again.status, again.error, again.cost_eur) == ("done", "", Decimal("0.12"))


def test_a_service_that_is_down_is_asked_again_later_and_nothing_is_lost(
    service: Service, blank: Vehicle, work: Work
) -> None:
    service.trouble = fixed(json_reply(503, {}, Retry_After="300"))
    lookup = look_up(blank.dealership, "AA-123-BC", "FR", vehicle=blank)
    work()
    lookup.refresh_from_db()
    assert lookup.is_waiting_to_retry
    assert lookup.retry_at is not None
    assert lookup.retry_at > timezone.now() + timedelta(seconds=200), "it asked for five minutes"
    service.trouble = None
    Lookup.objects.update(retry_at=timezone.now())
    work()
    blank.refresh_from_db()
    assert blank.make == "Renault"


def test_it_gives_up_in_the_end_with_the_reason(service: Service, garage: Dealership, work: Work) -> None:
    service.trouble = fixed((200, {}, b"<html>"))
    lookup = look_up(garage, "AA-123-BC", "FR")
    for _ in range(MAX_ATTEMPTS):
        Lookup.objects.update(retry_at=None)
        work()
    lookup.refresh_from_db()
    assert lookup.status == "failed"
    assert lookup.error


def test_a_registry_that_was_taken_away_fails_clearly(
    registry: None, garage: Dealership, settings: Any, work: Work
) -> None:
    lookup = look_up(garage, "AB-123-CD", "FR")
    settings.ENGINES = FAKE_ENGINES
    work()
    lookup.refresh_from_db()
    assert lookup.status == "failed"


def reading_of(photo: Photo, text: str = "AB-123-CD", **fields: Any) -> PlateReading:
    reading = PlateReading(dealership=photo.dealership, photo=photo, text=text, country="FR", is_confident=True)
    for name, value in fields.items():
        setattr(reading, name, value)
    reading.conclude()
    return reading


def test_a_plate_read_for_certain_is_looked_up_by_itself(registry: None, photo: Photo, work: Work) -> None:
    Vehicle.objects.update(plate="", make="")
    reading_of(photo)
    assert Lookup.objects.get().plate == "AB-123-CD"
    work()
    photo.vehicle.refresh_from_db()
    assert (photo.vehicle.plate, photo.vehicle.make) == ("", "Renault"), "saving the plate is the seller's"
    reading_of(photo)
    assert Lookup.objects.count() == 1, "once for a plate"


@pytest.mark.parametrize(
    "fields",
    [
        {"is_confident": False},
        {"text": ""},
        {"text": "ZZ-999-ZZ"},
        {"text": "1-ABC-234", "country": "BE"},
        {"text": "W-123-AB"},
    ],
)
def test_doubtful_other_and_foreign_plates_are_not(registry: None, photo: Photo, fields: dict[str, Any]) -> None:
    """The car's plate is saved as AB-123-CD; ZZ-999-ZZ is another car's in the background, W-123-AB a trader's."""
    if fields.get("text") == "W-123-AB":
        Vehicle.objects.update(plate="")
        photo.vehicle.refresh_from_db()
    reading_of(photo, **fields)
    assert not Lookup.objects.exists()


def test_without_a_registry_nothing_happens(photo: Photo, vehicle: Vehicle) -> None:
    reading_of(photo)
    look_up_once(vehicle.dealership, vehicle.plate, "FR", vehicle=vehicle)
    assert not Lookup.objects.exists()


def test_at_the_limit_what_happens_by_itself_stays_silent(
    registry: None, vehicle: Vehicle, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOOKUPS_PER_MONTH = 1
    look_up(vehicle.dealership, "EF-456-GH", "FR")
    look_up_once(vehicle.dealership, "AB-123-CD", "FR", vehicle=vehicle)
    assert Lookup.objects.count() == 1
    assert "AB-123-CD" not in caplog.text


def test_an_unexpected_error_of_the_registry_is_not_the_sellers(
    registry: None, vehicle: Vehicle, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise EngineError("No.")

    monkeypatch.setattr(FakeRegistry, "look_up", refuse)
    lookup = look_up(vehicle.dealership, "AB-123-CD", "FR")
    work()
    lookup.refresh_from_db()
    assert (lookup.status, lookup.error) == ("failed", "No.")


def test_the_back_office_hides_plates_and_adds_up_costs(
    registry: None, vehicle: Vehicle, work: Work, admin_client: Client, settings: Any
) -> None:
    settings.LOOKUP_PRICE_EUR = Decimal("0.12")
    lookup = look_up(vehicle.dealership, "AB-123-CD", "FR")
    work()
    page = admin_client.get("/admin/plates/lookup/").text
    assert "AB-•••-CD" in page
    assert "AB-123-CD" not in page
    assert "0.12" in page or "0,12" in page
    detail = admin_client.get(f"/admin/plates/lookup/{lookup.pk}/change/").text
    assert "AB-123-CD" not in detail
    assert "VF1RJA00463123456" not in detail


def test_the_back_office_adds_up(registry: None, vehicle: Vehicle, admin_client: Client) -> None:
    lookups = [
        Lookup.objects.create(dealership=vehicle.dealership, plate=f"AB-12{n}-CD", status="done", cost_eur="0.12")
        for n in range(3)
    ]
    sent = {"action": "add_up", "_selected_action": [lookup.pk for lookup in lookups]}
    page = admin_client.post("/admin/plates/lookup/", sent, follow=True, headers={"Accept-Language": "en"})
    assert "3 look-ups: 0.36 €" in page.text
