"""Step one with a registry: the panel under the plate, and what sources say beside the fields."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Dealership
from keroxio.runs import Run
from plates.looking_up import look_up
from plates.models import Lookup
from tests.conftest import FAKE_ENGINES
from tests.plates.test_wizard_plate import ENGLISH, fields, page_of
from vehicles.models import Vehicle
from vehicles.reporting import report

Work = Callable[[], list[Run]]
HTMX = {**ENGLISH, "HX-Request": "true"}


@pytest.fixture
def registry(settings: Any) -> None:
    settings.ENGINES = FAKE_ENGINES | {"registry": {"ENGINE": "plates.registries.fake.FakeRegistry"}}


@pytest.fixture
def blank(garage: Dealership) -> Vehicle:
    return Vehicle.objects.create(dealership=garage, plate="AB-123-CD", plate_country="FR")


def panel(client: Client, vehicle: Vehicle, **typed: str) -> str:
    return client.get(reverse("plate_lookup", args=[vehicle.pk]), typed, headers=HTMX).text


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def test_without_a_registry_the_form_says_how_to_go_on_and_has_no_dead_button(client: Client, vehicle: Vehicle) -> None:
    page = client.get(page_of(vehicle), headers=ENGLISH).text
    assert "Fill in the particulars from the registration certificate" in text_of(page)
    assert 'name="look_up"' not in page
    for box in ("A", "B", "D.1", "D.2", "D.3", "E", "P.2", "P.3", "P.6", "S.1"):
        assert f"</span>{box}</span></label>" in page, box


def test_the_button_looks_up_the_plate_as_it_is_typed(
    registry: None, client: Client, blank: Vehicle, work: Work
) -> None:
    assert "Look up the particulars" in panel(client, blank)
    started = client.post(
        reverse("lookup_start", args=[blank.pk]), {"plate": "ab 123 cd", "plate_country": ""}, headers=HTMX
    )
    assert "You can go on filling in." in started.text
    assert "load delay:1s" in started.text, "it asks for itself again"
    work()
    found = panel(client, blank)
    assert "Renault Clio 1.5 Blue dCi 115 Intens" in found
    assert "104 g CO₂/km" in found
    assert "load delay" not in found
    filled = json.loads(html.unescape(re.search('data-fill="([^"]+)"', found)[1]))  # type: ignore[index]
    assert (filled["make"], filled["power_hp"], filled["first_registration_month"]) == ("Renault", 116, 6)


def test_without_scripts_the_button_saves_what_is_typed_and_looks_up(
    registry: None, client: Client, blank: Vehicle, work: Work
) -> None:
    answer = client.post(page_of(blank), fields(blank, mileage_km="42000", look_up="1"))
    assert answer["Location"] == page_of(blank)
    work()
    blank.refresh_from_db()
    assert (blank.mileage_km, blank.make) == (42_000, "Renault")


def test_saving_the_plate_looks_it_up_by_itself_once(registry: None, client: Client, blank: Vehicle) -> None:
    Vehicle.objects.update(plate="")
    blank.refresh_from_db()
    client.post(page_of(blank), fields(blank, plate="AB123CD"))
    client.post(page_of(blank), fields(blank, plate="AB123CD", revision=1))
    assert Lookup.objects.get().plate == "AB-123-CD"


def test_a_plate_nobody_knows_is_said_with_what_to_do(
    registry: None, client: Client, blank: Vehicle, work: Work
) -> None:
    look_up(blank.dealership, "EF-456-GH", "FR")
    work()
    said = text_of(panel(client, blank, plate="EF-456-GH"))
    assert "knows no car with the plate EF-456-GH" in said
    assert "registration certificate" in said


def test_a_failure_is_said_with_a_way_to_try_again(registry: None, client: Client, blank: Vehicle) -> None:
    Lookup.objects.create(
        dealership=blank.dealership, plate="AB-123-CD", country="FR", status="failed", error="It is broken."
    )
    said = panel(client, blank)
    assert "It is broken." in said
    assert "You can go on without" in said
    assert "Try again" in said
    again = client.post(reverse("lookup_start", args=[blank.pk]), {"plate": "AB-123-CD"}, headers=HTMX)
    assert "You can go on filling in." in again.text
    assert Lookup.objects.get().status == "queued"


def test_a_service_that_is_down_blocks_nothing(registry: None, client: Client, blank: Vehicle) -> None:
    Lookup.objects.create(
        dealership=blank.dealership, plate="AB-123-CD", country="FR", status="queued", error="The service is silent."
    )
    assert "The service is silent." in panel(client, blank)
    saved = client.post(page_of(blank), fields(blank, make="Renault"))
    assert saved["Location"] == reverse("wizard_photos", args=[blank.pk])


def test_the_limit_is_said_in_the_panel(registry: None, client: Client, blank: Vehicle, settings: Any) -> None:
    settings.LOOKUPS_PER_MONTH = 1
    look_up(blank.dealership, "EF-456-GH", "FR")
    answer = client.post(reverse("lookup_start", args=[blank.pk]), {"plate": "AB-123-CD"}, headers=HTMX)
    assert answer.status_code == 422
    assert "look-ups are used up" in answer.text
    assert Lookup.objects.count() == 1


@pytest.mark.parametrize(
    ("plate", "said"),
    [("hello world", "does not look like a plate"), ("", "Enter a plate"), ("1-ABC-234", "cannot be looked up")],
)
def test_what_is_no_french_plate_is_not_asked_for(
    registry: None, client: Client, blank: Vehicle, plate: str, said: str
) -> None:
    answer = client.post(reverse("lookup_start", args=[blank.pk]), {"plate": plate}, headers=HTMX)
    assert answer.status_code == 422
    assert said in answer.text
    assert not Lookup.objects.exists()


def test_strangers_and_viewers(registry: None, stranger: Client, viewer: Client, vehicle: Vehicle) -> None:
    for name in ("plate_lookup", "lookup_start", "particulars_keep"):
        address = reverse(name, args=[vehicle.pk])
        send = stranger.get if name == "plate_lookup" else stranger.post
        assert send(address).status_code == 404
    assert viewer.get(reverse("plate_lookup", args=[vehicle.pk])).status_code == 200
    assert 'name="look_up"' not in viewer.get(page_of(vehicle)).text
    assert viewer.post(reverse("lookup_start", args=[vehicle.pk])).status_code == 403
    assert viewer.post(reverse("particulars_keep", args=[vehicle.pk])).status_code == 403
    assert not Lookup.objects.exists()


def test_a_look_up_that_ends_while_the_form_is_open_loses_nothing(
    registry: None, client: Client, blank: Vehicle, work: Work
) -> None:
    """The page was shown blank; the seller types a make while the registry fills in the rest."""
    shown = client.get(page_of(blank)).context["form"]
    sent = fields(blank, make="Dacia", blank=shown["blank"].value())
    look_up(blank.dealership, "AB-123-CD", "FR", vehicle=blank)
    work()
    assert client.post(page_of(blank), sent).status_code == 302
    blank.refresh_from_db()
    assert (blank.make, blank.sources["make"]) == ("Dacia", "hand")
    assert (blank.model, blank.sources["model"]) == ("Clio", "registry")


def test_a_field_emptied_on_purpose_stays_empty(registry: None, client: Client, blank: Vehicle, work: Work) -> None:
    look_up(blank.dealership, "AB-123-CD", "FR", vehicle=blank)
    work()
    blank.refresh_from_db()
    shown = client.get(page_of(blank)).context["form"]
    client.post(page_of(blank), fields(blank, version="", blank=shown["blank"].value()))
    client.get(page_of(blank))
    blank.refresh_from_db()
    assert blank.version == ""


@pytest.fixture
def disputed(vehicle: Vehicle) -> Vehicle:
    """The form says 100 hp and five seats; the registry says 110 and five."""
    report(vehicle, "registry", "AB-123-CD", {"power_hp": 110, "seats": 5, "fuel": "diesel"})
    vehicle.refresh_from_db()
    return vehicle


def test_what_a_source_says_otherwise_stands_beside_the_field(client: Client, disputed: Vehicle) -> None:
    page = client.get(page_of(disputed), headers=ENGLISH).text
    said = text_of(page)
    assert "Registration look-up: 110 hp Use Keep mine" in said
    assert "Registration look-up: Diesel" in said
    assert "Confirmed by the registration look-up" in said
    assert 'aria-label="Use 110 hp for: power (DIN)"' in page


def test_a_viewer_sees_it_without_buttons(viewer: Client, disputed: Vehicle) -> None:
    page = viewer.get(page_of(disputed), headers=ENGLISH).text
    assert "110" in page
    assert 'name="use"' not in page


def test_using_what_a_source_says_saves_the_rest_too(client: Client, disputed: Vehicle) -> None:
    answer = client.post(page_of(disputed), fields(disputed, mileage_km="43000", use="power_hp:registry"))
    assert answer["Location"] == page_of(disputed)
    disputed.refresh_from_db()
    assert (disputed.power_hp, disputed.sources["power_hp"], disputed.mileage_km) == (110, "registry", 43_000)
    assert "From the registration look-up" in client.get(page_of(disputed), headers=ENGLISH).text


def test_what_a_script_took_over_is_known_by_its_source(client: Client, disputed: Vehicle) -> None:
    sent = fields(disputed, power_hp="110", fuel="diesel", seats="4", used=" power_hp:registry seats:registry nonsense")
    client.post(page_of(disputed), sent)
    disputed.refresh_from_db()
    assert disputed.sources["power_hp"] == "registry"
    assert disputed.sources["fuel"] == "hand", "typed, though the same"
    assert disputed.sources["seats"] == "hand", "the registry says five"


@pytest.mark.parametrize(
    "choice", ["", "power_hp", "power_hp:vin", "price_eur:registry", "revision:registry", ":", "a:b:c"]
)
def test_a_choice_that_no_source_offers_changes_nothing(client: Client, disputed: Vehicle, choice: str) -> None:
    client.post(page_of(disputed), fields(disputed, use=choice, keep=choice))
    disputed.refresh_from_db()
    assert (disputed.power_hp, disputed.price_eur, disputed.decisions) == (100, None, {})


@pytest.mark.parametrize("scripts", [True, False])
def test_keeping_mine_is_remembered_until_the_source_changes(client: Client, disputed: Vehicle, scripts: bool) -> None:
    for _ in range(2):
        if scripts:
            kept = client.post(
                reverse("particulars_keep", args=[disputed.pk]), {"keep": "power_hp:registry"}, headers=HTMX
            )
            assert (kept.status_code, kept.content) == (200, b"")
        else:
            client.post(page_of(disputed), fields(disputed, keep="power_hp:registry"))
    assert "110 hp" not in client.get(page_of(disputed), headers=ENGLISH).text
    report(disputed, "registry", "AB-123-CD", {"power_hp": 115})
    assert "115 hp" in client.get(page_of(disputed), headers=ENGLISH).text


def test_the_vin_and_the_look_up_may_contradict_each_other(client: Client, blank: Vehicle) -> None:
    report(blank, "registry", "AB-123-CD", {"vin": "1HGCM82633A004352", "make": "Renault"})
    said = text_of(client.get(page_of(blank), headers=ENGLISH).text)
    assert "From the registration look-up VIN: Honda Use Keep mine" in said


def test_sources_that_say_the_same_ask_once(client: Client, vehicle: Vehicle) -> None:
    report(vehicle, "registry", "AB-123-CD", {"vin": "1HGCM82633A004352", "make": "HONDA"})
    said = text_of(client.get(page_of(vehicle), headers=ENGLISH).text)
    assert "Registration look-up, VIN: HONDA Use Keep mine" in said
    client.post(reverse("particulars_keep", args=[vehicle.pk]), {"keep": "make:registry,vin"}, headers=HTMX)
    assert "HONDA" not in client.get(page_of(vehicle), headers=ENGLISH).text


def test_another_plate_takes_out_what_was_looked_up_for_the_first(
    registry: None, client: Client, blank: Vehicle, work: Work
) -> None:
    look_up(blank.dealership, "AB-123-CD", "FR", vehicle=blank)
    work()
    blank.refresh_from_db()
    sent = fields(blank, plate="AB-128-CD", model="Clio IV")
    answer = client.post(page_of(blank), sent, follow=True, headers=ENGLISH)
    assert "looked up for the other plate is taken out" in answer.text
    blank.refresh_from_db()
    assert (blank.make, blank.power_hp, blank.vin) == ("", None, "")
    assert (blank.model, blank.sources["model"]) == ("Clio IV", "hand"), "what was typed stays"
    assert "registry" not in blank.reported


def test_power_may_be_given_in_kilowatts_as_on_the_certificate(client: Client, vehicle: Vehicle) -> None:
    client.post(page_of(vehicle), fields(vehicle, power_hp="81 kW"))
    vehicle.refresh_from_db()
    assert vehicle.power_hp == 110


def test_the_page_with_everything_asks_few_queries(
    registry: None, client: Client, disputed: Vehicle, work: Work, django_assert_max_num_queries: Any
) -> None:
    look_up(disputed.dealership, "AB-123-CD", "FR", vehicle=disputed)
    work()
    with django_assert_max_num_queries(15):
        client.get(page_of(disputed))
    with django_assert_max_num_queries(7):
        panel(client, disputed)
