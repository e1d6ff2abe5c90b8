"""What a dealership shows on hidden plates: chosen, seen at once, and drawn into what is published."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image, PngImagePlugin

from accounts.models import Dealership, User
from imaging import studio
from imaging.gallery import picture, published
from imaging.models import Composite, Redraw
from imaging.recipes import Recipe
from keroxio.runs import Run
from plates.reading import request_readings
from tests.conftest import picture as even_picture
from tests.conftest import upload
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]
Browser = Callable[[User], Client]
ENGLISH = {"Accept-Language": "en"}
URL, PREVIEW = "/dealership/cover/", "/dealership/cover/preview/"
BLUE = {"plate_cover": "solid", "plate_cover_colour": "#1d4ed8", "mask_faces": "on"}


@pytest.fixture
def owner(alice: User, as_user: Browser) -> Client:
    return as_user(alice)


@pytest.fixture
def done(photo: Photo, work: Work) -> Photo:
    """A close-up, which is published as it was taken but for what is hidden."""
    studio.set_kind(photo, "detail")
    request_readings([photo])
    work()
    photo.refresh_from_db()
    return photo


def logo(size: tuple[int, int] = (200, 80), format: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    drawn = Image.new("RGBA", size, (200, 30, 30, 255))
    (drawn if format == "PNG" else drawn.convert("RGB")).save(buffer, format, **options)
    return buffer.getvalue()


def test_the_default_recipe_is_what_it_was() -> None:
    """Pictures made before there was a choice are not made again."""
    quad = [[1.0, 2.0], [3.0, 2.0], [3.0, 4.0], [1.0, 4.0]]
    before = "8a938bc2517e41dc4db6eda0841893cd8ab0efbb673f8d6165f1206440832a05"
    assert Recipe(7, "loft", [quad]).key == Recipe(7, "loft", [quad], [], {}, {}).key == before
    assert Recipe(7, "loft", [quad], [], {"style": "solid"}).key != before
    assert Recipe(7, "loft", [quad], [quad]).key != before
    assert Recipe(7, "loft", [quad], finish={"scale": 1}).key != before
    plain = Recipe(7, "loft").key
    assert Recipe(7, "loft", cover={"style": "solid"}).key == plain, "no plate, nothing to cover"
    assert Recipe(7, "loft", finish={"scale": 1}).key != plain


def test_changing_the_cover_redraws_what_is_published(owner: Client, done: Photo, work: Work) -> None:
    before = published(done.vehicle)[0].published
    assert owner.post(URL, BLUE)["Location"] == URL
    assert [type(run).__name__ for run in work()] == ["Redraw", "Composite"]
    (after,) = published(Vehicle.objects.get(pk=done.vehicle_id))
    assert after.published != before
    assert isinstance(after.published, Composite)
    assert after.published.cover == {"style": "solid", "colour": "#1d4ed8"}
    owner.post(URL, BLUE)
    assert [type(run).__name__ for run in work()] == ["Redraw"], "nothing is made twice"


def test_the_plate_has_the_colour_chosen(owner: Client, done: Photo, work: Work) -> None:
    owner.post(URL, BLUE)
    work()
    (one,) = published(Vehicle.objects.get(pk=done.vehicle_id))
    assert one.file is not None
    with one.file.open("rb") as file, Image.open(file) as image:
        red, green, blue = image.getpixel((image.width // 2, int(image.height * 0.73)))  # type: ignore[misc]
    assert blue > 1.5 * green > 1.5 * red


def test_a_logo_is_drawn_anew_and_named_by_what_it_covers(owner: Client, done: Photo, work: Work) -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "secret")
    owner.post(URL, BLUE | {"plate_cover": "logo", "logo": upload(logo(pnginfo=note), "logo.png")})
    work()
    garage = Dealership.objects.get(pk=done.dealership_id)
    with garage.plate_logo.open("rb") as file:
        content = file.read()
    assert b"secret" not in content
    first = picture(done).finished_original
    assert first is not None
    assert first.cover["logo"] == str(garage.plate_logo)
    owner.post(URL, BLUE | {"plate_cover": "logo", "logo": upload(logo((90, 90)), "logo.png")})
    work()
    second = picture(done).finished_original
    assert second is not None
    assert second.cover["logo"] != first.cover["logo"], "another logo makes other pictures"
    assert garage.plate_logo.storage.exists(first.cover["logo"]), "what was made with the first can be made again"


def test_without_a_new_file_the_logo_stays(owner: Client, garage: Dealership) -> None:
    owner.post(URL, BLUE | {"plate_cover": "logo", "logo": upload(logo(), "logo.png")})
    garage.refresh_from_db()
    kept = str(garage.plate_logo)
    assert owner.post(URL, BLUE | {"plate_cover": "logo"}).status_code == 302
    garage.refresh_from_db()
    assert str(garage.plate_logo) == kept


def test_the_name_is_kept_as_it_was_when_chosen(owner: Client, garage: Dealership, done: Photo, work: Work) -> None:
    assert b"Garage du Lac" in owner.get(URL).content
    owner.post(URL, BLUE | {"plate_cover": "name", "plate_cover_text": "Garage du Lac"})
    work()
    Dealership.objects.filter(pk=garage.pk).update(name="Garage des Alpes")
    assert published(Vehicle.objects.get(pk=done.vehicle_id)), "a new name on the sign takes no picture away"


WRONG = [
    ({"plate_cover": "logo"}, "logo"),
    ({"plate_cover": "name", "plate_cover_text": " "}, "plate_cover_text"),
    ({"plate_cover": "name", "plate_cover_text": "x" * 41}, "plate_cover_text"),
    ({"plate_cover": "glitter"}, "plate_cover"),
    ({"plate_cover_colour": "red"}, "plate_cover_colour"),
    ({"plate_cover_colour": "#12345"}, "plate_cover_colour"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_a_wrong_choice_is_told_at_its_field(owner: Client, garage: Dealership, change: Any, field: str) -> None:
    answer = owner.post(URL, BLUE | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    garage.refresh_from_db()
    assert garage.plate_cover == "blur"
    assert not Redraw.objects.exists()
    assert owner.post(PREVIEW, BLUE | change).status_code == 422


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload='alert(1)'/>",
        b"GIF89a" + b"\0" * 100,
        logo()[:60],
        logo((8, 8)),
        logo((6000, 5000)),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    ],
    ids=["empty", "SVG", "GIF", "cut off", "tiny", "too many pixels", "damaged"],
)
def test_a_file_that_is_no_logo_is_refused(owner: Client, garage: Dealership, content: bytes) -> None:
    answer = owner.post(URL, BLUE | {"plate_cover": "logo", "logo": upload(content, "logo.png")})
    assert answer.status_code == 422
    assert answer.context["form"].errors["logo"]
    garage.refresh_from_db()
    assert not garage.plate_logo


def test_a_transparent_logo_is_refused(owner: Client) -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (100, 100)).save(buffer, "PNG")
    answer = owner.post(
        URL, BLUE | {"plate_cover": "logo", "logo": upload(buffer.getvalue(), "l.png")}, headers=ENGLISH
    )
    assert "transparent" in str(answer.context["form"].errors["logo"])


@pytest.mark.parametrize("format", ["JPEG", "WEBP"])
def test_other_formats_become_png(owner: Client, garage: Dealership, format: str) -> None:
    owner.post(URL, BLUE | {"plate_cover": "logo", "logo": upload(logo(format=format), "logo")})
    garage.refresh_from_db()
    with garage.plate_logo.open("rb") as file, Image.open(file) as image:
        assert (image.format, image.mode) == ("PNG", "RGBA")


def test_the_preview_shows_a_choice_before_it_is_saved(owner: Client, garage: Dealership) -> None:
    blurred = owner.get(PREVIEW).content
    solid = owner.post(PREVIEW, BLUE)
    shown = owner.post(PREVIEW, BLUE | {"plate_cover": "logo", "logo": upload(logo(), "logo.png")})
    assert solid["Content-Type"] == "image/webp"
    assert len({blurred, solid.content, shown.content}) == 3
    garage.refresh_from_db()
    assert (garage.plate_cover, bool(garage.plate_logo)) == ("blur", False)


def test_a_lost_logo_is_told(owner: Client, garage: Dealership, done: Photo, work: Work) -> None:
    owner.post(URL, BLUE | {"plate_cover": "logo", "logo": upload(logo(), "logo.png")})
    garage.refresh_from_db()
    garage.plate_logo.storage.delete(str(garage.plate_logo))
    assert owner.get(PREVIEW).status_code == 422
    work()
    one = picture(done)
    assert one.has_failed
    assert one.published is None


def test_others_see_the_choice_and_cannot_change_it(client: Client, viewer: Client, garage: Dealership) -> None:
    for browser in (client, viewer):
        assert browser.get(URL).status_code == 200
        assert browser.post(URL, BLUE).status_code == 403
    garage.refresh_from_db()
    assert garage.plate_cover == "blur"
    assert Client().get(URL).status_code == 302


def test_a_change_touches_ones_own_cars_only(owner: Client, charlie: User, work: Work) -> None:
    theirs = Vehicle.objects.create(dealership=charlie.dealerships.get())
    request_readings([add_photo(theirs, upload(even_picture()))])
    work()
    owner.post(URL, BLUE)
    assert [type(run).__name__ for run in work()] == ["Redraw"]


def test_many_photos_are_redrawn_some_at_a_time(
    owner: Client, vehicle: Vehicle, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "REDRAWN_AT_ONCE", 2)
    for color in ("red", "green", "blue"):
        add_photo(vehicle, upload(even_picture(color=color), color))
    owner.post(URL, BLUE)
    names = [type(run).__name__ for run in work()]
    assert names.count("Redraw") == 2


def faces_found(settings: Any) -> None:
    settings.ENGINES = settings.ENGINES | {"faces": {"ENGINE": "tests.imaging.test_covers.OneFace"}}


class OneFace:
    name = "one"

    def find(self, photo: Any) -> Any:
        return (((10.0, 10.0), (90.0, 10.0), (90.0, 120.0), (10.0, 120.0)),)


def test_faces_are_blurred_unless_the_dealership_shows_them(
    owner: Client, settings: Any, photo: Photo, work: Work
) -> None:
    faces_found(settings)
    studio.set_kind(photo, "detail")
    request_readings([photo])
    work()
    assert published(photo.vehicle)[0].hides_faces
    owner.post(URL, {"plate_cover": "blur", "plate_cover_colour": "#ffffff"})
    work()
    (one,) = published(Vehicle.objects.get(pk=photo.vehicle_id))
    assert not one.hides_faces
    assert one.hides_plates


def test_a_photo_with_a_face_and_no_plate_is_not_published_before_it_is_blurred(
    settings: Any, vehicle: Vehicle, work: Work
) -> None:
    faces_found(settings)
    seats = add_photo(vehicle, upload(even_picture()))
    (reading,) = request_readings([seats])
    reading.perform()
    assert published(vehicle) == []
    work()
    (one,) = published(vehicle)
    assert one.published != seats
    assert one.hides_faces
    assert not one.hides_plates
