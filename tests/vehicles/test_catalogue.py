"""The catalogue's own sense, and what it makes of names, years and versions."""

from __future__ import annotations

import pytest

from vehicles.catalogue import CarModel, catalogue
from vehicles.families import car_model, family_of
from vehicles.recognising import recognise
from vehicles.versions import read_version
from vehicles.vocabulary import Body, Fuel

MODELS = [model for models in catalogue().values() for model in models.values()]


def test_generations_follow_one_another_and_facts_are_of_the_vocabulary() -> None:
    for model in MODELS:
        starts = [generation.first for generation in model.generations]
        assert starts == sorted(starts), model
        assert all(one.last is None or one.first <= one.last for one in model.generations), model
        # Only the newest may still be sold.
        assert all(one.last is not None for one in model.generations[:-1]), model
        assert set(model.fuels) <= set(Fuel.values), model
        assert set(model.bodies) <= set(Body.values), model


def test_no_two_models_go_by_one_name() -> None:
    keys = [family_of(model.make, model.name).key for model in MODELS]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


@pytest.mark.parametrize(
    ("make", "model", "year", "generations"),
    [
        ("RENAULT", "clio", 2008, ["II", "III"]),
        ("Renault", "Clio IV", 2015, ["IV"]),
        ("Mercedes", "A 180", 2019, ["W177"]),
        ("Volkswagen", "Golf", 2005, ["IV", "V"]),
        ("Tesla", "Model Y", 2023, [""]),
        ("Renault", "Clio", 1975, []),
    ],
)
def test_a_model_and_a_year_tell_the_generation(make: str, model: str, year: int, generations: list[str]) -> None:
    found = recognise(make, model, "", year)
    assert [generation.name for generation in found.generations] == generations
    assert found.is_odd_year == (not generations)


def test_late_stock_and_demonstrators_are_no_odd_year() -> None:
    assert not recognise("Peugeot", "2008", "", 2012).is_odd_year
    assert recognise("Peugeot", "2008", "", 2010).is_odd_year
    assert not recognise("Opel", "Adam", "", 2021).is_odd_year


def test_a_misspelt_name_is_proposed_right() -> None:
    assert "Renault" in recognise("Renaud", "Clio", "", None).makes
    assert "Clio" in recognise("Renault", "Cloi", "", None).models
    assert recognise("Renault", "Clio", "", None).makes == recognise("Renault", "Clio", "", None).models == []
    assert recognise("", "", "", None).model is None


@pytest.mark.parametrize(
    ("make", "version", "told"),
    [
        ("Peugeot", "1.5 BlueHDi 130ch S&S Allure Pack EAT8", (130, 1.5, "diesel", "automatic", "Allure Pack")),
        ("Renault", "TCe 90 Zen", (None, None, "petrol", "", "Zen")),
        ("Renault", "1.0 TCe 91 ch BVM6 Evolution", (91, 1.0, "petrol", "manual", "Evolution")),
        ("Volkswagen", "1.4 eHybrid 204 DSG6 R-Line", (None, 1.4, "plug_in_hybrid", "automatic", "R-Line")),
        ("Citroën", "1,2 PureTech 110 (81 kW) Shine", (110, 1.2, "petrol", "", "Shine")),
        ("Tesla", "Grande Autonomie 75 kWh", (None, None, "electric", "", "")),
        ("Kia", "1.6 T-GDi Hybrid 230 ch GT-line Premium", (230, 1.6, "hybrid", "", "GT-Line Premium")),
        ("Renault", "toit ouvrant électrique", (None, None, "", "", "")),
        ("Renault", "", (None, None, "", "", "")),
    ],
)
def test_a_version_is_read(make: str, version: str, told: tuple[int | None, float | None, str, str, str]) -> None:
    found = read_version(make, version)
    assert (found.power_hp, found.litres, found.fuel, found.gearbox, found.finish) == told


def test_what_all_cars_of_a_model_share_is_certain() -> None:
    model_y = car_model("Tesla", "model y")
    assert isinstance(model_y, CarModel)
    assert model_y.certain["fuel"] == "electric"
    assert "fuel" not in (car_model("Renault", "Clio") or model_y).certain
