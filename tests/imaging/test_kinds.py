"""What happens to photos whose kind an engine tells, and to all when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.checks import run_checks
from PIL import Image

from imaging import studio
from imaging.engines.base import BackgroundRemover, Matte
from imaging.engines.kinds import KindTeller
from imaging.engines.vehicles import VehicleBox, VehicleFinder
from imaging.gallery import pictures, published
from imaging.models import Composite, Cutout
from imaging.processing import ProcessedPhoto
from keroxio.passing import PassingRun
from keroxio.runs import Run
from plates.engines.base import Plate, PlateReader
from plates.reading import request_readings
from tests.conftest import FAKE_ENGINES
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]


class OnlyPapers(KindTeller):
    """As if every photo showed papers."""

    name: ClassVar[str] = "only-papers"

    def tell(self, photo: Image.Image) -> str | None:
        return "document"


@pytest.fixture
def all_papers(settings: Any) -> None:
    settings.ENGINES = FAKE_ENGINES | PAPERS


@pytest.fixture
def without_weights(settings: Any, tmp_path: Path) -> None:
    missing = {"weights": tmp_path / "none.tflite", "text_weights": tmp_path / "none.onnx"}
    settings.ENGINES = FAKE_ENGINES | {
        "kinds": {"ENGINE": "imaging.engines.efficientnet.EfficientNetTeller", "OPTIONS": missing}
    }


class Unasked(BackgroundRemover):
    """A service that nothing but cars may be sent to."""

    name = "unasked"

    def cut_out(self, photo: Image.Image, vehicles: Sequence[VehicleBox] = ()) -> Matte | None:
        pytest.fail("It was sent a photo that shows something else.")


class SeesNothing(VehicleFinder):
    name: ClassVar[str] = "sees-nothing"

    def find(self, photo: Image.Image) -> tuple[VehicleBox, ...]:
        return ()


class ReadsNothing(PlateReader):
    name: ClassVar[str] = "reads-nothing"

    def read(self, photo: Image.Image) -> Plate | None:
        return None


UNASKED = {"cutout": {"ENGINE": "tests.imaging.test_kinds.Unasked"}}
PAPERS = {"kinds": {"ENGINE": "tests.imaging.test_kinds.OnlyPapers"}}
NO_CAR = {
    "vehicles": {"ENGINE": "tests.imaging.test_kinds.SeesNothing"},
    "plates": {"ENGINE": "tests.imaging.test_kinds.ReadsNothing"},
}


def through_the_studio(photo: Photo, work: Work) -> Photo:
    request_readings([photo])
    work()
    return Photo.objects.get(pk=photo.pk)


def test_a_document_is_left_out_of_the_ad_by_itself(
    all_papers: None, vehicle: Vehicle, photo: Photo, work: Work
) -> None:
    done = through_the_studio(photo, work)

    assert (done.kind, done.kind_is_guess) == ("document", True)
    assert pictures(vehicle)[0].is_excluded
    assert published(vehicle) == []
    assert not Composite.objects.exists()


def test_its_seller_may_show_it_all_the_same(all_papers: None, vehicle: Vehicle, photo: Photo, work: Work) -> None:
    studio.include(through_the_studio(photo, work))
    work()

    (one,) = pictures(vehicle)
    assert not one.is_excluded
    assert one.published is not None


def test_a_car_taken_for_papers_is_one_click_from_its_picture(
    all_papers: None, vehicle: Vehicle, photo: Photo, work: Work
) -> None:
    studio.set_kind(through_the_studio(photo, work), "exterior")
    work()

    assert pictures(vehicle)[0].is_composite
    assert published(vehicle)


def test_what_its_seller_once_called_a_document_stays_out_until_they_show_it(
    vehicle: Vehicle, photo: Photo, work: Work
) -> None:
    studio.set_kind(through_the_studio(photo, work), "document")
    studio.set_kind(Photo.objects.get(pk=photo.pk), "detail")

    assert published(vehicle) == []


@pytest.mark.parametrize(("seen", "kind"), [(PAPERS, "document"), (NO_CAR, "interior")])
def test_only_photos_that_may_show_a_car_are_sent_to_be_cut_out(
    settings: Any, photo: Photo, work: Work, seen: Any, kind: str
) -> None:
    settings.ENGINES = FAKE_ENGINES | seen | UNASKED

    assert through_the_studio(photo, work).kind == kind
    assert processed(photo.dealership, photo).kind == kind


def test_where_its_seller_says_it_shows_the_car_it_is_cut_out_once(
    settings: Any, vehicle: Vehicle, photo: Photo, work: Work
) -> None:
    settings.ENGINES = FAKE_ENGINES | NO_CAR
    spared = through_the_studio(photo, work)

    for _twice in range(2):
        studio.set_kind(spared, "exterior")
        work()

    assert pictures(vehicle)[0].is_composite
    assert [cutout.is_spared for cutout in Cutout.objects.order_by("pk")] == [True, False]


def test_what_a_person_said_stays(all_papers: None, vehicle: Vehicle, photo: Photo, work: Work) -> None:
    studio.set_kind(photo, "detail")

    done = through_the_studio(photo, work)

    assert (done.kind, done.excluded_at) == ("detail", None)


def test_the_api_tells_a_document_and_sets_it_in_no_scene(all_papers: None, garage: Any, photo: Photo) -> None:
    run = processed(garage, photo)

    assert (run.kind, run.background) == ("document", "")


def test_without_its_weights_kinds_are_guessed_as_before(
    without_weights: None, garage: Any, vehicle: Vehicle, photo: Photo, work: Work
) -> None:
    assert processed(garage, photo).kind == "exterior"
    assert through_the_studio(photo, work).kind == "exterior"
    assert pictures(vehicle)[0].is_composite


def test_who_runs_the_site_hears_of_missing_weights(without_weights: None) -> None:
    (warning,) = [one for one in run_checks(include_deployment_checks=True) if one.id == "imaging.W001"]
    assert "make setup" in warning.msg


def processed(garage: Any, photo: Photo) -> ProcessedPhoto:
    run = ProcessedPhoto(
        dealership=garage, work=ProcessedPhoto.Work.PROCESS, background="showroom", upload=photo.image.name
    )
    assert isinstance(run, PassingRun)
    run.save()
    run.perform()
    run.refresh_from_db()
    assert run.status == Run.Status.DONE, run.error
    return run
