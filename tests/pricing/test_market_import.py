"""Files of listings as portals, feeds and dealers export them, and as nobody should."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import Dealership
from pricing.importing.files import UnreadableMarket
from pricing.importing.mapping import WrongMapping
from pricing.models import MarketListing, MarketSource
from tests.pricing.market import bring, car, cars, only, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_car_is_stored_under_the_catalogues_names() -> None:
    bring(table([car(make="PEUGEOT", model="peugeot 208", fuel="Essence", gearbox="Boîte manuelle", body="Citadine")]))
    row = only()
    assert (row.make, row.model, row.family) == ("Peugeot", "208", "peugeot 208")
    assert (row.fuel, row.gearbox, row.body) == ("petrol", "manual", "city")
    assert (row.price_eur, row.listed_on, row.last_seen_on) == (14_500, date(2026, 6, 1), date(2026, 6, 1))
    assert row.history == [["2026-06-01", 14_500]]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (
            "Référence;Marque;Modèle;Finition;MEC;Kilométrage;Énergie;Boîte de vitesses;Puissance (ch);Prix TTC (€);CP",
            "77;Renault;Clio;TCe 90 Zen;12/05/2021;42 000 km;Essence;Manuelle;90 ch;12 490,00 €;74000",
        ),
        (
            "Inserat-ID\tMarke\tModell\tAusstattung\tEZ\tKilometer\tKraftstoff\tGetriebe\tLeistung (kW)\tPreis\tPLZ",
            "77\tRenault\tClio\tTCe 90 Zen\t05/2021\t42.000\tBenzin\tSchaltgetriebe\t66\t12.490\t",
        ),
        (
            "annuncio_id|Marca|Modello|Allestimento|Immatricolazione|Chilometraggio|Carburante|Cambio|Potenza|Prezzo|cap",
            "77|Renault|Clio|TCe 90 Zen|2021-05|42.000 km|Benzina|Manuale|66 kW (90 CV)|€ 12.490|",
        ),
        (
            "id,make,model,trim,registration_date,miles,fuel_type,transmission,hp,price,zip",
            '77,Renault,Clio,TCe 90 Zen,2021-05-12,26098,Petrol,Manual,90,"12,490.00",74000',
        ),
    ],
    ids=["French", "German", "Italian", "English"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_titles_units_and_encodings_are_recognised(header: str, cells: str, encoding: str) -> None:
    report, rejected = bring(f"{header}\r\n{cells}\r\n".encode(encoding))
    assert (report.merged.added, rejected) == (1, "")
    row = only()
    assert (row.make, row.model, row.version, row.key) == ("Renault", "Clio", "TCe 90 Zen", "=77")
    assert (row.first_registration_year, row.first_registration_month) == (2021, 5)
    assert abs(row.mileage_km - 42_000) <= 1
    assert (row.fuel, row.gearbox, row.power_hp, row.price_eur) == ("petrol", "manual", 90, 12_490)
    assert row.department in {74, None}


@pytest.mark.parametrize("version", ["1.2 S&amp;S Allure", "1.2 S\\u0026S  Allure", "1.2\tS&S\x07Allure"])
def test_what_pages_escape_is_read_as_it_was_meant(version: str) -> None:
    bring(table([car(version=version)]))
    assert only().version == "1.2 S&S Allure"


def test_json_lines_and_gzip() -> None:
    lines = [json.dumps(car(price_eur=None, price={"amount": 14_500, "currency": "EUR"}, listing_id=n)) for n in (1, 2)]
    columns = {"price_eur": "price.amount", "currency": "price.currency"}
    report, _rejected = bring(gzip.compress("\n".join(lines).encode()), columns=columns)
    assert report.merged.added == 2


def test_a_mapping_names_columns_words_units_and_defaults() -> None:
    content = b"a,b,c,d,e,f,g\nRenault,Clio,2021,10000,12000,B,50\n"
    columns = {
        "make": "a",
        "model": "b",
        "first_registration_year": "c",
        "mileage_km": "d",
        "price_eur": "e",
        "fuel": "f",
        "power_hp": "g",
    }
    bring(
        content,
        columns=columns,
        values={"fuel": {"B": "diesel"}},
        units={"power": "kw", "mileage": "mi"},
        defaults={"country": "Belgique"},
    )
    row = only()
    assert (row.fuel, row.power_hp, row.mileage_km, row.country) == ("diesel", 68, 16_093, "be")


@pytest.mark.parametrize(
    "told",
    [
        {"columns": {"make": "nowhere"}},
        {"columns": {"colour of the seats": "make"}},
        {"columns": ["make"]},
        {"units": {"power": "bhp"}},
        {"values": {"fuel": "petrol"}},
        {"nonsense": {}},
    ],
)
def test_a_wrong_mapping_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(WrongMapping):
        bring(table([car()]), **told)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"price_eur": 1}, "price"),
        ({"price_eur": ""}, "price"),
        ({"price_eur": "on request"}, "price"),
        ({"price_eur": "£12,000"}, "GBP"),
        ({"price_eur": "CHF 12000"}, "CHF"),
        ({"mileage_km": 2_000_000}, "mileage"),
        ({"mileage_km": ""}, "mileage"),
        ({"first_registration_year": 3021}, "year"),
        ({"first_registration_year": ""}, "year"),
        ({"make": ""}, "make"),
        ({"make": "???"}, "make"),
        ({"model": ""}, "model"),
        ({"listed_on": "2031-01-01"}, "day"),
        ({"listed_on": "yesterday"}, "date"),
        ({"mileage_km": "9" * 400}, "mileage"),
    ],
)
def test_what_is_no_car_for_sale_is_rejected_with_its_line_and_reason(facts: dict[str, Any], reason: str) -> None:
    report, rejected = bring(table([car(listing_id="good"), car(**facts)]))
    assert (report.merged.added, report.rejected) == (1, 1)
    (row,) = csv.DictReader(io.StringIO(rejected))
    assert row["line"] == "3"
    assert reason in row["reason"]


@pytest.mark.parametrize("facts", [{"power_hp": 0}, {"power_hp": "?"}, {"doors": 200}, {"fuel": "coal"}, {"color": ""}])
def test_a_car_is_kept_without_a_fact_that_makes_no_sense(facts: dict[str, Any]) -> None:
    report, _rejected = bring(table([car(**facts)]))
    assert report.merged.added == 1
    assert all(getattr(only(), name) in {None, ""} for name in facts)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"PK\x03\x04 a spreadsheet", "Excel"),
        (b'[{"make": "Renault"}]', "JSON lines"),
        (b"make", "column titles"),
        (b"name,colour\nx,y\n", "No column for"),
        (gzip.compress(table([car()]))[:-30], "damaged"),
        (b"\x1f\x8b" + b"rubbish" * 50, "damaged"),
        (table([car()]) + b"x" * 300_000, "longer than"),
        (gzip.compress(table([car()]) + b"0" * 30_000_000), "longer than"),
    ],
)
def test_a_file_that_holds_no_listings_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableMarket, match=reason):
        bring(content)
    assert not MarketListing.objects.exists()


def test_a_bomb_of_short_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pricing.importing.files.BOMB_BYTES", 1_000_000)
    bomb = gzip.compress(table([car()]) + b"\n" * 20_000_000)
    with pytest.raises(UnreadableMarket, match="far more"):
        bring(bomb)


def test_a_file_of_which_nothing_is_understood_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pricing.importing.importing.HOPELESS", 50)
    monkeypatch.setattr("pricing.importing.importing.BATCH", 20)
    with pytest.raises(UnreadableMarket, match="None of the first 60 rows"):
        bring(table([car(price_eur=1)] * 500))


def test_half_a_line_and_a_broken_one_lose_nothing_else() -> None:
    content = table([car(listing_id=str(n)) for n in range(3)])
    broken = content.replace(b"1,Peugeot", b"1,Peugeot,too,many,cells", 1)[:-40]
    report, rejected = bring(broken)
    assert (report.merged.added, report.rejected) == (1, 2)
    assert "cells instead of" in rejected


def test_formulas_are_never_handed_back_as_formulas() -> None:
    line = table([car(make='=HYPERLINK("http://x")', price_eur="@1")]).split(b"\r\n")[1]
    _report, rejected = bring(table([car(listing_id="x")]).split(b"\r\n")[0] + b"\n=cmd()" + line + b"\n")
    for row in csv.reader(io.StringIO(rejected)):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert "=cmd()" in rejected


def test_importing_twice_changes_nothing() -> None:
    content = table(cars(60))
    first, _rejected = bring(content)
    before = list(MarketListing.objects.order_by("pk").values())
    second, _rejected = bring(content)
    assert (first.merged.added, second.merged.unchanged) == (60, 60)
    assert (second.merged.added, second.merged.changed) == (0, 0)
    assert list(MarketListing.objects.order_by("pk").values()) == before


def test_a_car_seen_again_keeps_its_prices_in_turn() -> None:
    for day, price in (("2026-06-20", 13_900), ("2026-06-01", 14_500), ("2026-06-10", 14_500)):
        bring(table([car(listed_on="2026-06-01", last_seen_on=day, first_price_eur=14_500, price_eur=price)]))
    row = only()
    assert row.history == [["2026-06-01", 14_500], ["2026-06-20", 13_900]]
    assert (row.price_eur, row.listed_on, row.last_seen_on) == (13_900, date(2026, 6, 1), date(2026, 6, 20))


def test_an_older_file_fills_gaps_and_overrides_nothing() -> None:
    bring(table([car(mileage_km=43_000, color="", listed_on="2026-06-10")]))
    bring(table([car(mileage_km=42_000, color="red", listed_on="2026-06-01")]))
    row = only()
    assert (row.mileage_km, row.color, row.listed_on) == (43_000, "red", date(2026, 6, 1))


def test_without_a_number_one_car_is_known_by_its_facts() -> None:
    first = car(listing_id="", price_eur=14_500, listed_on="2026-06-01")
    bring(table([first, first | {"price_eur": 13_900, "listed_on": "2026-06-09"}]))
    assert only().price_eur == 13_900
    bring(table([first | {"mileage_km": 42_001}]))
    assert MarketListing.objects.count() == 2


def test_what_a_car_was_sold_for_is_kept_apart() -> None:
    bring(table([car(sold_price_eur=13_800, sold_on="2026-06-15")]))
    row = only()
    assert (row.price_eur, row.sold_price_eur, row.sold_on) == (14_500, 13_800, date(2026, 6, 15))


def test_many_identical_rows_are_one_car_and_little_memory() -> None:
    content = gzip.compress(table([car()]) + table([car()] * 30_000).split(b"\r\n", 1)[1])
    tracemalloc.start()
    report, _rejected = bring(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (report.merged.added, report.merged.unchanged, MarketListing.objects.count()) == (1, 30_000, 1)
    assert peak < 25_000_000


def test_the_command_imports_reports_and_writes_rejects(tmp_path: Path, capfd: Any, garage: Dealership) -> None:
    path, mapping = tmp_path / "stock.csv", tmp_path / "mapping.toml"
    path.write_bytes(table([car(), car(listing_id="a2", price_eur=1)]).replace(b"make", b"m4rque", 1))
    mapping.write_text('[columns]\nmake = "m4rque"\n')
    call_command("import_market", path, "--source", "own", "--mapping", mapping, "--dealership", garage.slug)
    assert "1 new, 0 changed, 0 unchanged, 1 rejected" in capfd.readouterr().err
    assert "a2" in (tmp_path / "stock.csv.rejected.csv").read_text()
    assert MarketSource.objects.get().dealership == garage


@pytest.mark.parametrize("name", ["absent.csv", "bad.toml"])
def test_the_command_says_what_is_wrong(tmp_path: Path, name: str) -> None:
    (tmp_path / "good.csv").write_bytes(table([car()]))
    (tmp_path / "bad.toml").write_text("columns = [")
    arguments = [tmp_path / name] if name == "absent.csv" else [tmp_path / "good.csv", "--mapping", tmp_path / name]
    with pytest.raises(CommandError):
        call_command("import_market", *arguments, "--source", "x")
