"""The values of a file's cells, whatever their language, unit and format. ValueError: the text makes no sense."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from vehicles.words import WORDS as FRENCH
from vehicles.words import choice_of, simplify

WORDS = Path(__file__).parent / "words.toml"
HP_PER_KW = 1.35962
KM_PER_MILE = 1.609344
MAX_DIGITS = 12
# Prices in these are refused: no rate is known for the day they were asked on.
OTHER_CURRENCIES = {"£": "GBP", "$": "USD", "zł": "PLN", "kč": "CZK", "kr": "SEK", "fr.": "CHF"}
_NUMBER = re.compile(r"\d(?:[\d.,'’\s]*\d)?")
_THOUSANDS = re.compile(r"(?<=\d)[.,'’](?=\d{3}(?:\D|$))")
_HORSES = re.compile(r"(\d[\d.,\s]*)\s*(?:hp|ch|cv|ps|pk)\b", re.IGNORECASE)
_KILOWATTS = re.compile(r"(\d[\d.,\s]*)\s*kw\b", re.IGNORECASE)
_CURRENCY = re.compile(r"\b[A-Z]{3}\b")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return words


@lru_cache(maxsize=20_000)
def word_of(field: str, text: str) -> str:
    """The vocabulary's value, "" where the word is not known: a missing fuel is no reason to lose a price."""
    known = _words()[field].get(simplify(text), "")
    return known or (choice_of(field, text) if field in FRENCH else "")


def number_of(text: str) -> float:
    """ "12 900", "12.900", "12,900.50", "1.234,5" and "45000.0"; a lone point before three digits is thousands."""
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return float(text)
    found = _NUMBER.search(text)
    if found is None or len(found[0]) > 2 * MAX_DIGITS:
        raise ValueError(text)
    number = "".join(found[0].split())
    sign = "-" if text.lstrip().startswith(("-", "−")) else ""
    last = max(number.rfind("."), number.rfind(","))
    if "." in number and "," in number:
        whole, decimals = number[:last], number[last + 1 :]
        return float(f"{sign}{re.sub(r'[^0-9]', '', whole)}.{decimals}")
    return float(sign + re.sub(r"[^0-9.]", "", _THOUSANDS.sub("", number).replace(",", ".")))


def whole_of(text: str) -> int:
    return round(number_of(text))


def power_of(text: str, *, kilowatts: bool = False) -> int:
    """In DIN horsepower: "110 kW (150 PS)" is 150."""
    if horses := _HORSES.search(text):
        return whole_of(horses[1])
    if found := _KILOWATTS.search(text):
        return round(number_of(found[1]) * HP_PER_KW)
    return round(number_of(text) * (HP_PER_KW if kilowatts else 1))


def mileage_of(text: str, *, miles: bool = False) -> int:
    in_miles = miles or re.search(r"\bmi(?:les?)?\b", text, re.IGNORECASE) is not None
    return round(number_of(text) * (KM_PER_MILE if in_miles else 1))


def engine_of(text: str) -> int:
    """In cubic centimetres; "1.6" and "1,6 l" are litres."""
    number = number_of(text)
    return round(number * 1000 if number < 20 else number)


def currency_of(text: str) -> str:
    """ "" where none is named, and for the euro."""
    if found := next((code for sign, code in OTHER_CURRENCIES.items() if sign in text.lower()), ""):
        return found
    named = _CURRENCY.search(text.upper())
    return "" if named is None or named[0] in {"EUR", "TTC", "EUROS", "VAT"} else named[0]


def day_of(text: str) -> date:
    """ISO dates and times, or day before month: "03/02/2026" is 3 February."""
    if found := _DAY.match(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return datetime.fromisoformat(text).date() if len(text) > 10 else date.fromisoformat(text)


def registration_of(text: str) -> tuple[int, int | None]:
    """Year and month out of 2021-05-12, 05/2021, 12/05/2021, 202105 or 2021."""
    if re.fullmatch(r"(?:19|20)\d{4}", text):
        return int(text[:4]), int(text[4:])
    parts = [int(part) for part in re.findall(r"\d{1,4}", text.removesuffix(".0"))]
    at = next((position for position, part in enumerate(parts) if part > 1000), None)
    if at is None:
        raise ValueError(text)
    if len(parts) == 1:
        return parts[0], None
    # After the year comes the month; before it, the month stands next to it.
    month = parts[at + 1] if at == 0 else parts[at - 1]
    return parts[at], month
