"""What is wrong with a photo is told before anything costly is done, and a person has the last word."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFilter

from imaging import studio
from imaging.gallery import picture, pictures, published
from imaging.gate import Shot, Verdict, twins, verdict_on
from imaging.models import Cutout
from keroxio.runs import Run
from plates.models import PlateReading
from plates.reading import request_readings
from tests.conftest import SAMPLES, upload
from vehicles.intake import add_photo
from vehicles.measuring import Measures
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]
ENGLISH = {"Accept-Language": "en"}


def sample(name: str = "blue_front_left") -> Image.Image:
    with Image.open(SAMPLES / f"{name}.jpg") as image:
        return image.convert("RGB").resize((1008, 756))


def lit(photo: Image.Image, gain: float) -> Image.Image:
    return photo.point(lambda level: min(255, int(level * gain)))


def with_sun_on_it(photo: Image.Image) -> Image.Image:
    """A burnt-out spot in the middle of the car."""
    pixels = np.asarray(photo).astype(float)
    rows, columns = np.mgrid[: photo.height, : photo.width]
    far = np.hypot(rows - photo.height * 0.55, columns - photo.width * 0.5) / photo.width
    return Image.fromarray(np.where((far < 0.2)[..., None], 255, pixels).astype(np.uint8))


def on_white(photo: Image.Image) -> Image.Image:
    """What a transparent PNG becomes."""
    canvas = Image.new("RGB", photo.size, "white")
    box = (photo.width // 6, photo.height // 4, photo.width * 5 // 6, photo.height * 3 // 4)
    canvas.paste(photo.crop(box), box)
    return canvas


def jpeg(photo: Image.Image, quality: int = 90) -> bytes:
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def add(vehicle: Vehicle, photo: Image.Image, name: str = "photo.jpg") -> Photo:
    added = add_photo(vehicle, upload(jpeg(photo), name))
    request_readings([added])
    return added


def shot(photo: Image.Image, key: int = 1, **options: Any) -> Shot:
    measures = Measures.of(photo)
    return Shot(key, measures.as_dict() if measures else {}, max(photo.size), **options)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda photo: photo, None),
        (on_white, None),
        (lambda photo: photo.filter(ImageFilter.GaussianBlur(3)), Verdict.BLURRED),
        (lambda photo: lit(photo, 0.2), Verdict.DARK),
        (with_sun_on_it, Verdict.GLARE),
        (lambda photo: photo.resize((320, 240)), Verdict.SMALL),
        (lambda photo: Image.new("RGB", photo.size, "black"), None),
    ],
)
def test_it_tells_what_is_wrong(change: Callable[[Image.Image], Image.Image], expected: Verdict | None) -> None:
    assert verdict_on(shot(change(sample()))) == expected


def test_a_shaken_camera_is_told_in_whatever_direction_it_moved() -> None:
    photo = sample()
    for line in ([0] * 10 + [1] * 5 + [0] * 10, [0, 0, 1, 0, 0] * 5):
        shaken = photo
        for _again in range(3):
            shaken = shaken.filter(ImageFilter.Kernel((5, 5), line, sum(line)))
        assert verdict_on(shot(shaken)) == Verdict.BLURRED


def test_the_sharpest_of_a_series_stands_for_the_others() -> None:
    photo = sample()
    width, height = photo.size
    moved = photo.crop((12, 8, width - 6, height - 10))
    soft = photo.filter(ImageFilter.GaussianBlur(1))

    series = [shot(soft, 1), shot(photo, 2), shot(moved, 3), shot(sample("blue_rear"), 4)]

    best = twins(series)
    assert set(best) == {1, 3} or set(best) == {1, 2}
    assert len(set(best.values())) == 1
    assert 1 not in best.values()
    assert 1 not in twins([shot(soft, 1, overruled=frozenset({"duplicate"})), *series[1:]])


def test_a_bad_photo_is_read_but_not_cut_out(vehicle: Vehicle, work: Work) -> None:
    add(vehicle, sample().filter(ImageFilter.GaussianBlur(4)))
    work()

    (one,) = pictures(vehicle)

    assert one.verdict == Verdict.BLURRED
    assert PlateReading.objects.filter(status="done").count() == 1
    assert not Cutout.objects.exists()
    assert [shown.photo for shown in published(vehicle)] == [one.photo], "its original stays in the ad, plate hidden"
    assert one.hides_plates
    assert not one.is_working


def test_who_overrules_a_verdict_is_asked_no_more(client: Client, vehicle: Vehicle, work: Work) -> None:
    photo = add(vehicle, sample().filter(ImageFilter.GaussianBlur(4)))
    work()
    page = client.get(reverse("wizard_photos", args=[vehicle.pk]), headers=ENGLISH).content.decode()
    assert "Blurred" in page

    for _twice in range(2):
        client.post(reverse("photo_verdict", args=[photo.pk]))
    work()

    assert picture(photo).is_composite
    studio.retry(Photo.objects.get(pk=photo.pk))
    work()
    assert picture(photo).verdict is None
    assert Photo.objects.get(pk=photo.pk).overruled == ["blurred"]


def test_a_double_is_proposed_to_be_left_out(client: Client, vehicle: Vehicle, work: Work) -> None:
    best = add(vehicle, sample())
    double = add(vehicle, sample().crop((6, 4, 1002, 750)).filter(ImageFilter.GaussianBlur(0.6)), "double.jpg")
    work()
    assert picture(double).verdict == Verdict.DUPLICATE
    assert not Cutout.objects.filter(photo=double).exists()

    client.post(reverse("photo_exclusion", args=[double.pk]), {"excluded": "on"})

    assert [one.photo for one in published(vehicle)] == [best]
    assert {one.photo for one in pictures(vehicle)} == {best, double}


def test_the_double_takes_over_when_the_best_is_removed(vehicle: Vehicle, work: Work) -> None:
    best = add(vehicle, sample())
    double = add(vehicle, sample().filter(ImageFilter.GaussianBlur(0.6)), "double.jpg")
    work()

    studio.remove(best)
    work()

    assert picture(double).is_composite


def test_a_photo_left_out_is_published_nowhere_and_comes_back(client: Client, vehicle: Vehicle, work: Work) -> None:
    first = add(vehicle, sample(), "first.jpg")
    second = add(vehicle, sample("blue_rear"), "second.jpg")
    work()

    client.post(reverse("photo_exclusion", args=[first.pk]), {"excluded": "on"})
    assert [one.photo for one in published(vehicle)] == [second]
    assert [one.is_cover for one in pictures(vehicle)] == [False, True]

    client.post(reverse("photo_exclusion", args=[first.pk]), {})
    assert [one.photo for one in published(vehicle)] == [first, second]


def test_a_document_is_left_out_until_its_seller_says_otherwise(client: Client, vehicle: Vehicle, work: Work) -> None:
    paper = add(vehicle, sample())
    work()

    client.post(reverse("photo_kind", args=[paper.pk]), {"kind": "document"})
    assert published(vehicle) == []

    client.post(reverse("photo_exclusion", args=[paper.pk]), {})
    client.post(reverse("photo_kind", args=[paper.pk]), {"kind": "document"})
    work()
    assert len(published(vehicle)) == 1, "said once more, the same kind takes no decision back"


def test_one_bad_photo_holds_up_none_of_the_others(vehicle: Vehicle, work: Work) -> None:
    good = [add(vehicle, sample(name), f"{name}.jpg") for name in ("blue_front_left", "blue_rear", "blue_side_left")]
    lost = add(vehicle, sample("red_front_left"), "lost.jpg")
    lost.image.storage.delete(str(lost.image))
    work()

    shown = {one.photo.pk: one for one in pictures(vehicle)}
    assert all(shown[photo.pk].is_composite for photo in good)
    assert shown[lost.pk].has_failed
    assert {one.photo for one in published(vehicle)} == set(good)
