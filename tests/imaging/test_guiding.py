"""A car beside others is cut out alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from imaging.engines.base import Matte
from imaging.engines.fake import FakeRemover
from imaging.engines.guiding import Guide, around
from imaging.engines.local import SaliencyRemover
from imaging.engines.removebg import RemoveBgRemover
from imaging.engines.ssd import SsdFinder
from imaging.engines.vehicles import VehicleBox
from imaging.quality import Doubt, verdict
from tests.imaging.pairs import overlap_of, side_by_side
from tests.imaging.removebg_server import KEY, remove_bg
from tests.plates.local_servers import Service, served
from tests.plates.snapshot import parts_of

CAR = VehicleBox(0.3, 0.4, 0.7, 0.82, 0.95)
BESIDE = VehicleBox(0.68, 0.45, 0.95, 0.75, 0.9)
FAR = VehicleBox(0.02, 0.45, 0.1, 0.5, 0.9)


def found(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    mask = np.zeros((100, 100), dtype=bool)
    mask[int(top * 100) : int(bottom * 100), int(left * 100) : int(right * 100)] = True
    return mask


@pytest.fixture
def service() -> Iterator[Service]:
    with served(remove_bg(FakeRemover())) as running:
        yield running


def cut(photo: Image.Image, vehicles: tuple[VehicleBox, ...]) -> Matte:
    matte = SaliencyRemover(model="u2netp", folder=settings.WEIGHTS_DIR).cut_out(photo, vehicles)
    assert matte is not None
    return matte


def test_the_neighbour_is_left_out() -> None:
    photo, mask = side_by_side()
    vehicles = SsdFinder(weights=settings.WEIGHTS_DIR / "ssd_mobilenet_v2_coco.xml").find(photo)
    alone, both = cut(photo, vehicles), cut(photo, ())
    assert overlap_of(both.alpha, mask) < 0.85
    assert overlap_of(alone.alpha, mask) > 0.93
    assert verdict(both, photo, vehicles).doubt == Doubt.OTHER_CAR


def test_a_car_by_itself_is_cut_out_as_without_a_guide() -> None:
    guide = Guide.of([CAR, FAR])
    assert guide is not None
    assert not guide.is_needed(found(0.3, 0.4, 0.7, 0.82))


@pytest.mark.parametrize("others", [[BESIDE], []], ids=["another car", "something else"])
def test_a_guide_is_needed_where_more_than_the_car_was_found(others: list[VehicleBox]) -> None:
    guide = Guide.of([CAR, *others])
    assert guide is not None
    assert guide.is_needed(found(0.3, 0.4, 0.95, 0.82))


def test_a_car_near_by_that_was_not_found_with_it_needs_no_second_look() -> None:
    guide = Guide.of([CAR, BESIDE])
    assert guide is not None
    assert not guide.is_needed(found(0.3, 0.4, 0.7, 0.82))


@pytest.mark.parametrize(
    "vehicles", [[], [VehicleBox(0.3, 0.4, 0.7, 0.8, 0.4)], [VehicleBox(0.5, 0.5, 0.6, 0.6, 0.99)]], ids=str
)
def test_what_is_unsure_or_tiny_is_no_guide(vehicles: list[VehicleBox]) -> None:
    assert Guide.of(vehicles) is None


def test_nothing_found_has_no_box() -> None:
    assert around(np.zeros((40, 60), dtype=bool)).area == 0


def test_a_paid_service_is_told_where_the_car_is(service: Service) -> None:
    remover = RemoveBgRemover(key=KEY, url=service.url)
    photo = Image.fromarray(np.random.default_rng(1).integers(0, 255, (600, 800, 3), dtype=np.uint8))
    remover.cut_out(photo, (CAR, BESIDE))
    remover.cut_out(photo, (CAR, FAR))
    near, far = (dict(parts_of(asked)) for asked in service.asked)
    assert near["roi"] == b"24% 33% 76% 89%"
    assert "roi" not in far
