"""A garage's stock list: a CSV file as its software exports it, in French or English, whatever its separator."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vehicles.models import Vehicle
from vehicles.words import WORDS, choice_of, simplify

MAX_BYTES = 20 * 1024**2

# Headers as they are found in stock exports, without accents, case, spaces and punctuation.
HEADERS = {
    "plate": "plate plaque immatriculation immat registration numeroimmatriculation noimmatriculation",
    "vin": "vin chassis numerochassis numeroserie noserie",
    "make": "make marque brand",
    "model": "model modele",
    "version": "version finition trim",
    "first_registration": "firstregistration mec datemec 1ermec miseencirculation datemiseencirculation "
    "datedemiseencirculation datede1ermiseencirculation date1ermiseencirculation "
    "premieremiseencirculation datepremieremiseencirculation",
    "first_registration_year": "firstregistrationyear annee anneemodele millesime year",
    "first_registration_month": "firstregistrationmonth mois month",
    "mileage_km": "mileagekm mileage kilometrage km kms kilometres",
    "mileage_guaranteed": "mileageguaranteed kilometragegaranti kmgaranti",
    "fuel": "fuel energie carburant motorisation",
    "gearbox": "gearbox boite boitedevitesse boitedevitesses transmission boitevitesses bv",
    "power_hp": "powerhp puissance puissancedin puissancedinch ch chdin puissancech puissancereelle",
    "fiscal_power": "fiscalpower puissancefiscale cv cvfiscaux puissancefiscalecv",
    "color": "color colour couleur couleurexterieure teinte",
    "doors": "doors portes nbportes nombredeportes nombreportes",
    "seats": "seats places nbplaces nombredeplaces nombreplaces",
    "body": "body carrosserie categorie",
    "options": "options equipements equipement",
    "owners_count": "ownerscount proprietaires nbproprietaires nombredeproprietaires nbmains",
    "condition_notes": "conditionnotes commentaire commentaires etat observations",
    "price_eur": "priceeur price prix prixttc prixdevente prixvente prixventettc",
}

TRUE_WORDS = {"1", "oui", "yes", "true", "vrai", "o", "x", "garanti"}


class UnreadableStock(Exception):
    """The file is no stock list; the message says why."""


@dataclass(frozen=True)
class StockRow:
    line: int
    plate: str
    facts: dict[str, Any]
    problems: tuple[str, ...]


def read_stock(content: bytes) -> list[StockRow]:
    """One row per car; a value that makes no sense is left out and told. Raises ``UnreadableStock``.

    A plate that comes again fills in what its first line left blank, and is told.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableStock(_("This stock file is larger than 20 MB."))
    lines = _lines(_text(content))
    columns = {position: field for position, title in enumerate(next(lines, (0, []))[1]) if (field := _field(title))}
    if "plate" not in columns.values():
        raise UnreadableStock(_("This stock file has no column for the plate (plate, immatriculation)."))
    return _once([_row(number, cells, columns) for number, cells in lines if any(cell.strip() for cell in cells)])


def _once(rows: list[StockRow]) -> list[StockRow]:
    kept: dict[str, StockRow] = {}
    for row in rows:
        key = simplify(row.plate) or f"line {row.line}"
        first = kept.get(key)
        if first is None:
            kept[key] = row
            continue
        told = _("line %(line)d: %(plate)s is on line %(first)d already; only what was missing there is taken")
        told %= {"line": row.line, "plate": row.plate, "first": first.line}
        kept[key] = replace(first, facts=row.facts | first.facts, problems=(*first.problems, *row.problems, told))
    return list(kept.values())


def _text(content: bytes) -> str:
    # Spreadsheets save "Unicode text" as UTF-16 with its mark; without one it shows by its zeros.
    zeros = content[:400].count(0)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or zeros > len(content[:400]) / 4:
        encodings = ["utf-16" if content[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableStock(_("The text of this stock file cannot be read. Save it as CSV in UTF-8."))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    above, text = _above_header(text)
    header = text.split("\n", 1)[0]
    delimiter = max(";,\t|", key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        yield from ((above + reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        raise UnreadableStock(_("Line %(line)d cannot be read as CSV.") % {"line": reader.line_num}) from error


def _above_header(text: str) -> tuple[int, str]:
    """Blank lines, and Excel's "sep=;", may stand above the header: how many, and the text below them."""
    lines = text.splitlines(keepends=True)
    above = 0
    while above < len(lines) and (not lines[above].strip() or lines[above].lower().startswith(("sep=", '"sep='))):
        above += 1
    return above, "".join(lines[above:])


def _field(title: str) -> str | None:
    wanted = simplify(title)
    return next((field for field, names in HEADERS.items() if wanted in simplify_all(names)), None)


def simplify_all(names: str) -> set[str]:
    return {simplify(name) for name in names.split()}


def _row(number: int, cells: list[str], columns: dict[int, str]) -> StockRow:
    facts: dict[str, Any] = {}
    problems = []
    for position, field in columns.items():
        text = cells[position].strip() if position < len(cells) else ""
        if not text:
            continue
        try:
            facts |= _parse(field, text)
        except (KeyError, ValueError, OverflowError, ValidationError):
            problems.append(_("line %(line)d: %(field)s “%(value)s” makes no sense") % {
                "line": number, "field": field, "value": text[:40]})  # fmt: skip
    return StockRow(number, facts.pop("plate", ""), facts, tuple(problems))


def _parse(field: str, text: str) -> dict[str, Any]:
    value = PARSERS.get(field, str)(text)
    found = value if isinstance(value, dict) else {field: value}
    for name, one in found.items():
        Vehicle._meta.get_field(name).clean(one, None)  # type: ignore[union-attr]
    return found


def _number(text: str) -> int:
    digits = re.sub(r"[\s\u00a0\u202f€]|km|ch|cv|kms|eur", "", text.lower())
    return int(float(re.sub(r"\.(?=\d{3}\b)", "", digits).replace(",", ".")))


def _choice(field: str, text: str) -> str:
    value = choice_of(field, text)
    if not value:
        raise ValueError(text)
    return value


def _month(text: str) -> dict[str, int]:
    """Out of 2021-05, 05/2021, 12/05/2021, 2021-05-12 or 2021."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    year = next((part for part in parts if part > 1000), None)
    if year is None:
        raise ValueError(text)
    found = {"first_registration_year": year}
    others = [part for part in parts if part != year]
    if others:
        found["first_registration_month"] = others[0] if parts[0] == year or len(others) == 1 else others[1]
    return found


def _options(text: str) -> str:
    return "\n".join(option.strip() for option in re.split(r"[|;\n,]", text) if option.strip())


PARSERS: dict[str, Callable[[str], Any]] = {
    "first_registration": _month,
    "options": _options,
    "mileage_guaranteed": lambda text: simplify(text) in TRUE_WORDS,
    **{field: partial(_choice, field) for field in WORDS},
    **dict.fromkeys(
        ["first_registration_year", "first_registration_month", "mileage_km", "power_hp", "fiscal_power", "doors",
         "seats", "owners_count", "price_eur"], _number
    ),
}  # fmt: skip
