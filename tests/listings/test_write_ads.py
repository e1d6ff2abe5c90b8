"""The command that writes ads for a CSV, without a database for its rows."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Dealership

CAR = {
    "listing_id": "a1", "make": "Peugeot", "model": "208", "version": "1.2 PureTech 100ch Allure", "price_eur": "13490",
    "first_registration_year": "2021", "first_registration_month": "4", "mileage_km": "42350", "fuel": "petrol",
    "gearbox": "manual", "power_hp": "100", "body": "city", "color": "blue", "doors": "5", "seats": "5",
    "seller_type": "dealer", "country": "fr",
}  # fmt: skip


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list({name: None for row in rows for name in row}))
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(tmp_path: Path, rows: list[dict[str, str]], *options: str) -> list[dict[str, Any]]:
    out = tmp_path / "ads.jsonl"
    call_command("write_ads", str(write(tmp_path / "cars.csv", rows)), "--out", str(out), *options)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_each_car_gets_its_ad_with_its_claims(tmp_path: Path) -> None:
    first, second = run(tmp_path, [CAR, CAR | {"listing_id": "a2", "mileage_km": "50000"}])
    assert list(first) == ["listing_id", "title", "text", "claims", "problems"]
    assert [first["listing_id"], second["listing_id"]] == ["a1", "a2"]
    values = {claim["field"]: claim["value"] for claim in first["claims"]}
    assert (values["mileage_km"], values["price_eur"], values["first_registration_month"]) == ("42350", "13490", "4")
    assert all(claim["phrase"] in f"{first['title']}\n{first['text']}" for claim in first["claims"])
    assert "seller_siren" in {problem["code"] for problem in first["problems"]}
    assert not {"contradiction", "unproven"} & {problem["code"] for problem in first["problems"]}


def test_tone_and_length_are_chosen(tmp_path: Path) -> None:
    texts = {run(tmp_path, [CAR], "--tone", tone, "--length", length)[0]["text"] for tone, length in
             [("sober", "short"), ("premium", "complete"), ("warm", "standard")]}  # fmt: skip
    assert len(texts) == 3
    assert "petrol engine" in run(tmp_path, [CAR], "--language", "en")[0]["text"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"mileage_km": "beaucoup"}, "mileage_km"),
        ({"first_registration_month": "13"}, "first_registration_month"),
        ({"price_eur": "1e400"}, "price_eur"),
        ({"power_hp": "nan"}, "power_hp"),
        ({"inspection_date": "hier"}, "isoformat"),
    ],
)
def test_a_bad_row_says_why_and_the_rest_goes_on(
    tmp_path: Path, wrong: dict[str, str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good = run(tmp_path, [CAR | wrong | {"listing_id": "bad"}, CAR])
    assert (bad["title"], bad["claims"]) == ("", [])
    assert why in bad["problems"][0]["why"]
    assert good["title"]
    assert "bad: " in capsys.readouterr().err


def test_hostile_cells_are_inert(tmp_path: Path) -> None:
    hostile = {"make": "<script>", "model": "\u202e208\u200b", "version": "{0} %s", "options": "<img onerror=x>|GPS"}
    (written,) = run(tmp_path, [CAR | hostile], "--length", "complete")
    assert not set("<>\u202e\u200b") & set(written["title"] + written["text"])


def test_a_car_of_which_nothing_is_known_gets_an_ad(tmp_path: Path) -> None:
    (written,) = run(tmp_path, [{"listing_id": "x", "make": "", "model": ""}])
    assert written["text"]
    assert {"make", "model", "price"} <= {problem["code"] for problem in written["problems"]}


def test_a_gzip_file_is_read_and_another_refused(tmp_path: Path) -> None:
    plain = write(tmp_path / "cars.csv", [CAR]).read_bytes()
    (tmp_path / "cars.csv.gz").write_bytes(gzip.compress(plain))
    out = tmp_path / "ads.jsonl"
    call_command("write_ads", str(tmp_path / "cars.csv.gz"), "--out", str(out))
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    (tmp_path / "photo.csv").write_bytes(b"\xff\xd8\xff\xe0" * 50)
    for name in ("photo.csv", "nowhere.csv"):
        with pytest.raises(CommandError):
            call_command("write_ads", str(tmp_path / name), "--out", str(tmp_path / "other.jsonl"))
    assert not (tmp_path / "other.jsonl").exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_dealership_s_own_identity_leaves_nothing_missing(tmp_path: Path, garage: Dealership) -> None:
    (written,) = run(tmp_path, [CAR | {"inspection_date": "2026-11-01"}], "--dealership", garage.slug)
    assert "Garage du Lac" in written["text"]
    assert not [problem for problem in written["problems"] if problem["level"] == "blocking"]
    with pytest.raises(CommandError):
        run(tmp_path, [CAR], "--dealership", "nobody")
