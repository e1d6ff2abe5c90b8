"""The order in which a car's photos stand in its ad: as they came, once the car is cut out, and as its seller wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from accounts.models import User
from imaging.models import Cutout
from imaging.studio import reorder
from imaging.viewpoint import View, look_of, view_of
from keroxio.runs import Run
from sorting.deciding import accept
from sorting.models import Batch, Placement
from sorting.receiving import receive
from tests.conftest import SAMPLES, picture, upload
from tests.imaging.cars import car
from tests.plates.readers import TRUTH
from vehicles.models import Vehicle

pytestmark = pytest.mark.django_db
# Sent as a hurried seller would: the rear first, the inside before the front.
SENT = ["blue_rear", "inside", "blue_side_left", "blue_rear_left", "blue_front", "blue_side_right", "blue_front_right"]


@pytest.fixture(autouse=True)
def drawn_cars(settings: Any, by_color: None) -> None:
    settings.ENGINES = {
        **settings.ENGINES,
        "plates": {"ENGINE": "tests.sorting.readers.OfDrawnCars"},
        "cutout": {"ENGINE": "tests.sorting.readers.OfMasks"},
    }


@pytest.fixture
def placed(batch: Batch, bob: User, work: Callable[[], list[Run]]) -> Vehicle:
    """The car in the stock; nothing is cut out yet."""
    for name in SENT:
        content = (SAMPLES / f"{name}.jpg").read_bytes() if name != "inside" else picture(color="black")
        receive(batch, upload(content, f"{name}.jpg"), album="WW-123-KX")
    while row := batch.photos.unfinished().first():  # type: ignore[attr-defined]
        row.perform()
    accept(batch, batch.cars.all(), bob)
    Placement.objects.get().perform()
    assert not Cutout.objects.filter(status="done").exists()
    return Vehicle.objects.get()


def names(vehicle: Vehicle) -> list[str]:
    photos = vehicle.photos.filter(deleted_at=None)
    return [photo.name.removesuffix(".jpg") for photo in photos]


@pytest.mark.parametrize(
    "truth", [one for one in TRUTH if one["plate_corners_TL_TR_BR_BL"]], ids=lambda one: one["file"]
)
def test_front_and_rear_straight_and_from_a_corner_are_told_apart(truth: dict[str, Any]) -> None:
    ((side, quad),) = truth["plate_corners_TL_TR_BR_BL"].items()
    photo = car(truth["file"].removesuffix(".jpg"))[0]
    thumbnail = photo.resize((400, 300))
    scale = photo.width / truth["size"][0]
    look = look_of(thumbnail, [(x * scale, y * scale) for x, y in quad], width=photo.width)
    told = view_of(look, kind="exterior", shape=None)
    if truth["paint"] == "red":
        side = "front"  # Lamps tell nothing on a red car: as they were taken.
    expected = {"front": View.FRONT, "rear": View.REAR}[side]
    assert told == (expected if truth["view"] == side else View(f"{expected}_quarter"))


def test_at_first_photos_with_a_plate_stand_from_the_front_to_the_rear(placed: Vehicle) -> None:
    seen = [name for name in names(placed) if "side" not in name and name != "inside"]
    assert seen == ["blue_front_right", "blue_front", "blue_rear_left", "blue_rear"]
    assert names(placed)[:2] == seen[:2]


def test_once_cut_out_sides_stand_between_and_the_inside_comes_after(
    placed: Vehicle, work: Callable[[], list[Run]]
) -> None:
    work()
    assert names(placed) == [
        "blue_front_right",
        "blue_front",
        "blue_side_left",
        "blue_side_right",
        "blue_rear_left",
        "blue_rear",
        "inside",
    ]


def test_what_the_seller_has_put_in_order_stays(placed: Vehicle, work: Callable[[], list[Run]]) -> None:
    wanted = list(placed.photos.order_by("-position").values_list("pk", flat=True))
    reorder(placed, wanted)
    work()
    assert Cutout.objects.filter(status="done").exists()
    assert list(placed.photos.values_list("pk", flat=True)) == wanted


def test_a_photo_that_was_removed_meanwhile_hinders_nothing(placed: Vehicle, work: Callable[[], list[Run]]) -> None:
    removed = placed.photos.get(name="blue_front.jpg")
    removed.deleted_at = removed.created_at
    removed.save()
    work()
    assert names(placed)[:2] == ["blue_front_right", "blue_side_left"]
    assert names(placed)[-1] == "inside"


def test_a_plate_at_the_very_edge_is_no_trouble() -> None:
    thumbnail = Image.fromarray(np.zeros((300, 400, 3), np.uint8))
    for quad in (
        [(0, 0), (9, 0), (9, 2), (0, 2)],
        [(3990, 2990), (4000, 2990), (4000, 3000), (3990, 3000)],
        [(5, 5)] * 4,
    ):
        assert view_of(look_of(thumbnail, quad, width=4000), kind="", shape=None)
