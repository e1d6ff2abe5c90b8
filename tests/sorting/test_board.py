from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from imaging.models import Cutout
from keroxio.runs import STALE, Run
from plates.models import PlateReading
from sorting.board import board_of
from sorting.models import Batch, BatchCar, Placement
from sorting.receiving import receive
from tests.conftest import make_dealership, upload
from tests.sorting.conftest import shot, sorted_by_plate
from vehicles.intake import keep
from vehicles.models import Photo, Vehicle

pytestmark = pytest.mark.django_db
Read = Callable[..., Batch]
MIXED = [("red", 0), ("grey", 8), ("red", 15), ("blue", 200), ("grey", 209), ("grey", 214)]


def test_photos_go_to_the_car_whose_plate_they_show_and_the_others_with_their_neighbours(
    read: Read, client: Client
) -> None:
    batch = read(*MIXED)
    assert sorted_by_plate(batch) == {"AB-123-CD": ["red", "grey", "red"], "EF-456-GH": ["blue", "grey", "grey"]}
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert "AB-123-CD" in page


def car(batch: Batch, plate: str) -> BatchCar:
    return batch.cars.get(plate=plate)


def keys(batch: Batch, *names: int) -> list[int]:
    return [batch.photos.get(name__endswith=f"_{name}.jpg").pk for name in names]


def move(client: Client, batch: Batch, photos: list[int], to: object) -> Any:
    return client.post(f"/batches/{batch.pk}/move/", {"photos": photos, "to": str(to)}, follow=True)


def test_the_page_tells_why_a_photo_is_suggested(read: Read, client: Client) -> None:
    batch = read(*MIXED)
    page = client.get(f"/batches/{batch.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "between two photos of AB-123-CD, same camera" in page
    assert "taken 9 s after EF-456-GH, same camera" in page
    assert page.count("plate read") == 3


def test_a_moved_photo_stays_where_it_was_put_and_the_suggestion_is_not_made_again(read: Read, client: Client) -> None:
    batch = read(*MIXED)
    (grey,) = keys(batch, 1)
    move(client, batch, [grey], car(batch, "EF-456-GH").pk)
    client.post(f"/batches/{batch.pk}/suggestions/")
    read(("red", 16))
    row = batch.photos.get(pk=grey)
    assert (row.car, row.basis) == (car(batch, "EF-456-GH"), "decided")
    move(client, batch, [grey], "tray")
    client.post(f"/batches/{batch.pk}/suggestions/")
    assert batch.photos.get(pk=grey).car not in {car(batch, "AB-123-CD"), car(batch, "EF-456-GH")}
    said = batch.decisions.order_by("pk")
    assert list(said.values_list("user__email", flat=True)) == ["bob@example.com"] * 2


def test_undo_brings_everything_back_once(read: Read, client: Client) -> None:
    batch = read(*MIXED)
    before = list(batch.photos.order_by("pk").values("pk", "car", "basis", "chance", "reason", "refused_cars"))
    for to in (car(batch, "EF-456-GH").pk, "new", "discard", "tray"):
        move(client, batch, keys(batch, 0, 1), to)
    for _ in range(4):
        decision = batch.decisions.filter(undone_at=None).latest("pk")
        for _twice in range(2):
            assert client.post(f"/decisions/{decision.pk}/undo/", follow=True).status_code == 200
    assert list(batch.photos.order_by("pk").values("pk", "car", "basis", "chance", "reason", "refused_cars")) == before


def test_not_a_car_is_remembered_for_the_same_file(read: Read, client: Client, batch: Batch, bob: User) -> None:
    read(("grey", 4))
    move(client, batch, keys(batch, 0), "discard")
    assert sorted_by_plate(batch) == {}
    later = Batch.objects.create(dealership=batch.dealership, created_by=bob)
    row = receive(later, upload(shot("grey", 4, width=640)))
    assert row.discarded_at
    assert row.status == "done"
    move(client, batch, keys(batch, 0), "restore")
    assert sorted_by_plate(batch) == {"tray": ["grey"]}


def test_cars_are_merged_and_split(read: Read, client: Client) -> None:
    batch = read(*MIXED)
    red, blue = car(batch, "AB-123-CD"), car(batch, "EF-456-GH")
    client.post(f"/batch-cars/{blue.pk}/merge/", {"into": red.pk})
    assert list(sorted_by_plate(batch)) == ["AB-123-CD"]
    move(client, batch, keys(batch, 3, 4, 5), "new")
    assert sorted_by_plate(batch) == {"AB-123-CD": ["red", "grey", "red"], "": ["blue", "grey", "grey"]}


def test_a_plate_is_typed_and_two_cars_with_it_become_one(read: Read, client: Client) -> None:
    batch = read(*MIXED)
    blue = car(batch, "EF-456-GH")
    wrong = client.post(f"/batch-cars/{blue.pk}/plate/", {"plate": "??"}, HTTP_HX_REQUEST="true")
    assert wrong.status_code == 422
    client.post(f"/batch-cars/{blue.pk}/plate/", {"plate": "ab123cd"})
    assert len(sorted_by_plate(batch)["AB-123-CD"]) == 6
    blue.refresh_from_db()
    assert (blue.plate, blue.is_sure) == ("AB-123-CD", True)


def test_an_accepted_car_is_in_the_stock_with_its_photos_and_no_plate_is_read_again(
    read: Read, client: Client, work: Callable[[], list[Run]], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = read(*MIXED)
    thorough = []
    monkeypatch.setattr("tests.sorting.readers.ByColor.read", lambda self, photo: thorough.append(photo))
    client.post(f"/batches/{batch.pk}/accept/")
    client.post(f"/batches/{batch.pk}/accept/")
    runs = work()
    assert {vehicle.plate: vehicle.photos.count() for vehicle in Vehicle.objects.all()} == {
        "AB-123-CD": 3,
        "EF-456-GH": 3,
    }
    readings = PlateReading.objects.all()
    assert sorted(reading.text for reading in readings if reading.text) == ["AB-123-CD", "AB-123-CD", "EF-456-GH"]
    assert all(reading.status == "done" for reading in readings)
    assert all(reading.crop for reading in readings if reading.text)
    assert len(thorough) == 3, "where no plate was seen at a glance, it is looked for before anything is published"
    assert sum(isinstance(run, Cutout) for run in runs) == 6
    page = client.get(f"/batches/{batch.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Everything is sorted" in page
    for photo in Photo.objects.all():
        assert b"".join(client.get(photo.thumbnail.url).streaming_content)  # type: ignore[attr-defined]


def test_accepting_is_undone(read: Read, client: Client, work: Callable[[], list[Run]]) -> None:
    batch = read(*MIXED)
    client.post(f"/batch-cars/{car(batch, 'AB-123-CD').pk}/accept/")
    decision = batch.decisions.latest("pk")
    client.post(f"/decisions/{decision.pk}/undo/")
    assert Placement.objects.get().status == "queued", "not while the car is on its way"
    work()
    client.post(f"/decisions/{decision.pk}/undo/")
    assert not Vehicle.objects.present().exists()
    assert sorted_by_plate(batch)["AB-123-CD"] == ["red", "grey", "red"]
    client.post(f"/batches/{batch.pk}/accept/")
    work()
    assert Vehicle.objects.present().get(plate="AB-123-CD").photos.filter(deleted_at=None).count() == 3


def test_a_car_of_the_stock_gets_the_photos_up_to_its_limit_and_the_rest_says_why(
    read: Read, client: Client, vehicle: Vehicle, work: Callable[[], list[Run]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vehicles.intake.MAX_PHOTOS", 2)
    batch = read(*MIXED)
    assert car(batch, "AB-123-CD").vehicle == vehicle
    client.post(f"/batch-cars/{car(batch, 'AB-123-CD').pk}/accept/")
    work()
    assert vehicle.photos.count() == 2
    left = batch.photos.get(car__plate="AB-123-CD", photo=None)
    assert "2" in left.left_because
    assert left.left_because in client.get(f"/batches/{batch.pk}/").content.decode()


@pytest.mark.parametrize("state", ["sold_at", "archived_at"])
def test_photos_of_a_car_that_left_make_a_new_one(
    read: Read, client: Client, vehicle: Vehicle, work: Callable[[], list[Run]], state: str
) -> None:
    Vehicle.objects.update(**{state: timezone.now()})
    batch = read(*MIXED)
    assert "a new car is made" in client.get(f"/batches/{batch.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    client.post(f"/batches/{batch.pk}/accept/")
    work()
    assert not vehicle.photos.exists()
    assert Vehicle.objects.filter(plate="AB-123-CD").count() == 2


def test_a_car_whose_plate_is_unsure_waits_for_a_look(
    read: Read, client: Client, work: Callable[[], list[Run]]
) -> None:
    batch = read(("green", 0), ("blue", 300))
    page = client.get(f"/batches/{batch.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Check the plate" in page
    client.post(f"/batches/{batch.pk}/accept/")
    work()
    assert [vehicle.plate for vehicle in Vehicle.objects.all()] == ["EF-456-GH"]
    client.post(f"/batch-cars/{car(batch, 'AB-123-CE').pk}/accept/")
    work()
    assert Vehicle.objects.count() == 2


def test_rubbish_changes_nothing(read: Read, client: Client, stranger: Client) -> None:
    batch = read(*MIXED)
    mine = keys(batch, 0)
    theirs = Batch.objects.create(dealership=make_dealership("Ailleurs", kind="private"))
    foreign = BatchCar.objects.create(dealership=theirs.dealership, batch=theirs)
    for to in ("99999", "nowhere", str(foreign.pk), "-1", "9" * 30):
        assert move(client, batch, mine, to).status_code == 400
    assert move(client, batch, [999_999], "new").status_code == 200
    assert move(client, batch, [], "new").status_code == 200
    assert not batch.decisions.exists()
    red = car(batch, "AB-123-CD")
    for address in (f"batch-cars/{red.pk}/merge", f"batch-cars/{red.pk}/plate", f"batch-cars/{red.pk}/accept"):
        assert stranger.post(f"/{address}/").status_code == 404
    assert client.post(f"/batch-cars/{red.pk}/merge/", {"into": red.pk}).status_code == 404
    move(client, batch, mine, "tray")
    assert stranger.post(f"/decisions/{batch.decisions.get().pk}/undo/").status_code == 404


def test_the_board_asks_as_often_for_many_photos_as_for_few(
    read: Read, client: Client, django_assert_num_queries: Any
) -> None:
    batch = read(*MIXED)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/batches/{batch.pk}/")
    read(*[("blue", 300 + second) for second in range(12)], *[("red", 900 + second) for second in range(12)])
    with CaptureQueriesContext(connection) as many:
        client.get(f"/batches/{batch.pk}/")
    assert len(many) == len(few)


def test_an_interrupted_placement_goes_on_where_it_was(
    read: Read, client: Client, work: Callable[[], list[Run]], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = read(*MIXED)
    red = car(batch, "AB-123-CD")
    client.post(f"/batch-cars/{red.pk}/accept/")
    done: list[Photo] = []

    def fail(photo: Photo) -> Photo:
        if done:
            raise KeyboardInterrupt
        done.append(photo)
        return keep(photo)

    with monkeypatch.context() as patch:
        patch.setattr("sorting.models.placement.keep", fail)
        with pytest.raises(KeyboardInterrupt):
            Placement.objects.get().perform()
    Placement.objects.update(heartbeat_at=timezone.now() - STALE * 2)
    work()
    vehicle = Vehicle.objects.get()
    assert vehicle.photos.count() == 3
    assert len(set(vehicle.photos.values_list("sha256"))) == 3
    assert PlateReading.objects.count() == 3


def test_a_car_without_a_readable_plate_has_one_row_that_says_why_and_keeps_it(read: Read, client: Client) -> None:
    batch = read(("red", 0), ("grey", 300), ("grey", 306), ("grey", 312), ("blue", 600))
    (unread,) = batch.cars.filter(plate="")
    assert unread.photos.count() == 3
    assert unread not in [row.car for row in board_of(batch).ready], "a person looks at it first"
    page = client.get(f"/batches/{batch.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "taken between two pauses, no plate read for sure" in page
    read(("grey", 318), ("red", 8))
    (same,) = batch.cars.filter(plate="")
    assert (same.pk, same.photos.count()) == (unread.pk, 4)
