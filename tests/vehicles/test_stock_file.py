from __future__ import annotations

from typing import Any

import pytest

from vehicles.stock_file import UnreadableStock, read_stock

ENGLISH = "plate,make,model,version,first_registration,mileage_km,fuel,gearbox,power_hp,color,doors,price_eur\n"


def facts(header: str, line: str) -> dict[str, Any]:
    (row,) = read_stock(f"{header}\n{line}\n".encode())
    assert row.problems == ()
    return row.facts


def test_it_reads_the_documented_header() -> None:
    line = "AB-123-CD,Peugeot,208,1.2 PureTech,2021-05,42000,petrol,manual,100,blue,5,12990"
    (row,) = read_stock((ENGLISH + line).encode())
    assert (row.plate, row.line, row.problems) == ("AB-123-CD", 2, ())
    assert row.facts == {
        "make": "Peugeot",
        "model": "208",
        "version": "1.2 PureTech",
        "first_registration_year": 2021,
        "first_registration_month": 5,
        "mileage_km": 42_000,
        "fuel": "petrol",
        "gearbox": "manual",
        "power_hp": 100,
        "color": "blue",
        "doors": 5,
        "price_eur": 12_990,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_it_reads_french_exports(encoding: str, separator: str) -> None:
    header = separator.join(["Immatriculation", "Marque", "Modèle", "Énergie", "Boîte de vitesses", "Kilométrage"])
    line = separator.join(["AB-123-CD", "Citroën", "C3", "Hybride rechargeable", "Automatique", "42 000 km"])
    (row,) = read_stock(f"{header}\r\n{line}\r\n".encode(encoding))
    assert row.facts == {
        "make": "Citroën",
        "model": "C3",
        "fuel": "plug_in_hybrid",
        "gearbox": "automatic",
        "mileage_km": 42_000,
    }


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("2021-05", 2021, 5),
        ("05/2021", 2021, 5),
        ("12/05/2021", 2021, 5),
        ("2021-05-12", 2021, 5),
        ("2021", 2021, None),
    ],
)
def test_it_reads_dates_as_they_are_written(text: str, year: int, month: int | None) -> None:
    found = facts("plaque;date mise en circulation", f"AB-123-CD;{text}")
    assert found["first_registration_year"] == year
    assert found.get("first_registration_month") == month


@pytest.mark.parametrize(
    ("text", "euros"), [("12 990 €", 12_990), ("12.990,00", 12_990), ("12990.50", 12_990), ("12 990", 12_990)]
)
def test_it_reads_prices_as_they_are_written(text: str, euros: int) -> None:
    assert facts("plaque;prix TTC", f"AB-123-CD;{text}") == {"price_eur": euros}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kilométrage", "-5"),
        ("kilométrage", "9999999"),
        ("prix", "0"),
        ("énergie", "charbon"),
        ("mise en circulation", "demain"),
        ("mise en circulation", "2031-01"),
        ("puissance", "0"),
        ("portes", "inf"),
    ],
)
def test_a_value_that_makes_no_sense_is_told_and_left_out(column: str, value: str) -> None:
    (row,) = read_stock(f"plaque;marque;{column}\nAB-123-CD;Peugeot;{value}\n".encode())
    assert row.facts == {"make": "Peugeot"}
    assert len(row.problems) == 1
    assert value in row.problems[0]


@pytest.mark.parametrize("content", [b"", b"<html>", b"make,model\nPeugeot,208\n", b"\x00\x01\x02"])
def test_what_is_no_stock_list_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableStock):
        read_stock(content)


def test_short_and_empty_lines_do_no_harm() -> None:
    rows = read_stock(b"plaque;marque;km\nAB-123-CD\n\n;;\nAB-124-CD;Peugeot;10\n")
    assert [(row.plate, row.facts) for row in rows] == [
        ("AB-123-CD", {}),
        ("AB-124-CD", {"make": "Peugeot", "mileage_km": 10}),
    ]


def test_a_plate_that_comes_again_fills_in_what_was_missing_and_is_told() -> None:
    header = "plaque;marque;km;prix\n"
    rows = read_stock(f"{header}AB-123-CD;Peugeot;;9900\nEF-456-GH;Dacia;5;\nab123cd;Renault;42000;\n".encode())
    assert [(row.plate, row.facts) for row in rows] == [
        ("AB-123-CD", {"make": "Peugeot", "price_eur": 9_900, "mileage_km": 42_000}),
        ("EF-456-GH", {"make": "Dacia", "mileage_km": 5}),
    ]
    (told,) = rows[0].problems
    assert "4" in told
    assert "2" in told


@pytest.mark.parametrize("above", ["sep=;\r\n", "\r\n\r\n", '"sep=;"\n'])
def test_lines_above_the_header_do_no_harm(above: str) -> None:
    (row,) = read_stock(f"{above}plaque;km\nAB-123-CD;charbon\n".encode())
    assert row.plate == "AB-123-CD"
    assert str(1 + above.count("\n") + 1) in row.problems[0]
