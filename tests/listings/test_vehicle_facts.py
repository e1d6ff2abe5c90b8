from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from zipfile import ZipFile

from django.test import Client
from django.urls import reverse

from imaging.studio import hide_plates, show
from keroxio.runs import Run
from listings.compliance import check
from listings.vehicle_facts import facts_of, key_of
from listings.writing import request_ad
from plates.reading import request_readings
from vehicles.models import Photo, Vehicle


def test_it_takes_over_what_is_known(vehicle: Vehicle) -> None:
    vehicle.options = "GPS\n\n  Attelage \n"
    facts = facts_of(vehicle)
    assert facts.options == ("GPS", "Attelage")
    assert (facts.make, facts.first_registration_month, facts.mileage_km) == ("Peugeot", 5, 42_000)
    assert facts.seller.is_garage
    assert facts.seller.siren == "732829320"
    assert facts.price_eur is None
    assert not facts.has_composites


def test_its_key_changes_with_the_facts_alone(vehicle: Vehicle) -> None:
    before = key_of(facts_of(vehicle))
    vehicle.save()
    assert key_of(facts_of(vehicle)) == before
    vehicle.mileage_km = 43_000
    assert key_of(facts_of(vehicle)) != before


def test_it_knows_that_the_published_photos_were_edited(
    vehicle: Vehicle, photo: Photo, work: Callable[[], list[Run]]
) -> None:
    request_readings([photo])
    work()
    facts = facts_of(vehicle)
    assert facts.has_composites
    assert facts.plates_masked
    ad = request_ad(vehicle)
    work()
    ad.refresh_from_db()
    assert "décor remplacé et plaque masquée" in ad.text
    hide_plates(vehicle, hidden=False)
    work()
    assert not facts_of(vehicle).plates_masked
    photo.refresh_from_db()
    show(photo, Photo.Shown.ORIGINAL)
    work()
    assert not facts_of(vehicle).has_composites


def test_it_asks_for_a_word_on_edited_photos(vehicle: Vehicle, photo: Photo, work: Callable[[], list[Run]]) -> None:
    request_readings([photo])
    work()
    findings = check(facts_of(vehicle), text="Une annonce sans un mot des photos", today=date(2026, 11, 21))
    assert "composites" in {finding.duty.code for finding in findings}


def test_everything_of_a_car_has_its_photos_as_taken_too(
    client: Client, vehicle: Vehicle, photo: Photo, work: Callable[[], list[Run]]
) -> None:
    request_readings([photo])
    work()
    response = client.get(reverse("vehicle_export", args=[vehicle.pk]))
    with ZipFile(io.BytesIO(b"".join(response))) as bundle:
        assert {"photos/01.jpg", "originals/01.jpg"} <= set(bundle.namelist())
        assert bundle.read("photos/01.jpg") != bundle.read("originals/01.jpg")
