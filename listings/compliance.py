"""What French law asks of an ad for a used car, as data, and what of it is missing.

Sources read on 21 November 2026; not legal advice. Reasons are shown to the seller and are translated.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from listings.critair import crit_air
from listings.facts import Facts
from listings.writers import mentions

INSPECTION_AGE_YEARS = 4
INSPECTION_VALID_MONTHS = 6


class Level(StrEnum):
    BLOCKING = "blocking"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True)
class Case:
    """What is checked: the facts, the ad's text as it would be published ("" before one is written), and the day."""

    facts: Facts
    text: str
    today: date

    @property
    def plain_text(self) -> str:
        return re.sub(r"\s+", " ", self.text).lower()


@dataclass(frozen=True)
class Duty:
    """``garage`` and ``private`` are the levels at which it binds each kind of seller; None where it does not.

    ``field`` is where it is put right: a field of the vehicle, "text" for the ad, "dealership" for who sells.
    """

    code: str
    field: str
    label: str | Promise
    why: str | Promise
    source: str
    in_force_since: date
    is_met: Callable[[Case], bool]
    garage: Level | None = Level.BLOCKING
    private: Level | None = None


@dataclass(frozen=True)
class Finding:
    duty: Duty
    level: Level

    @property
    def is_blocking(self) -> bool:
        return self.level is Level.BLOCKING


def check(facts: Facts, *, text: str = "", today: date) -> list[Finding]:
    """The duties that this seller has not met, the gravest first. Duties on the text wait until there is one."""
    case = Case(facts, text, today)
    findings = []
    for duty in DUTIES:
        level = duty.garage if facts.seller.is_garage else duty.private
        if level is not None and (text or duty.field != "text") and not duty.is_met(case):
            findings.append(Finding(duty, level))
    return sorted(findings, key=lambda finding: list(Level).index(finding.level))


def needs_inspection(facts: Facts, today: date) -> bool:
    """Whether the car is over four years old: a month not known counts as December, in the seller's favour."""
    if facts.first_registration_year is None:
        return False
    month = facts.first_registration_month or 12
    return (today.year - facts.first_registration_year) * 12 + today.month - month > INSPECTION_AGE_YEARS * 12


def inspection_is_fresh(inspection: date, today: date) -> bool:
    month = inspection.month + INSPECTION_VALID_MONTHS
    year, month = inspection.year + (month - 1) // 12, (month - 1) % 12 + 1
    last = min(inspection.day, calendar.monthrange(year, month)[1])
    return inspection <= today <= date(year, month, last)


def _inspection_is_in_order(case: Case) -> bool:
    if not needs_inspection(case.facts, case.today):
        return True
    return case.facts.inspection_date is not None and inspection_is_fresh(case.facts.inspection_date, case.today)


def _says_mileage_is_not_guaranteed(case: Case) -> bool:
    is_due = case.facts.mileage_km is not None and not case.facts.mileage_guaranteed
    return not is_due or mentions.NOT_GUARANTEED in case.plain_text


def _says_who_sells(case: Case) -> bool:
    siren = re.sub(r"\D", "", case.facts.seller.siren)
    return not siren or siren in re.sub(r"\s", "", case.text)


def _says_price(case: Case) -> bool:
    price = case.facts.price_eur
    return price is None or str(price) in re.sub(r"[\s.]", "", case.text)


DECREE = "Décret n° 78-993 du 4 octobre 1978, art. 2 à 2-2, modifié par le décret n° 2000-576 du 28 juin 2000"
DECREE_DATE = date(2000, 7, 1)
IDENTITY_LAW = "Code de la consommation, art. L. 111-1 et R. 111-1"
PRICE_LAW = "Code de la consommation, art. L. 112-1 ; arrêté du 3 décembre 1987"
INSPECTION_LAW = "Code de la route, art. R. 323-22"
GUARANTEE_LAW = "Code de la consommation, art. L. 111-1, L. 217-3 ; code civil, art. 1641"
CRIT_AIR_LAW = "Code de la route, art. L. 318-1 ; arrêté du 21 juin 2016"
MISLEADING_LAW = "Code de la consommation, art. L. 121-2"

DUTIES: tuple[Duty, ...] = (
    Duty(
        "make", "make", _("Make"), _("An ad must name the make of the car."),
        DECREE, DECREE_DATE, lambda case: bool(case.facts.make), private=Level.BLOCKING,
    ),
    Duty(
        "model", "model", _("Model"), _("An ad must name the model of the car."),
        DECREE, DECREE_DATE, lambda case: bool(case.facts.model), private=Level.BLOCKING,
    ),
    Duty(
        "version", "version", _("Version"),
        _("A professional must give the version, so that the buyer knows engine, gearbox and trim."),
        DECREE, DECREE_DATE, lambda case: bool(case.facts.version), private=Level.ADVICE,
    ),
    Duty(
        "body", "body", _("Body type"), _("A professional must say which type of car it is."),
        DECREE, DECREE_DATE, lambda case: bool(case.facts.body), garage=Level.WARNING,
    ),
    Duty(
        "registration_year", "first_registration_year", _("Year of first registration"),
        _("The year of first registration is required: it stands for the model year since 2000."),
        DECREE, DECREE_DATE, lambda case: case.facts.first_registration_year is not None, private=Level.WARNING,
    ),
    Duty(
        "registration_month", "first_registration_month", _("Month of first registration"),
        _("The month of first registration is required beside the year."),
        DECREE, DECREE_DATE, lambda case: case.facts.first_registration_month is not None, private=Level.ADVICE,
    ),
    Duty(
        "mileage", "mileage_km", _("Mileage"),
        _("Give the total mileage if you can prove it, otherwise the odometer reading marked as not guaranteed."),
        DECREE, DECREE_DATE, lambda case: case.facts.mileage_km is not None, private=Level.WARNING,
    ),
    Duty(
        "mileage_not_guaranteed", "text", _("“Kilométrage non garanti” in the ad"),
        _("The mileage is not marked as guaranteed, so the ad must say “non garanti”."),
        DECREE, DECREE_DATE, _says_mileage_is_not_guaranteed, private=Level.WARNING,
    ),
    Duty(
        "price", "price_eur", _("Price"), _("The price to pay, with all taxes, must be shown."),
        PRICE_LAW, date(1988, 3, 31), lambda case: case.facts.price_eur is not None, private=Level.BLOCKING,
    ),
    Duty(
        "price_in_text", "text", _("Price in the ad"),
        _("The text does not give the current price: a buyer must read the same price everywhere."),
        PRICE_LAW, date(1988, 3, 31), _says_price, garage=Level.WARNING, private=Level.ADVICE,
    ),
    Duty(
        "seller_name", "dealership", _("Name of the business"), _("A professional must say who sells."),
        IDENTITY_LAW, date(2014, 6, 14), lambda case: bool(case.facts.seller.name),
    ),
    Duty(
        "seller_siren", "dealership", _("SIREN number"), _("A professional must be identified by the SIREN number."),
        IDENTITY_LAW, date(2014, 6, 14), lambda case: bool(case.facts.seller.siren),
    ),
    Duty(
        "seller_in_text", "text", _("Identity of the seller in the ad"),
        _("The ad must carry your SIREN number, so that buyers see they deal with a professional."),
        IDENTITY_LAW, date(2014, 6, 14), _says_who_sells,
    ),
    Duty(
        "guarantee", "text", _("Legal guarantees in the ad"),
        _("A professional must inform buyers of the legal guarantee of conformity, which cannot be excluded."),
        GUARANTEE_LAW, date(2022, 1, 1), lambda case: mentions.CONFORMITY in case.plain_text, garage=Level.WARNING,
    ),
    Duty(
        "crit_air", "fuel", _("Crit’Air class"),
        _("The Crit’Air class must be shown where cars are sold: it is worked out from fuel and first registration."),
        CRIT_AIR_LAW, date(2020, 1, 1), lambda case: crit_air(case.facts) is not None,
        garage=Level.WARNING, private=Level.ADVICE,
    ),
    Duty(
        "inspection", "inspection_date", _("Technical inspection"),
        _("A car over four years old needs an inspection report under six months old, given before the sale."),
        INSPECTION_LAW, date(1992, 1, 1), _inspection_is_in_order, garage=Level.WARNING, private=Level.WARNING,
    ),
    Duty(
        "composites", "text", _("Edited photos named in the ad"),
        _("Some photos show another background: say so, or buyers could be misled."),
        MISLEADING_LAW, date(2008, 1, 5),
        lambda case: not case.facts.has_composites or mentions.COMPOSITE in case.plain_text,
        garage=Level.WARNING, private=Level.WARNING,
    ),
)  # fmt: skip
