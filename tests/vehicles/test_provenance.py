from __future__ import annotations

from typing import Any

import pytest

from vehicles.models import Vehicle
from vehicles.provenance import Agreement, Claim, agreement, claims, standing, with_report, without_report
from vehicles.reporting import keep_mine, report
from vehicles.vocabulary import Body, Color, Fuel, Gearbox
from vehicles.words import WORDS, choice_of

HONDA = "1HGCM82633A004352"


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "expected"),
    [
        ("make", "Citroën", "CITROEN", Agreement.SAME),
        ("make", "Citroën", "Peugeot", Agreement.DIFFERENT),
        ("power_hp", 110, 111, Agreement.COMPATIBLE),
        ("power_hp", 110, 130, Agreement.DIFFERENT),
        ("first_registration_year", 2019, 2018, Agreement.COMPATIBLE),
        ("first_registration_year", 2019, 2016, Agreement.DIFFERENT),
        ("seats", 5, 4, Agreement.DIFFERENT),
        ("body", "city", "sedan", Agreement.COMPATIBLE),
        ("color", "grey", "silver", Agreement.COMPATIBLE),
        ("version", "1.5 Blue dCi 115 Intens", "1.5 DCI BLUE", Agreement.COMPATIBLE),
        ("version", "1.2 PureTech", "1.5 dCi", Agreement.DIFFERENT),
        ("vin", "", HONDA, Agreement.DIFFERENT),
    ],
)
def test_when_two_sources_agree(field: str, ours: Any, theirs: Any, expected: Agreement) -> None:
    assert agreement(field, ours, theirs) is expected


def test_the_vin_speaks_for_itself() -> None:
    said = claims({}, HONDA)
    assert said == {"make": [Claim("vin", "Honda")], "first_registration_year": [Claim("vin", 2003)]}
    assert claims({}, "nonsense") == {}


def test_sources_come_in_a_fixed_order_and_a_new_report_replaces_the_old() -> None:
    reported = with_report({}, "stock", "line 3", {"make": "Renault", "model": ""})
    reported = with_report(reported, "registry", "AB-123-CD", {"make": "Dacia"})
    reported = with_report(reported, "registry", "AB-123-CD", {"make": "Peugeot"})
    assert claims(reported, "")["make"] == [Claim("registry", "Peugeot"), Claim("stock", "Renault")]
    assert "model" not in claims(reported, "")
    assert list(without_report(reported, "registry")) == ["stock"]


def test_a_standing_tells_who_agrees_and_who_does_not() -> None:
    said = [Claim("registry", "Honda"), Claim("vin", "Honda"), Claim("stock", "Acura")]
    shown = standing("make", "Honda", "registry", said)
    assert (shown.origin, shown.confirmed_by, shown.disputed_by) == ("registry", ("vin",), (Claim("stock", "Acura"),))


def test_what_is_kept_is_asked_again_only_when_the_source_changes_its_mind() -> None:
    said = [Claim("registry", 110)]
    assert standing("power_hp", 130, "hand", said, {"registry": 110}).disputed_by == ()
    assert standing("power_hp", 130, "hand", said, {"registry": 115}).disputed_by == (Claim("registry", 110),)


def test_a_report_fills_blanks_and_never_overwrites(vehicle: Vehicle) -> None:
    filled = report(vehicle, "registry", "AB-123-CD", {"make": "Dacia", "vin": HONDA, "seats": 4, "doors": 99})
    vehicle.refresh_from_db()
    assert filled == ["vin"]
    assert (vehicle.make, vehicle.seats, vehicle.vin, vehicle.doors) == ("Peugeot", 5, HONDA, 5)
    assert vehicle.sources == {"vin": "registry"}
    assert vehicle.reported["registry"]["facts"] == {"make": "Dacia", "vin": HONDA, "seats": 4}, "99 doors are nonsense"
    assert vehicle.revision == 0, "a form that is open meanwhile may be saved"


def test_the_same_report_again_does_not_fill_what_was_emptied(vehicle: Vehicle) -> None:
    report(vehicle, "registry", "AB-123-CD", {"vin": HONDA})
    Vehicle.objects.filter(pk=vehicle.pk).update(vin="")
    assert report(vehicle, "registry", "AB-123-CD", {"vin": HONDA}) == []


def test_decisions_are_kept_by_field_and_source(vehicle: Vehicle) -> None:
    report(vehicle, "registry", "AB-123-CD", {"make": "Dacia", "vin": HONDA})
    vehicle.refresh_from_db()
    for choice in ("make:vin,registry", "make:stock,", "nonsense"):
        keep_mine(vehicle, choice)
    vehicle.refresh_from_db()
    assert vehicle.decisions == {"make": {"vin": "Honda", "registry": "Dacia"}}


@pytest.mark.parametrize("choices", [Fuel, Gearbox, Body, Color])
def test_words_lead_to_the_vocabulary_and_reach_all_of_it(choices: Any) -> None:
    field = {Fuel: "fuel", Gearbox: "gearbox", Body: "body", Color: "color"}[choices]
    assert set(WORDS[field].values()) == set(choices.values)
    assert {choice_of(field, value) for value in choices.values} == set(choices.values)
    assert choice_of(field, "INCONNU") == ""
