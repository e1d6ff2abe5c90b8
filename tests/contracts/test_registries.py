"""One suite for every registry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields

import pytest

from plates.registries.autoways import AutoWaysRegistry
from plates.registries.base import Registry, VehicleRecord
from plates.registries.fake import CLIO, FakeRegistry
from tests.plates import local_servers
from vehicles.vocabulary import Body, Color, Fuel, Gearbox

VOCABULARY = {"fuel": Fuel, "gearbox": Gearbox, "body": Body, "color": Color}


@pytest.fixture(params=["auto-ways", "fake"])
def registry(request: pytest.FixtureRequest) -> Iterator[Registry]:
    """Each knows AA123BC and nothing else."""
    if request.param == "fake":
        yield FakeRegistry(cars={"AA123BC": CLIO})
        return
    with local_servers.served(local_servers.auto_ways) as service:
        yield AutoWaysRegistry(key=local_servers.KEY, url=service.url, timeout=2)


def found_in(registry: Registry) -> VehicleRecord:
    record = registry.look_up("AA123BC", "FR")
    assert record is not None
    return record


def test_it_has_a_name_short_enough_for_a_row_and_knows_its_countries(registry: Registry) -> None:
    assert 0 < len(registry.name) <= 40
    assert "FR" in registry.countries


def test_it_answers_a_frozen_record_about_the_plate(registry: Registry) -> None:
    record = found_in(registry)
    assert record.plate == "AA123BC"
    assert record.make
    with pytest.raises(FrozenInstanceError):
        record.make = "Lada"  # type: ignore[misc]


def test_its_choices_are_of_the_vocabulary(registry: Registry) -> None:
    record = found_in(registry)
    for name, choices in VOCABULARY.items():
        assert getattr(record, name) in {"", *choices.values}, name


def test_what_is_known_can_be_kept_as_json(registry: Registry) -> None:
    known = found_in(registry).known()
    assert json.loads(json.dumps(known)) == known
    assert known.keys() <= {field.name for field in fields(VehicleRecord)}
    assert not {"", None} & set(known.values())


def test_an_unknown_plate_is_none(registry: Registry) -> None:
    assert registry.look_up("ZZ999ZZ", "FR") is None


def test_it_answers_the_same_twice(registry: Registry) -> None:
    assert found_in(registry) == found_in(registry)


def test_it_takes_keyword_options_only(registry: Registry) -> None:
    with pytest.raises(TypeError):
        type(registry)("positional")  # type: ignore[call-arg]
