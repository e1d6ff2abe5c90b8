"""From a plate's reading to the pictures that others may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from imaging import studio
from imaging.gallery import picture, pictures, published
from imaging.models import Composite, Cutout
from keroxio.runs import Run
from plates.reading import request_readings
from tests.conftest import FAKE_ENGINES, upload
from tests.conftest import picture as even_picture
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]


@pytest.fixture
def done(photo: Photo, work: Work) -> Photo:
    """A photo that has been through the whole studio."""
    request_readings([photo])
    work()
    photo.refresh_from_db()
    return photo


def confidence(settings: Any, value: float) -> None:
    settings.ENGINES = FAKE_ENGINES | {
        "cutout": {"ENGINE": "imaging.engines.fake.FakeRemover", "OPTIONS": {"confidence": value}}
    }


def opened(file: Any) -> Image.Image:
    with file.open("rb") as content, Image.open(content) as image:
        image.load()
    return image


def test_it_makes_the_composite_before_anyone_asks(photo: Photo, work: Work) -> None:
    request_readings([photo])

    assert [type(run).__name__ for run in work()] == ["PlateReading", "Cutout", "Composite"]

    one = picture(Photo.objects.get(pk=photo.pk))
    assert one.is_composite
    assert one.hides_plates
    assert one.run is None
    assert one.photo.kind == "exterior"
    assert one.photo.kind_is_guess
    assert opened(one.file).size == (640, 480)
    assert one.result is not None
    assert opened(one.result.display).size == (640, 480)
    assert opened(one.result.thumbnail).size == (400, 300)


def test_it_uses_the_usual_background_until_the_car_has_its_own(vehicle: Vehicle, done: Photo, work: Work) -> None:
    studio.apply_background(vehicle, "studio_dark")
    runs = work()

    assert [type(run).__name__ for run in runs] == ["Composite"]
    assert set(Composite.objects.values_list("background", flat=True)) == {"studio_grey", "studio_dark"}
    assert published(vehicle)[0].result == runs[0]


def test_it_makes_nothing_twice(vehicle: Vehicle, done: Photo, work: Work) -> None:
    for slug in ("loft", "loft", vehicle.dealership.default_background, "loft"):
        studio.apply_background(vehicle, slug)
    studio.prepare(done)

    assert len(work()) == 1
    assert Cutout.objects.count() == 1


def test_it_refuses_a_background_that_does_not_exist(vehicle: Vehicle) -> None:
    with pytest.raises(studio.UnknownBackground):
        studio.apply_background(vehicle, "moon")


def test_it_keeps_the_original_when_the_cut_out_is_doubtful(
    settings: Any, vehicle: Vehicle, photo: Photo, work: Work
) -> None:
    confidence(settings, 0.5)
    request_readings([photo])
    work()

    (one,) = pictures(vehicle)

    assert one.photo.shown == "original"
    assert "uncertain" in one.doubt or "incertain" in one.doubt
    assert one.has_result
    assert not one.is_composite
    assert one.hides_plates
    assert one.published == one.finished_original


def test_it_shows_a_doubtful_result_when_the_seller_says_so(
    settings: Any, vehicle: Vehicle, photo: Photo, work: Work
) -> None:
    confidence(settings, 0.5)
    request_readings([photo])
    work()

    studio.show(Photo.objects.get(pk=photo.pk), "result")

    assert pictures(vehicle)[0].is_composite


def test_it_shows_the_result_once_a_new_cut_out_is_sure(
    settings: Any, vehicle: Vehicle, photo: Photo, work: Work
) -> None:
    confidence(settings, 0.5)
    request_readings([photo])
    work()
    confidence(settings, 0.99)

    studio.retry(photo)
    work()

    assert pictures(vehicle)[0].is_composite
    assert not pictures(vehicle)[0].doubt


def test_it_leaves_interiors_alone(vehicle: Vehicle, work: Work) -> None:
    seats = add_photo(vehicle, upload(even_picture()))
    request_readings([seats])
    work()

    (one,) = pictures(vehicle)

    assert one.photo.kind == "interior"
    assert one.published == one.photo
    assert not Composite.objects.exists()


def test_it_hides_the_plate_on_a_photo_left_as_it_was_taken(vehicle: Vehicle, done: Photo, work: Work) -> None:
    studio.set_kind(done, "detail")
    work()

    (one,) = pictures(vehicle)

    assert not one.is_composite
    assert one.hides_plates
    masked, original = np.asarray(opened(one.file)), np.asarray(done.open_image())
    height, width = original.shape[:2]
    plate = (slice(int(height * 0.71), int(height * 0.75)), slice(int(width * 0.42), int(width * 0.58)))
    # Re-encoding changes a pixel by a little; hiding changes what is there.
    assert np.abs(masked[plate].astype(int) - original[plate]).mean() > 4
    assert np.abs(masked[:100].astype(int) - original[:100]).mean() < 4


def test_it_shows_plates_again_when_hiding_is_off(vehicle: Vehicle, done: Photo, work: Work) -> None:
    studio.hide_plates(vehicle, hidden=False)

    assert [type(run).__name__ for run in work()] == ["Composite"]
    assert not pictures(vehicle)[0].hides_plates

    studio.hide_plates(vehicle, hidden=True)

    assert work() == []
    assert pictures(vehicle)[0].hides_plates


def test_it_never_publishes_a_plate_that_is_not_hidden_yet(vehicle: Vehicle, done: Photo) -> None:
    studio.set_kind(done, "detail")

    assert published(vehicle) == []
    assert pictures(vehicle)[0].is_working


def test_it_waits_for_the_plate_before_anything_is_made(photo: Photo) -> None:
    request_readings([photo])

    studio.prepare(photo)

    assert not Cutout.objects.exists()


def test_it_cuts_out_what_a_person_calls_an_exterior(vehicle: Vehicle, done: Photo, work: Work) -> None:
    studio.set_kind(done, "interior")
    work()
    studio.set_kind(Photo.objects.get(pk=done.pk), "exterior")

    assert pictures(vehicle)[0].is_composite


def test_it_does_not_overrule_a_person_about_the_kind(photo: Photo, work: Work) -> None:
    studio.set_kind(photo, "detail")
    request_readings([photo])
    work()

    photo.refresh_from_db()
    assert (photo.kind, photo.kind_is_guess) == ("detail", False)


def test_it_hears_what_a_person_says_while_the_photo_is_being_cut_out(photo: Photo) -> None:
    studio.prepare(photo)
    cutout = Cutout.objects.select_related("photo").get()
    studio.set_kind(Photo.objects.get(pk=photo.pk), "detail")

    cutout.perform()

    photo.refresh_from_db()
    assert photo.kind == "detail"


def test_it_retries_what_failed(vehicle: Vehicle, photo: Photo, work: Work) -> None:
    with photo.image.open("rb") as file:
        content = file.read()
    photo.image.storage.delete(str(photo.image))
    request_readings([photo])
    work()
    failed = pictures(vehicle)[0].run
    assert failed
    assert (failed.status, bool(failed.error)) == ("failed", True)

    photo.image.storage.save(photo.image.name, upload(content))
    for _ in range(3):
        studio.retry(photo)
        studio.retry(photo)
        work()

    assert not pictures(vehicle)[0].has_failed
    assert pictures(vehicle)[0].is_composite
    assert pictures(vehicle)[0].hides_plates


def test_it_cuts_out_anew_when_asked_and_only_once(done: Photo, work: Work) -> None:
    studio.retry(done)
    studio.retry(done)
    work()

    assert Cutout.objects.count() == 2


def test_it_works_on_no_removed_photo(done: Photo, vehicle: Vehicle, work: Work) -> None:
    studio.remove(done)
    studio.remove(done)
    studio.apply_background(vehicle, "garage")

    assert work() == []
    assert pictures(vehicle) == []


def test_it_brings_a_removed_photo_back_in_the_new_background(done: Photo, vehicle: Vehicle, work: Work) -> None:
    studio.remove(done)
    studio.apply_background(vehicle, "garage")
    studio.restore(Photo.objects.get(pk=done.pk))
    studio.restore(Photo.objects.get(pk=done.pk))
    work()

    (one,) = pictures(vehicle)
    assert one.result is not None
    assert one.result.background == "garage"


def test_it_does_not_bring_back_a_photo_that_was_added_again(done: Photo, vehicle: Vehicle) -> None:
    studio.remove(done)
    with done.image.open("rb") as file:
        again = add_photo(vehicle, upload(file.read()))
    Photo.objects.filter(pk=again.pk).update(sha256=done.sha256)

    with pytest.raises(studio.CannotRestore):
        studio.restore(Photo.objects.get(pk=done.pk))


@pytest.mark.parametrize(
    ("which", "direction", "expected"),
    [(2, "first", "cab"), (0, "later", "bac"), (2, "earlier", "acb"), (0, "earlier", "abc"), (2, "later", "abc")],
)
def test_it_moves_photos(vehicle: Vehicle, which: int, direction: str, expected: str) -> None:
    photos = [add_photo(vehicle, upload(even_picture(color=color), color)) for color in ("red", "green", "blue")]
    letters = {photo.pk: letter for photo, letter in zip(photos, "abc", strict=True)}

    studio.move(photos[which], direction)

    shown = pictures(vehicle)
    assert "".join(letters[one.photo.pk] for one in shown) == expected
    assert [one.is_cover for one in shown] == [True, False, False]


def test_it_orders_by_the_list_and_ignores_strangers_ids(vehicle: Vehicle) -> None:
    photos = [add_photo(vehicle, upload(even_picture(color=color), color)) for color in ("red", "green", "blue")]

    studio.reorder(vehicle, [photos[2].pk, 999_999, photos[0].pk])

    assert [one.photo.name for one in pictures(vehicle)] == ["blue", "red", "green"]


def test_it_asks_the_database_the_same_however_many_photos(
    vehicle: Vehicle, work: Work, django_assert_num_queries: Any
) -> None:
    for color in ("red", "green", "blue", "white"):
        add_photo(vehicle, upload(even_picture(color=color), color))
    request_readings(vehicle.photos.all())
    work()

    with django_assert_num_queries(4):
        assert len(published(vehicle)) == 4


def test_a_photo_whose_plate_could_not_be_looked_for_is_not_published(done: Photo) -> None:
    done.plate_readings.update(status=Run.Status.FAILED)
    assert published(done.vehicle) == []

    studio.hide_plates(done.vehicle, hidden=False)

    assert [one.photo for one in published(done.vehicle)] == [done], "its seller has decided that plates may be seen"
