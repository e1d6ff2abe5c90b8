"""Several photos of one car: what they say together about its plate."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Dealership
from plates.engines.base import Correction
from plates.models import PlateReading
from plates.reading import best_of, expected_plates
from plates.voting import Vote, vote
from plates.wording import explanations_of
from tests.conftest import make_dealership
from vehicles.models import Photo, Vehicle


def reading(text: str, confidence: float, *rivals: tuple[str, float], **fields: Any) -> PlateReading:
    entries = [{"text": text, "confidence": confidence}, *({"text": one, "confidence": share} for one, share in rivals)]
    fields.setdefault("country", "FR" if text else "")
    return PlateReading(
        text=text, confidence=confidence if text else None, candidates=entries if text else [], status="done", **fields
    )


def voted(*readings: PlateReading, expected: frozenset[str] = frozenset()) -> Vote:
    found = vote(readings, expected)
    assert found is not None
    return found


def test_photos_without_a_plate_have_no_say() -> None:
    assert vote([]) is None
    assert vote([reading("", 0.0), reading("", 0.0)]) is None
    assert voted(reading("", 0.0), reading("AB-123-CD", 0.8)).text == "AB-123-CD"


def test_one_photo_is_as_sure_as_its_reading() -> None:
    only = voted(reading("AB-123-CD", 0.83, ("AB-128-CD", 0.1)))
    assert only.confidence == pytest.approx(0.83, abs=0.001)
    assert (only.is_confident, only.is_probable) == (False, True)


def test_three_unsure_photos_that_agree_are_confident() -> None:
    unsure = [reading("AB-123-CD", 0.8, (rival, 0.12)) for rival in ("AB-128-CD", "AB-123-GD", "A8-123-CD")]
    assert not voted(unsure[0]).is_confident
    assert voted(*unsure).is_confident
    assert voted(*unsure).text == "AB-123-CD"


def test_photos_that_share_a_doubt_stay_in_doubt() -> None:
    unsure = [reading("AB-123-CD", 0.5, ("AB-128-CD", 0.45)) for _ in range(3)]
    assert voted(*unsure).text == "AB-123-CD"
    assert not voted(*unsure).is_confident


def test_second_thoughts_that_agree_beat_first_ones_that_do_not() -> None:
    photos = [
        reading("AB-128-CD", 0.5, ("AB-123-CD", 0.4)),
        reading("A8-123-CD", 0.5, ("AB-123-CD", 0.4)),
        reading("AB-123-GD", 0.5, ("AB-123-CD", 0.4)),
    ]
    won = voted(*photos)
    assert won.text == "AB-123-CD"
    assert won.country == "FR"
    assert won.explanations == []


def test_two_sure_photos_of_two_cars_make_nobody_sure() -> None:
    both = voted(reading("AB-123-CD", 0.995), reading("EF-456-GH", 0.995))
    assert not both.is_confident


def test_a_confident_photo_stays_so_beside_an_unreadable_one() -> None:
    sure = reading("AB-123-CD", 0.999, is_confident=True)
    assert voted(sure, reading("AB-128-CD", 0.3, ("AB-123-CD", 0.25))).is_confident


def test_the_order_of_the_photos_does_not_matter() -> None:
    photos = [reading("AB-123-CD", 0.6), reading("AB-128-CD", 0.5, ("AB-123-CD", 0.3)), reading("AB-123-CD", 0.9)]
    assert voted(*photos).confidence == pytest.approx(voted(*reversed(photos)).confidence)
    assert voted(*photos).reading is photos[2]


def test_an_expected_plate_wins_a_near_tie() -> None:
    tie = reading("AB-128-CD", 0.5, ("AB-123-CD", 0.4))
    assert voted(tie, expected=frozenset({"AB123CD"})).text == "AB-123-CD"
    assert voted(tie, expected=frozenset({"EF456GH"})).text == "AB-128-CD"


def test_an_expected_plate_never_overrules_a_sure_photo() -> None:
    sure = reading("AB-128-CD", 0.992, ("AB-123-CD", 0.007), is_confident=True)
    assert voted(sure, expected=frozenset({"AB123CD"})).text == "AB-128-CD"


def test_plates_are_expected_of_cars_in_stock_without_photos(
    garage: Dealership, vehicle: Vehicle, photo: Photo
) -> None:
    Vehicle.objects.create(dealership=garage, plate="EF-456-GH")
    Vehicle.objects.create(dealership=garage, plate="")
    Vehicle.objects.create(dealership=make_dealership("Elsewhere"), plate="GH-789-JK")
    assert photo.vehicle.plate == "AB-123-CD"
    assert expected_plates(garage) == {"EF456GH"}


def test_the_stock_decides_where_the_photos_cannot(
    garage: Dealership, vehicle: Vehicle, photo: Photo, django_assert_num_queries: Any
) -> None:
    Vehicle.objects.create(dealership=garage, plate="EF-456-GH")
    tie = reading("EF-456-GN", 0.5, ("EF-456-GH", 0.4))
    with django_assert_num_queries(1):
        best = best_of([tie], dealership=garage)
    assert best is not None
    assert best.text == "EF-456-GH"
    with django_assert_num_queries(0):
        sure = best_of([reading("EF-456-GN", 0.995)], dealership=garage)
    assert sure is not None
    assert sure.text == "EF-456-GN"


@pytest.mark.parametrize(
    ("correction", "country", "words"),
    [
        (Correction(3, "O", "0"), "FR", "Read O, taken as 0: French plates have a digit here."),
        (Correction(0, "8", "B"), "FR", "Read 8, taken as B: French plates have a letter here."),
        (Correction(6, "O", "Q"), "FR", "Read O, taken as Q: French plates never use O."),
        (Correction(3, "O", "0"), "ES", "Read O, taken as 0: these plates have a digit here."),
        (Correction(3, "M", "N"), "FR", "Read M, taken as N: compare it with the picture."),
    ],
)
def test_a_correction_is_explained(correction: Correction, country: str, words: str) -> None:
    with override("en"):
        assert explanations_of([correction], country) == [words]


def test_the_wizard_shows_what_was_corrected(client: Client, vehicle: Vehicle, photo: Photo) -> None:
    PlateReading.objects.create(
        dealership=vehicle.dealership, photo=photo, status="done", text="AB-103-CD", country="FR", confidence=0.85,
        corrections=[{"index": 3, "read": "O", "written": "0"}], crop="x.webp",
    )  # fmt: skip
    page = client.get(reverse("plate_proposal", args=[vehicle.pk]), headers={"Accept-Language": "en"}).text
    assert "Read O, taken as 0: French plates have a digit here." in page
    assert "Probably right" in page


def test_the_wizard_calls_photos_that_agree_clear(client: Client, vehicle: Vehicle, garage: Dealership) -> None:
    for number in range(3):
        shot = Photo.objects.create(
            dealership=garage, vehicle=vehicle, width=1, height=1, sha256=f"{number:064}", image="a", thumbnail="b"
        )
        PlateReading.objects.create(
            dealership=garage, photo=shot, status="done", text="AB-123-CD", country="FR", confidence=0.85, crop="x.webp"
        )
    page = client.get(reverse("plate_proposal", args=[vehicle.pk]), headers={"Accept-Language": "en"}).text
    assert "Read clearly" in page
