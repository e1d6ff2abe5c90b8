"""The particulars: saved, checked, kept when wrong, and not lost to another browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Dealership
from plates.models import PlateReading
from vehicles.models import Photo, Vehicle

ENGLISH = {"Accept-Language": "en"}


def page_of(vehicle: Vehicle) -> str:
    return reverse("wizard_plate", args=[vehicle.pk])


def fields(vehicle: Vehicle, **changes: Any) -> dict[str, Any]:
    """What the form sends for the car as it stands, but for the changes."""
    names = [
        *("plate", "plate_country", "make", "model", "version", "first_registration_month", "first_registration_year"),
        *(
            "vin",
            "mileage_km",
            "owners_count",
            "condition_notes",
            "fuel",
            "gearbox",
            "power_hp",
            "fiscal_power",
            "body",
        ),
        *("color", "doors", "seats", "options", "revision"),
    ]
    return {name: getattr(vehicle, name) if getattr(vehicle, name) is not None else "" for name in names} | changes


def test_it_shows_the_particulars(client: Client, vehicle: Vehicle) -> None:
    text = client.get(page_of(vehicle)).text
    assert 'value="AB-123-CD"' in text
    assert 'value="Peugeot"' in text
    assert 'value="42000"' in text


def test_it_saves_and_goes_on_to_the_photos(client: Client, vehicle: Vehicle) -> None:
    changes = {
        "plate": "ef 456 gh",
        "make": "CITROEN",
        "model": "c3",
        "mileage_km": "51 500 km",
        "inspection_date": "2026-01-15",
    }
    response = client.post(page_of(vehicle), fields(vehicle, **changes))
    assert response["Location"] == reverse("wizard_photos", args=[vehicle.pk])
    vehicle.refresh_from_db()
    assert (vehicle.plate, vehicle.plate_country) == ("EF-456-GH", "FR")
    assert (vehicle.make, vehicle.model) == ("Citroën", "C3")
    assert vehicle.mileage_km == 51_500
    assert vehicle.sources == {
        "plate": "hand", "make": "hand", "model": "hand", "mileage_km": "hand", "inspection_date": "hand"
    }  # fmt: skip


def test_saving_may_stay_on_the_page(client: Client, vehicle: Vehicle) -> None:
    assert client.post(page_of(vehicle), fields(vehicle, stay="1"))["Location"] == page_of(vehicle)


def test_htmx_is_sent_on_by_a_header(client: Client, vehicle: Vehicle) -> None:
    response = client.post(page_of(vehicle), fields(vehicle), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == reverse("wizard_photos", args=[vehicle.pk])


BAD = [
    ("mileage_km", "-5", "The mileage cannot be negative."),
    ("mileage_km", "9,999,999", "Enter at most 2,000,000 km."),
    ("mileage_km", "many", "Enter a whole number, in figures."),
    ("first_registration_year", str(timezone.localdate().year + 1), "This year is in the future."),
    ("first_registration_year", "1815", "Enter a year from 1900 on."),
    ("first_registration_month", "13", "Choose a month from January to December."),
    ("vin", "NONSENSE", "A VIN has 17 capitals and digits, and never I, O or Q. This one has 8 characters."),
    ("plate", "hello world", "This does not look like a plate."),
    ("plate", "AI-123-BC", "French plates never use the letters I, O and U."),
    ("inspection_date", "2999-01-01", "This date is in the future"),
    ("fuel", "coal", "Select a valid choice."),
    ("doors", "40", "Enter at most 7 doors."),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad[0]}={bad[1]}")
@pytest.mark.parametrize("headers", [ENGLISH, {**ENGLISH, "HX-Request": "true"}], ids=["page", "fragment"])
def test_bad_input_gets_a_message_at_its_field_and_loses_nothing(
    client: Client, vehicle: Vehicle, bad: tuple[str, str, str], headers: dict[str, str]
) -> None:
    name, value, message = bad
    sent = fields(vehicle, version="typed just now", **{name: value})
    response = client.post(page_of(vehicle), sent, headers=headers)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [name]
    assert message in errors[name][0]
    assert 'value="typed just now"' in response.text
    vehicle.refresh_from_db()
    assert vehicle.version == "1.2 PureTech 100 Allure"


def test_a_month_later_this_year_is_in_the_future(client: Client, vehicle: Vehicle) -> None:
    today = timezone.localdate()
    if today.month == 12:
        pytest.skip("December has no later month")
    sent = fields(vehicle, first_registration_year=today.year, first_registration_month=12)
    response = client.post(page_of(vehicle), sent, headers=ENGLISH)
    assert response.context["form"].errors == {"first_registration_month": ["This month is in the future."]}


def test_a_wrong_check_digit_is_a_warning_not_an_error(client: Client, vehicle: Vehicle) -> None:
    response = client.post(page_of(vehicle), fields(vehicle, vin="VF3CCHMZ6FT123456"))
    assert response.status_code == 302
    page = client.get(page_of(vehicle), headers=ENGLISH).text
    assert "The check digit does not fit" in page
    assert "Peugeot, France" in page


def test_the_vin_fills_in_what_is_missing_and_says_so(client: Client, vehicle: Vehicle) -> None:
    sent = fields(vehicle, make="", model="", first_registration_year="", vin="1hgcm 82633a 004352")
    response = client.post(page_of(vehicle), sent)
    assert response["Location"] == page_of(vehicle)
    vehicle.refresh_from_db()
    assert (vehicle.vin, vehicle.make, vehicle.first_registration_year) == ("1HGCM82633A004352", "Honda", 2003)
    assert vehicle.sources["make"] == vehicle.sources["first_registration_year"] == "vin"
    assert "From the VIN" in client.get(page_of(vehicle), headers=ENGLISH).text


def test_the_vin_never_overwrites_what_was_typed(client: Client, vehicle: Vehicle) -> None:
    client.post(page_of(vehicle), fields(vehicle, vin="1HGCM82633A004352"))
    vehicle.refresh_from_db()
    assert (vehicle.make, vehicle.first_registration_year) == ("Peugeot", 2021)


def test_a_foreign_plate_needs_its_country_when_it_looks_like_a_slip(client: Client, vehicle: Vehicle) -> None:
    assert client.post(page_of(vehicle), fields(vehicle, plate="RK857AI", plate_country="")).status_code == 422
    client.post(page_of(vehicle), fields(vehicle, plate="RK857AI", plate_country="SK"))
    vehicle.refresh_from_db()
    assert (vehicle.plate, vehicle.plate_country) == ("RK-857AI", "SK")


def test_an_unknown_country_takes_any_plate(client: Client, vehicle: Vehicle) -> None:
    client.post(page_of(vehicle), fields(vehicle, plate="dubai 7", plate_country="ZZ"))
    vehicle.refresh_from_db()
    assert (vehicle.plate, vehicle.plate_country) == ("DUBAI 7", "ZZ")


def test_another_candidate_is_one_click_away(
    client: Client, vehicle: Vehicle, photo: Photo, garage: Dealership
) -> None:
    PlateReading.objects.create(
        dealership=garage, photo=photo, status="done", text="AB-123-CD", confidence=0.6,
        candidates=[{"text": "AB-128-CD", "confidence": 0.2}], crop="x.webp",
    )  # fmt: skip
    assert 'value="AB-128-CD"' in client.get(page_of(vehicle)).text
    client.post(page_of(vehicle), fields(vehicle, use_plate="AB-128-CD"))
    vehicle.refresh_from_db()
    assert vehicle.plate == "AB-128-CD"
    assert vehicle.sources["plate"] == "plate"


def test_two_browsers_editing_one_car_lose_nothing(client: Client, vehicle: Vehicle) -> None:
    seen = fields(vehicle)
    client.post(page_of(vehicle), seen | {"mileage_km": "43000"})
    late = client.post(page_of(vehicle), seen | {"mileage_km": "44000"}, headers=ENGLISH)
    assert late.status_code == 409
    (difference,) = late.context["form"].differences
    assert (difference.label, difference.mine, difference.theirs) == ("Mileage", "44000", "43000")
    vehicle.refresh_from_db()
    assert vehicle.mileage_km == 43_000
    assert 'value="44000"' in late.text
    client.post(page_of(vehicle), seen | {"mileage_km": "44000", "revision": vehicle.revision})
    vehicle.refresh_from_db()
    assert vehicle.mileage_km == 44_000


def test_sending_the_form_twice_is_harmless(client: Client, vehicle: Vehicle) -> None:
    sent = fields(vehicle, mileage_km="43000")
    answers = [client.post(page_of(vehicle), sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    vehicle.refresh_from_db()
    assert (vehicle.mileage_km, vehicle.revision) == (43_000, 1)


def test_a_stranger_gets_404(stranger: Client, vehicle: Vehicle) -> None:
    assert stranger.get(page_of(vehicle)).status_code == 404
    assert stranger.post(page_of(vehicle), fields(vehicle)).status_code == 404
    assert stranger.get(reverse("plate_proposal", args=[vehicle.pk])).status_code == 404
    assert stranger.post(reverse("readings_retry", args=[vehicle.pk])).status_code == 404


def test_a_viewer_sees_but_cannot_change(viewer: Client, vehicle: Vehicle) -> None:
    page = viewer.get(page_of(vehicle))
    assert page.status_code == 200
    assert 'type="file"' not in page.text
    assert viewer.post(page_of(vehicle), fields(vehicle, make="Dacia")).status_code == 403
    vehicle.refresh_from_db()
    assert vehicle.make == "Peugeot"


def test_models_of_a_make_complete(client: Client) -> None:
    text = client.get(reverse("model_names"), {"make": "peugeot"}).text
    assert 'value="208"' in text
    assert "Clio" not in text


def test_a_name_is_looked_up_in_the_catalogue_as_it_is_typed(client: Client) -> None:
    def said(**typed: str) -> str:
        return client.get(reverse("car_check"), typed, headers=ENGLISH).text

    clio = said(make="renault", model="clio", first_registration_year="2021", version="1.0 TCe 91 ch Evolution")
    assert "<strong>V</strong>" in clio
    assert "91 hp" in clio
    assert "finish Evolution" in clio
    assert 'value="make:Renault"' in said(make="Renaud", model="Clio")
    assert 'value="model:Clio"' in said(make="Renault", model="Cliio")
    assert "No Peugeot 208 was new in that year" in said(make="Peugeot", model="208", first_registration_year="1999")
    assert "<p" not in said(make="<script>", model="x" * 5000, first_registration_year="²")


def test_a_name_the_catalogue_proposes_can_be_taken_without_script(client: Client, vehicle: Vehicle) -> None:
    response = client.post(page_of(vehicle), fields(vehicle, make="Peugot", correct="make:Peugeot"))
    assert response["Location"] == page_of(vehicle)
    vehicle.refresh_from_db()
    assert vehicle.make == "Peugeot"


def test_the_name_of_the_car_fills_in_what_is_blank(client: Client, vehicle: Vehicle) -> None:
    typed = {
        "model": "3008",
        "version": "1.5 BlueHDi 130 ch EAT8",
        "fuel": "",
        "gearbox": "",
        "power_hp": "136",
        "body": "",
    }
    client.post(page_of(vehicle), fields(vehicle, **typed))
    vehicle.refresh_from_db()
    assert (vehicle.fuel, vehicle.gearbox, vehicle.body) == ("diesel", "automatic", "suv")
    assert vehicle.power_hp == 136
    assert vehicle.sources["fuel"] == "version"
    assert vehicle.sources["body"] == "catalogue"
    assert "From the version" in client.get(page_of(vehicle), headers=ENGLISH).text
    client.post(page_of(vehicle), fields(vehicle, fuel=""))
    vehicle.refresh_from_db()
    assert vehicle.fuel == ""


def test_a_vin_is_checked_as_it_is_typed(client: Client) -> None:
    text = client.get(reverse("vin_check"), {"vin": "1M8GDM9AXKP042788"}, headers=ENGLISH).text
    assert "1989" in text
    assert "check digit" not in text
    assert "never I, O or Q" in client.get(reverse("vin_check"), {"vin": "XYZ"}, headers=ENGLISH).text


def test_the_number_of_queries_does_not_grow_with_the_photos(
    client: Client, vehicle: Vehicle, garage: Dealership, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        photo = Photo.objects.create(
            dealership=garage, vehicle=vehicle, width=1, height=1, sha256=f"{number:064}", image="a", thumbnail="b"
        )
        PlateReading.objects.create(
            dealership=garage, photo=photo, status="done", text="AB-123-CD", confidence=0.9, crop="c"
        )
    with django_assert_max_num_queries(14):
        client.get(page_of(vehicle))
