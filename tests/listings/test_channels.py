from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from keroxio.engines import channel
from listings.channels.assisted import READERS, AssistedChannel, portals
from listings.channels.base import AdFacts, Channel, Preparation
from listings.channels.fake import FakeChannel
from listings.contacts import without_contacts
from listings.facts import Facts
from listings.writers.base import Length, Style, Tone
from listings.writers.templates import TemplateWriter
from tests.listings.cars import CARS, CITY_CAR, HOSTILE
from vehicles.vocabulary import Body, Color, Fuel, Gearbox

PORTALS = ["leboncoin", "lacentrale", "paruvendu"]
CHANNELS: list[Channel] = [*(AssistedChannel(portal=name) for name in PORTALS), FakeChannel()]


def ad_of(facts: Facts, **changes: Any) -> AdFacts:
    draft = TemplateWriter().write(facts, style=Style(tone=Tone.WARM, length=Length.COMPLETE))
    ad = AdFacts(facts=facts, title=draft.title, text=draft.text, mentions=draft.mentions)
    return replace(ad, **changes) if changes else ad


def prepare(portal: str, ad: AdFacts) -> Preparation:
    return AssistedChannel(portal=portal).prepare(ad)


@pytest.mark.parametrize("facts", CARS.values(), ids=CARS)
@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: getattr(channel, "portal", channel).label)
def test_it_stays_within_the_portal_s_limits(channel: Channel, facts: Facts) -> None:
    ready = channel.prepare(ad_of(facts))
    assert 0 < len(ready.title) <= ready.title_limit
    assert 0 < len(ready.text) <= ready.text_limit
    assert all(label and value for label, value in ready.fields)
    assert ready.form_url.startswith("https://")
    assert ready.max_photos > 0


@pytest.mark.parametrize("portal", PORTALS)
def test_it_keeps_the_legal_mentions_when_it_cuts(portal: str) -> None:
    ad = ad_of(CITY_CAR)
    body = "Une phrase de plus. " * 400
    ready = prepare(portal, replace(ad, text=f"{body.strip()}\n\n{ad.mentions}"))
    assert len(ready.text) <= ready.text_limit
    assert "SIREN" in ready.text
    assert ready.text.rstrip().endswith("code civil).")
    assert any("raccourci" in note for note in ready.notes)


@pytest.mark.parametrize("portal", PORTALS)
def test_it_cuts_an_overlong_text_without_mentions_between_words(portal: str) -> None:
    ready = prepare(portal, ad_of(CITY_CAR, text="mot " * 3000, mentions=""))
    assert ready.text.endswith("mot…")
    assert len(ready.text) <= ready.text_limit


@pytest.mark.parametrize("portal", PORTALS)
def test_it_never_cuts_a_number_in_two(portal: str) -> None:
    limit = portals()[portal].title_limit
    title = f"{'Golf ' * 20}"[: limit - 4].rstrip() + " – 98\u202f700\u00a0km"
    assert "98" not in prepare(portal, ad_of(CITY_CAR, title=title)).title


def test_it_cuts_titles_between_words() -> None:
    title = "Volkswagen Golf 8 2.0 TDI 150 DSG7 Style First Edition – 2021"
    assert prepare("leboncoin", ad_of(CITY_CAR, title=title)).title == "Volkswagen Golf 8 2.0 TDI 150 DSG7 Style First"


@pytest.mark.parametrize(
    "contact",
    [
        "06 12 34 56 78",
        "+33 6 12 34 56 78",
        "04.50.00.00.00",
        "0612345678",
        "moi@example.com",
        "https://garage.example/x",
    ],
)
def test_it_takes_contacts_out_where_they_are_refused(contact: str) -> None:
    ready = prepare("leboncoin", ad_of(CITY_CAR, text=f"Appelez {contact} pour la voir.\n\nKilométrage : 142 350 km."))
    assert contact not in ready.text
    assert ready.text == "Appelez pour la voir.\n\nKilométrage : 142 350 km."
    assert any("Coordonnées" in note for note in ready.notes)


def test_it_leaves_numbers_of_the_car_alone() -> None:
    text = "SIREN 732 829 320. 142 350 km, 13 490 €, 1.2 PureTech 100, articles 1641 et L. 217-3, le 01/02/2026."
    assert without_contacts(text) == text


def test_it_gives_the_fields_in_the_portal_s_order_and_words() -> None:
    fields = dict(prepare("leboncoin", ad_of(CITY_CAR)).fields)
    assert list(fields)[:4] == ["Immatriculation", "Marque", "Modèle", "Version"]
    assert fields["Carburant"] == "Essence"
    assert fields["Kilométrage"] == "42350"
    assert fields["Date de première mise en circulation"] == "04/2021"
    assert fields["Crit’Air"] == "1"
    assert dict(prepare("lacentrale", ad_of(CITY_CAR)).fields)["Première main"] == "Oui"


def test_it_leaves_out_what_is_unknown() -> None:
    assert prepare("leboncoin", ad_of(Facts())).fields == ()
    assert "Carburant" not in dict(prepare("leboncoin", ad_of(HOSTILE)).fields)


def test_it_gives_a_mileage_of_zero() -> None:
    assert dict(prepare("leboncoin", ad_of(Facts(mileage_km=0))).fields)["Kilométrage"] == "0"


@pytest.mark.parametrize("portal", PORTALS)
def test_its_data_know_every_word_of_the_vocabulary_and_every_fact(portal: str) -> None:
    data = portals()[portal]
    for name, choices in {"fuel": Fuel, "gearbox": Gearbox, "body": Body, "color": Color}.items():
        assert set(data.values[name]) == set(choices.values)
    for field in data.fields:
        assert field.fact in READERS or field.fact in Facts.__dataclass_fields__


def test_it_uses_signs_that_old_forms_know() -> None:
    ready = prepare("paruvendu", ad_of(CITY_CAR))
    assert "\u202f" in ad_of(CITY_CAR).text
    (ready.title + ready.text).encode("cp1252")


def test_every_configured_channel_loads(settings: object) -> None:
    assert [channel(name).portal.label for name in PORTALS] == ["Leboncoin", "La Centrale", "ParuVendu"]
