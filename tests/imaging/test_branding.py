"""Logo, banner, price and "sold" on pictures: chosen, seen at once, and never out of date."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Dealership, User
from imaging import studio
from imaging.branding import french_price
from imaging.gallery import pictures
from imaging.models import Composite
from imaging.overlays import Overlay, draw_over
from keroxio.runs import Run
from listings.publishing import mark_sold, mark_unsold
from plates.reading import request_readings
from pricing.repricing import apply
from tests.conftest import picture as even_picture
from tests.conftest import upload
from vehicles.intake import add_photo
from vehicles.models import Photo, Vehicle

Work = Callable[[], list[Run]]
Browser = Callable[[User], Client]
URL, PREVIEW = "/dealership/branding/", "/dealership/branding/preview/"
CHOICE = {
    "logo_on": "",
    "corner": "top_right",
    "banner": "Garage du Lac · 04 50 00 00 00",
    "banner_on": "all",
    "colour": "#0f766e",
    "price_on": "cover",
    "sold": "Vendu",
    "sold_on": "all",
}


@pytest.fixture
def owner(alice: User, as_user: Browser) -> Client:
    return as_user(alice)


@pytest.fixture
def done(photo: Photo, work: Work) -> Photo:
    """A close-up; nothing but what is hidden and drawn makes its picture."""
    studio.set_kind(photo, "detail")
    Vehicle.objects.update(price_eur=9_990)
    request_readings([photo])
    work()
    return Photo.objects.get()


def logo(color: str = "red") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", (200, 80), color).save(buffer, "PNG")
    return buffer.getvalue()


def shown(vehicle: Vehicle | int) -> list[dict[str, str]]:
    """What is drawn onto each published photo of the car, the first one first."""
    car = Vehicle.objects.select_related("dealership").get(pk=getattr(vehicle, "pk", vehicle))
    made = [one.published for one in pictures(car)]
    return [one.finish.get("branding", {}) if isinstance(one, Composite) else {} for one in made]


def test_a_choice_redraws_everything_and_nothing_twice(owner: Client, done: Photo, work: Work) -> None:
    assert owner.post(URL, CHOICE)["Location"] == URL
    assert {type(run).__name__ for run in work()} == {"Redraw", "Composite"}
    (parts,) = shown(done.vehicle_id)
    assert parts == {"banner": CHOICE["banner"], "colour": "#0f766e", "price": french_price(9_990)}
    owner.post(URL, CHOICE)
    assert [type(run).__name__ for run in work()] == ["Redraw"]


def test_the_banner_has_the_colour_chosen(owner: Client, done: Photo, work: Work) -> None:
    owner.post(URL, CHOICE)
    work()
    (one,) = pictures(done.vehicle)
    assert one.file is not None
    with one.file.open("rb") as file, Image.open(file) as image:
        red, green, blue = image.getpixel((8, image.height - 8))  # type: ignore[misc]
    assert np.allclose((red, green, blue), (0x0F, 0x76, 0x6E), atol=8)


def test_a_new_price_is_on_the_picture_however_it_was_stored(
    owner: Client, garage: Dealership, done: Photo, work: Work
) -> None:
    owner.post(URL, CHOICE)
    work()
    vehicle = Vehicle.objects.get()
    vehicle.price_eur = 9_490
    vehicle.save(update_fields=["price_eur"])
    work()
    assert shown(vehicle)[0]["price"] == french_price(9_490)
    apply(garage, {vehicle.pk: (9_490, 8_990)})
    assert french_price(9_490) not in str(shown(vehicle)), "not even before it is made again"
    work()
    assert shown(vehicle)[0]["price"] == french_price(8_990)


def test_a_sold_car_says_so_and_shows_no_price(owner: Client, done: Photo, work: Work) -> None:
    owner.post(URL, CHOICE)
    work()
    vehicle = Vehicle.objects.get()
    mark_sold(vehicle)
    work()
    (parts,) = shown(vehicle)
    assert parts["sold"] == "Vendu"
    assert "price" not in parts
    mark_unsold(Vehicle.objects.get())
    work()
    assert "sold" not in shown(vehicle)[0]


def test_the_price_goes_with_the_first_photo(owner: Client, done: Photo, work: Work) -> None:
    owner.post(URL, CHOICE)
    second = add_photo(done.vehicle, upload(even_picture()))
    studio.set_kind(second, "detail")
    request_readings([second])
    work()
    assert ["price" in parts for parts in shown(done.vehicle_id)] == [True, False]
    studio.move(second, "first")
    work()
    assert ["price" in parts for parts in shown(done.vehicle_id)] == [True, False]
    studio.remove(second)
    work()
    assert ["price" in parts for parts in shown(done.vehicle_id)] == [True]


def test_a_first_photo_that_arrives_late_takes_the_price(owner: Client, done: Photo, work: Work) -> None:
    owner.post(URL, CHOICE)
    work()
    Photo.objects.update(position=1)
    first = add_photo(done.vehicle, upload(even_picture()), place=0)
    studio.set_kind(first, "detail")
    request_readings([first])
    work()
    assert [one.photo for one in pictures(done.vehicle)] == [first, done]
    assert ["price" in parts for parts in shown(done.vehicle_id)] == [True, False]


def test_labels_for_the_outside_leave_close_ups_alone(owner: Client, done: Photo, work: Work) -> None:
    owner.post(URL, CHOICE | {"banner_on": "outside", "price_on": "outside", "sold_on": ""})
    work()
    assert shown(done.vehicle_id) == [{}]


def test_a_change_that_pictures_do_not_show_makes_none(owner: Client, done: Photo, work: Work) -> None:
    owner.post(URL, CHOICE)
    work()
    vehicle = Vehicle.objects.get()
    vehicle.mileage_km = 43_000
    vehicle.save()
    assert work() == []


def test_without_a_new_file_the_logo_stays(owner: Client, garage: Dealership, done: Photo, work: Work) -> None:
    owner.post(URL, CHOICE | {"logo_on": "all", "logo": upload(logo(), "logo.png")})
    garage.refresh_from_db()
    kept = garage.branding["logo"]
    owner.post(URL, CHOICE | {"logo_on": "all", "corner": "bottom_left"})
    garage.refresh_from_db()
    assert garage.branding["logo"] == kept
    work()
    assert shown(done.vehicle_id)[0]["logo"] == kept


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"logo_on": "all"}, "logo"),
        ({"logo_on": "all", "logo": b"no picture"}, "logo"),
        ({"banner": " "}, "banner"),
        ({"banner": "x" * 81}, "banner"),
        ({"banner": "☎ 04 50 00 00 00"}, "banner"),
        ({"sold": ""}, "sold"),
        ({"sold": "Vendu 🚗"}, "sold"),
        ({"colour": "red"}, "colour"),
        ({"price_on": "everywhere"}, "price_on"),
    ],
)
def test_a_wrong_choice_is_told_at_its_field(
    owner: Client, garage: Dealership, change: dict[str, object], field: str
) -> None:
    data = {name: upload(value) if isinstance(value, bytes) else value for name, value in (CHOICE | change).items()}
    answer = owner.post(URL, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    garage.refresh_from_db()
    assert garage.branding == {}


def test_the_preview_shows_a_choice_before_it_is_saved(owner: Client, garage: Dealership) -> None:
    before = owner.get(PREVIEW)
    after = owner.post(PREVIEW, CHOICE | {"logo_on": "all", "logo": upload(logo(), "logo.png")})
    assert before["Content-Type"] == after["Content-Type"] == "image/webp"
    assert before.content != after.content
    assert owner.post(PREVIEW, CHOICE | {"sold": ""}).status_code == 422
    garage.refresh_from_db()
    assert garage.branding == {}


def test_a_lost_logo_is_told(owner: Client, garage: Dealership, done: Photo, work: Work) -> None:
    owner.post(URL, CHOICE | {"logo_on": "all", "logo": upload(logo(), "logo.png")})
    garage.refresh_from_db()
    garage.plate_logo.storage.delete(garage.branding["logo"])
    assert owner.get(PREVIEW).status_code == 422
    work()
    (one,) = pictures(Vehicle.objects.get())
    assert one.has_failed
    assert one.published is None


def test_others_see_the_choice_and_cannot_change_it(client: Client, viewer: Client, garage: Dealership) -> None:
    for browser in (client, viewer):
        assert browser.get(URL).status_code == 200
        assert browser.post(URL, CHOICE).status_code == 403
    garage.refresh_from_db()
    assert garage.branding == {}


@pytest.mark.parametrize("size", [(2560, 1920), (400, 900), (64, 48)])
def test_long_words_stay_inside_pictures_of_any_shape(size: tuple[int, int]) -> None:
    plain = Image.new("RGB", size, "white")
    overlay = Overlay(
        logo=Image.new("RGBA", (900, 30), "red"),
        corner="bottom_left",
        banner="W" * 80,
        price="1 999 999 €",
        sold="W" * 20,
    )
    drawn = draw_over(plain, overlay)
    assert drawn.size == size
    assert drawn != plain
    assert plain.getextrema() == ((255, 255), (255, 255), (255, 255)), "the picture itself is left alone"


def test_a_car_sold_before_the_choice_is_labelled_too(owner: Client, done: Photo, work: Work) -> None:
    Vehicle.objects.update(sold_at=timezone.now())
    owner.post(URL, CHOICE)
    work()
    assert shown(done.vehicle_id)[0]["sold"] == "Vendu"
