from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as shipped
from django.core.management import CommandError, call_command

HEADER = (
    "listing_id,make,model,version,first_registration_year,first_registration_month,mileage_km,fuel,gearbox,power_hp"
)
GOOD = "a1,Peugeot,208,1.2 PureTech 100 Allure,2021,5,42000,petrol,manual,100"


@pytest.fixture(autouse=True)
def reference_model(settings: Any) -> None:
    settings.ENGINES = {"pricing": shipped.ENGINES["pricing"]} | {
        "pricing": {
            "ENGINE": "pricing.engines.gradient_boosting.GradientBoostingEstimator",
            "OPTIONS": {"model": shipped.BASE_DIR / "pricing" / "reference" / "reference.zip"},
        }
    }


def estimated(content: str, tmp_path: Path, *, zipped: bool = False) -> list[dict[str, str]]:
    cars, out = tmp_path / "cars.csv", tmp_path / "estimates.csv"
    cars.write_bytes(gzip.compress(content.encode()) if zipped else content.encode())
    call_command("estimate_prices", str(cars), out=out)
    with out.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("zipped", [False, True])
def test_it_prices_a_car(tmp_path: Path, *, zipped: bool) -> None:
    (row,) = estimated(f"{HEADER}\n{GOOD}\n", tmp_path, zipped=zipped)
    assert row["listing_id"] == "a1"
    assert 5_000 < int(row["low"]) < int(row["price"]) < int(row["high"]) < 20_000


def test_it_goes_on_after_bad_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = [
        "b1,Peugeot,208,,twenty,5,42000,petrol,manual,100",
        "b2,Zzyzx,unheard of,,2020,5,42000,petrol,manual,100",
        "b3,Peugeot,208,,2021,5,,petrol,manual,100",
        "b4,Peugeot",
        "b5,Peugeot,208,,2021,5,1e400,petrol,manual,100",
    ]
    rows = estimated("\n".join([HEADER, *bad, GOOD]), tmp_path)
    assert [row["listing_id"] for row in rows] == ["b1", "b2", "b3", "b4", "b5", "a1"]
    assert [row["price"] != "" for row in rows] == [False] * 5 + [True]
    assert "b1: " in capsys.readouterr().err


def test_it_reads_a_byte_order_mark_and_more_columns(tmp_path: Path) -> None:
    (row,) = estimated(f"\ufeff{HEADER},remark\n{GOOD},=1+1\n", tmp_path)
    assert row["price"]


def test_it_prices_an_empty_list(tmp_path: Path) -> None:
    assert estimated(f"{HEADER}\n", tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"<html></html>", b"\xff\xfe\x00\x01\n", b"\x1f\x8bnot gzip", b"a,b\n1,2\n", b"\x89PNG\r\n\x1a\n\x00"],
)
def test_it_says_that_a_file_is_wrong_and_writes_nothing(content: bytes, tmp_path: Path) -> None:
    cars, out = tmp_path / "cars.csv", tmp_path / "estimates.csv"
    cars.write_bytes(content)
    with pytest.raises(CommandError, match="not a CSV file of cars"):
        call_command("estimate_prices", str(cars), out=out)
    assert [path.name for path in tmp_path.iterdir()] == ["cars.csv"]


def test_it_says_that_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("estimate_prices", str(tmp_path / "none.csv"), out=tmp_path / "out.csv")


def test_it_says_that_the_model_is_missing(tmp_path: Path, settings: Any) -> None:
    settings.ENGINES = {
        "pricing": {
            "ENGINE": "pricing.engines.gradient_boosting.GradientBoostingEstimator",
            "OPTIONS": {"model": tmp_path / "none.zip"},
        }
    }
    with pytest.raises(CommandError, match="missing"):
        estimated(f"{HEADER}\n{GOOD}\n", tmp_path)
