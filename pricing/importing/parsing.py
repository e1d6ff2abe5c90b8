"""A line of a file as a car that was seen for sale, or the reason why it is none."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from pricing.departments import department_of
from pricing.importing import words
from pricing.importing.files import Cells
from pricing.importing.mapping import Mapping
from vehicles.families import family_of
from vehicles.words import simplify

T = TypeVar("T")

LEAST_EUR, MOST_EUR = 200, 3_000_000
FIRST_YEAR, MOST_KM, MOST_HP = 1900, 1_000_000, 2_500
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
FIRST_DAY = date(1990, 1, 1)
FINGERPRINT = (
    "family", "version", "first_registration_year", "first_registration_month", "mileage_km", "fuel", "gearbox",
    "power_hp", "color", "doors", "seats", "country", "department", "seller_type",
)  # fmt: skip


class Rejected(Exception):
    """Why the line is no car for sale."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """``facts`` are columns of a listing; ``prices`` are what was asked on which days."""

    key: str
    facts: dict[str, Any]
    prices: dict[date, int]
    last_seen_on: date


class Parser:
    def __init__(self, mapping: Mapping, *, seen_on: date) -> None:
        self._mapping = mapping
        self._columns = list(mapping.columns.items())
        self._seen_on = seen_on
        # Clocks of other time zones are a day ahead; a price of next month is a mistake.
        self._latest = max(seen_on, timezone.localdate()) + timedelta(days=2)

    def sighting(self, cells: Cells) -> Sighting:
        """Raises ``Rejected``."""
        told = dict(self._mapping.defaults)
        told |= {name: cell for name, column in self._columns if (cell := cells.get(column))}
        self._translate(told)
        facts = self._facts(told)
        prices, last_seen = self._prices(told, facts)
        key = told.get("listing_id", "")[:78]
        return Sighting(f"={key}" if key else fingerprint(facts), facts, prices, last_seen)

    def _translate(self, told: dict[str, str]) -> None:
        for name, known in self._mapping.values.items():
            if name in told:
                told[name] = known.get(simplify(told[name]), told[name])

    def _facts(self, told: dict[str, str]) -> dict[str, Any]:
        make, model = _required(told, "make"), _required(told, "model")
        family = family_of(_clean(make)[:60], _clean(model)[:60])
        if len(family.key.strip()) < 2 or not family.key.split(" ")[0]:
            raise Rejected(_("the make is not a name: %(make)s") % {"make": make[:40]})
        year, month = self._registration(told)
        country = words.word_of("country", told["country"]) if "country" in told else "fr"
        facts: dict[str, Any] = {
            "family": family.key[:120],
            "make": family.make[:40],
            "model": family.model[:60],
            "version": _clean(told.get("version", ""))[:160],
            "first_registration_year": year,
            "first_registration_month": month,
            "registered": year * 12 + (month or 6),
            "mileage_km": self._mileage(told),
            "power_hp": self._power(told),
            "engine_cc": _optional(words.engine_of, told, "engine_cc", most=20_000),
            "doors": _optional(words.whole_of, told, "doors", most=9),
            "seats": _optional(words.whole_of, told, "seats", most=99),
            "country": country or simplify(told.get("country", ""))[:2] or "fr",
            "department": self._department(told, country),
            "url": _url(told.get("url", "")),
        }
        for name in ("fuel", "gearbox", "body", "color", "drive", "seller_type"):
            facts[name] = words.word_of(name, told[name]) if name in told else ""
        return facts

    def _registration(self, told: dict[str, str]) -> tuple[int, int | None]:
        text = told.get("first_registration_year") or told.get("first_registration", "")
        if not text:
            raise Rejected(_("no year of first registration"))
        year, month = _parsed(words.registration_of, text, "first_registration")
        month = _optional(words.whole_of, told, "first_registration_month", most=12) or month
        if not FIRST_YEAR <= year <= self._latest.year + 1:
            raise Rejected(_("no year of a car: %(year)s") % {"year": text[:20]})
        return year, month if month and 1 <= month <= 12 else None

    def _mileage(self, told: dict[str, str]) -> int:
        miles = "mileage_km" not in told
        text = told.get("mileage_km") or told.get("mileage_mi", "")
        if not text:
            raise Rejected(_("no mileage"))
        in_miles = miles or self._mapping.units.get("mileage") == "mi"
        kilometres = _parsed(lambda cell: words.mileage_of(cell, miles=in_miles), text, "mileage")
        if not 0 <= kilometres <= MOST_KM:
            raise Rejected(_("no mileage of a car: %(text)s") % {"text": text[:20]})
        return kilometres

    def _power(self, told: dict[str, str]) -> int | None:
        kilowatts = "power_hp" not in told or self._mapping.units.get("power") == "kw"
        text = told.get("power_hp") or told.get("power_kw", "")
        return _optional(lambda cell: words.power_of(cell, kilowatts=kilowatts), {"power": text}, "power", most=MOST_HP)

    def _department(self, told: dict[str, str], country: str) -> int | None:
        text = told.get("department", "").lower().removesuffix(".0")
        number = {"2a": "20", "2b": "20"}.get(text, text)
        if number.isascii() and number.isdigit() and len(number) <= 2:
            return int(number) if 1 <= int(number) <= 95 else None
        return department_of(told.get("postcode", "").zfill(5)) if country == "fr" and told.get("postcode") else None

    def _prices(self, told: dict[str, str], facts: dict[str, Any]) -> tuple[dict[date, int], date]:
        currency = told.get("currency", "")
        foreign = words.currency_of(currency) or words.currency_of(told.get("price_eur", ""))
        if foreign:
            raise Rejected(_("priced in %(currency)s, not in euros") % {"currency": foreign})
        sold = self._price(told, "sold_price_eur")
        price = self._price(told, "price_eur") or sold
        if price is None:
            raise Rejected(_("no price"))
        listed = self._day(told, "listed_on")
        sold_on = self._day(told, "sold_on")
        last_seen = max(filter(None, (self._day(told, "last_seen_on") or sold_on or listed or self._seen_on, listed)))
        first = self._price(told, "first_price_eur")
        facts |= {"sold_price_eur": sold, "sold_on": sold_on or (last_seen if sold else None)}
        prices = {listed: first if first is not None else price} if listed else {}
        return prices | {last_seen: price}, last_seen

    def _price(self, told: dict[str, str], name: str) -> int | None:
        if name not in told:
            return None
        euros = _parsed(words.whole_of, told[name], "price")
        if not LEAST_EUR <= euros <= MOST_EUR:
            raise Rejected(_("no price of a car: %(price)s") % {"price": told[name][:20]})
        return euros

    def _day(self, told: dict[str, str], name: str) -> date | None:
        if name not in told:
            return None
        day = _parsed(words.day_of, told[name], "date")
        if not FIRST_DAY <= day <= self._latest:
            raise Rejected(_("no day of a sale: %(day)s") % {"day": told[name][:20]})
        return day


def fingerprint(facts: dict[str, Any]) -> str:
    """Of one car, where the source gives it no number of its own."""
    text = "\x1f".join(str(facts[name]).lower() for name in FINGERPRINT)
    return f"~{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"


def _required(told: dict[str, str], name: str) -> str:
    if not told.get(name):
        raise Rejected(_("no make") if name == "make" else _("no model"))
    return told[name]


def _parsed(parse: Callable[[str], T], text: str, what: str) -> T:
    try:
        return parse(text)
    except (ValueError, OverflowError) as error:
        found = {"what": what, "text": text[:40]}
        raise Rejected(_("%(what)s makes no sense: %(text)s") % found) from error


def _optional(parse: Callable[[str], int], told: dict[str, str], name: str, *, most: int) -> int | None:
    """What cannot be is not known: a car is no worse a comparable for a missing door."""
    try:
        number = parse(told.get(name, ""))
    except (ValueError, OverflowError):
        return None
    return number if 0 < number <= most else None


def _clean(text: str) -> str:
    """One line without what pages and scripts escape: "S&amp;S" and "S\\u0026S" are "S&S"."""
    if "&" in text or "\\u" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), html.unescape(text))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _url(text: str) -> str:
    return text if text.startswith(("https://", "http://")) and len(text) <= 500 and text.isprintable() else ""
