"""The reference model over the catalogue and beyond its edges."""

from __future__ import annotations

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from keroxio.errors import EngineError
from pricing.engines.base import Features
from pricing.engines.gradient_boosting import GradientBoostingEstimator
from pricing.engines.price_model import FORMAT, load
from tests.contracts.test_price_estimators import CAR, REFERENCE
from vehicles.catalogue import catalogue

FILE = settings.BASE_DIR / "pricing" / "reference" / "reference.zip"
CATALOGUE = {make: list(models) for make, models in catalogue().items()}


def of(make: str, model: str) -> Features:
    return replace(CAR, make=make, model=model, version="", power_hp=None, body="")


def test_it_knows_every_model_of_which_the_market_told_the_catalogue() -> None:
    unknown = [
        f"{make} {name}"
        for make, models in catalogue().items()
        for name, model in models.items()
        if model.fuels and {"unknown_make", "unknown_model"} & set(REFERENCE.doubts(of(make, name)))
    ]
    assert unknown == []


def test_it_never_asks_more_for_more_kilometres_or_years() -> None:
    named = [of(make, model) for make, models in CATALOGUE.items() for model in models]
    cars = [car for car in named if "unknown_make" not in REFERENCE.doubts(car)]
    assert len(cars) > 750
    by_mileage = [REFERENCE.ranges([replace(car, mileage_km=km) for car in cars]) for km in range(0, 250_000, 40_000)]
    by_year = [
        REFERENCE.ranges([replace(car, first_registration_year=year) for car in cars]) for year in range(2026, 2000, -4)
    ]
    for series in (by_mileage, by_year):
        for nearer, further in pairwise(series):
            dearer = [
                car.model
                for car, a, b in zip(cars, nearer, further, strict=True)
                if a is None or b is None or b[1] > a[1]
            ]
            assert dearer == []


@pytest.mark.parametrize(
    ("make", "model", "same"),
    [
        ("Citroën", "c3", ("citroen", "C3")),
        ("Mercedes", "Classe A", ("Mercedes-Benz", "classe a")),
        ("BMW", "Série 3", ("bmw", "SERIE 3")),
        ("Renault", "Mégane", ("RENAULT", "Renault Megane")),
        ("VW", "T-Roc", ("Volkswagen", "t roc")),
        ("Mini", "Hatch", ("MINI", "mini")),
        ("Land Rover", "Range Rover Evoque", ("LAND-ROVER", "range rover  evoque")),
    ],
)
def test_it_takes_names_as_people_write_them(make: str, model: str, same: tuple[str, str]) -> None:
    assert REFERENCE.ranges([of(make, model)]) == REFERENCE.ranges([of(*same)])


def test_it_takes_a_portals_name_and_a_sellers_for_the_same_car() -> None:
    seller = replace(CAR, make="BMW", model="Série 3", version="320d M Sport", fuel="diesel", power_hp=190)
    portal = replace(seller, model="320", version="d M Sport")
    ours, theirs = REFERENCE.ranges([seller, portal])
    assert ours is not None
    assert theirs is not None
    assert abs(ours[1] - theirs[1]) < 0.06 * theirs[1]


def test_it_finds_the_model_in_a_longer_name() -> None:
    assert not {"unknown_model", "rare_model"} & set(REFERENCE.doubts(of("Renault", "Clio V")))


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"make": "Zzyzx"}, "unknown_make"),
        ({"make": ""}, "no_make"),
        ({"model": " "}, "no_model"),
        ({"mileage_km": 2_000_000}, "implausible_mileage"),
        ({"mileage_km": -5}, "implausible_mileage"),
        ({"first_registration_year": 1965}, "collectors_car"),
        ({"first_registration_year": 2040}, "far_future"),
    ],
)
def test_it_declines_what_it_cannot_know(change: dict[str, object], doubt: str) -> None:
    car = replace(CAR, **change)  # type: ignore[arg-type]
    assert REFERENCE.estimate(car) is None
    assert doubt in REFERENCE.doubts(car)


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"model": "9008 Cross"}, "unknown_model"),
        ({"first_registration_year": 2008}, "old_car"),
        ({"first_registration_year": 2027}, "future_registration"),
        ({"mileage_km": 400_000}, "high_mileage"),
    ],
)
def test_it_is_unsure_and_says_so(change: dict[str, object], doubt: str) -> None:
    estimate = REFERENCE.estimate(replace(CAR, **change))  # type: ignore[arg-type]
    assert estimate is not None
    assert estimate.confidence == "low"
    assert doubt in estimate.confidence_reasons


def test_it_is_unsurer_without_version_and_power() -> None:
    estimate = REFERENCE.estimate(replace(CAR, version="", power_hp=None))
    assert estimate is not None
    assert estimate.confidence != "high"
    assert {"no_version", "no_power"} <= set(estimate.confidence_reasons)


def test_it_takes_power_nought_as_not_known() -> None:
    assert REFERENCE.ranges([replace(CAR, power_hp=0)]) == REFERENCE.ranges([replace(CAR, power_hp=None)])


def test_it_widens_for_old_cars() -> None:
    young, old = REFERENCE.ranges([CAR, replace(CAR, first_registration_year=2008)])
    assert young is not None
    assert old is not None
    assert (old[2] - old[0]) / old[1] > 1.5 * (young[2] - young[0]) / young[1]


def test_it_says_which_model_answers_without_loading_it() -> None:
    assert GradientBoostingEstimator(model=FILE).version == REFERENCE.version


def test_it_loads_once_for_many_threads() -> None:
    estimator = GradientBoostingEstimator(model=FILE)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(estimator.estimate, [CAR] * 8))
    assert answers == [REFERENCE.estimate(CAR)] * 8


def test_it_says_that_its_file_is_missing(tmp_path: Path) -> None:
    estimator = GradientBoostingEstimator(model=tmp_path / "none.zip")
    with pytest.raises(EngineError, match="missing"):
        estimator.estimate(CAR)
    with pytest.raises(EngineError, match="missing"):
        assert estimator.version


def damaged(content: bytes) -> dict[str, bytes]:
    return {"half": content[: len(content) // 2], "no zip": b"<html>", "empty": b"", "middle": _overwritten(content)}


def _overwritten(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + b"\0" * 4096 + content[middle + 4096 :]


@pytest.mark.parametrize("kind", ["half", "no zip", "empty", "middle"])
def test_it_says_that_its_file_is_damaged(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "model.zip"
    file.write_bytes(damaged(FILE.read_bytes())[kind])
    with pytest.raises(EngineError, match="damaged"):
        GradientBoostingEstimator(model=file).estimate(CAR)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", b"[]"),
        ("manifest.json", json.dumps({"format": FORMAT}).encode()),
        ("arrays0.npz", b""),
        ("words0.txt", b"of\nanother\nmodel"),
        ("hedonic.txt", b""),
    ],
)
def test_a_part_of_another_model_is_damage(name: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "model.zip"
    with zipfile.ZipFile(FILE) as whole, zipfile.ZipFile(file, "w") as archive:
        for part in whole.namelist():
            archive.writestr(part, content if part == name else whole.read(part))
    with pytest.raises(EngineError, match="damaged"):
        GradientBoostingEstimator(model=file).estimate(CAR)


def test_it_says_that_its_file_is_of_another_version(tmp_path: Path) -> None:
    file = tmp_path / "model.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": 99, "version": "x"}))
    with pytest.raises(EngineError, match="another version"):
        assert GradientBoostingEstimator(model=file).version


def test_its_file_holds_no_listing() -> None:
    model = load(FILE)
    assert FILE.stat().st_size < 8_000_000
    assert date.fromisoformat(model.manifest["until"]) > date.fromisoformat(model.manifest["from"])
    terms = {term for member in model.members for term in member.words.positions}
    assert not [term for term in terms if any(word.isdigit() and len(word) > 4 for word in term.split())]
