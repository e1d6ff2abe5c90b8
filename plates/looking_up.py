"""Look plates up in the configured registry: once, when it may still be news, within the month's limit."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Dealership
from keroxio.engines import engine, has_engine
from keroxio.runs import Run
from plates.engines.grammar import FRENCH, Kind
from plates.formats import bare
from plates.models import Lookup, PlateReading
from vehicles.models import Vehicle
from vehicles.reporting import report

logger = logging.getLogger(__name__)

_NO_CARS = [template for template in FRENCH if template.kind is Kind.TRADE]
SAME_NAMES = (
    *("make", "model", "version", "vin", "fuel", "gearbox", "power_hp", "fiscal_power", "body", "color", "doors"),
    "seats",
)


class LimitReached(Exception):
    """The dealership has had this month's look-ups; the message says until when."""


def can_look_up(plate: str, country: str) -> bool:
    """Whether a registry is set up that knows such plates; a W garage plate is a trader's, not a car's."""
    if not has_engine("registry") or country not in engine("registry").countries:
        return False
    return not any(template.matches(bare(plate)) for template in _NO_CARS)


def latest_lookup(dealership: Dealership, plate: str, country: str) -> Lookup | None:
    """The newest that is worth showing: under way, failed, or answered so lately that the answer still holds."""
    lookup = _of_plate(dealership, plate, country).order_by("-pk").first()
    return None if lookup and lookup.status == Run.Status.DONE and not lookup.is_fresh else lookup


def look_up(
    dealership: Dealership,
    plate: str,
    country: str,
    *,
    vehicle: Vehicle | None = None,
    queue: str = Run.Queue.INTERACTIVE,
) -> Lookup:
    """The answer that still holds, the look-up that is under way, or a new one; a failed one is tried again.

    ``plate`` as ``plates.formats.parse_plate`` writes it. Raises ``LimitReached``.
    """
    known = latest_lookup(dealership, plate, country)
    if known is None:
        check_limit(dealership)
        return _request(dealership, plate, country, vehicle, queue)
    if known.status == Run.Status.FAILED:
        check_limit(dealership)
        known.retry()
    elif known.is_found and vehicle is not None:
        tell(vehicle, known)
    return known


def look_up_once(
    dealership: Dealership, plate: str, country: str, *, vehicle: Vehicle, queue: str = Run.Queue.INTERACTIVE
) -> None:
    """What happens by itself when a plate is read or saved: never twice for a plate, and silent at the limit."""
    if not plate or not can_look_up(plate, country):
        return
    known = latest_lookup(dealership, plate, country)
    if known is not None:
        if known.is_found:
            tell(vehicle, known)
        return
    try:
        look_up(dealership, plate, country, vehicle=vehicle, queue=queue)
    except LimitReached:
        logger.info("Dealership %s has had this month's look-ups", dealership.pk)


def _of_plate(dealership: Dealership, plate: str, country: str) -> QuerySet[Lookup]:
    return Lookup.objects.filter(dealership=dealership, plate=plate, country=country)


def _request(dealership: Dealership, plate: str, country: str, vehicle: Vehicle | None, queue: str) -> Lookup:
    """One at a time for a plate: who asks a moment later gets the one under way."""
    try:
        with transaction.atomic():
            return Lookup.objects.request(
                dealership=dealership, plate=plate, country=country, vehicle=vehicle, queue=queue
            )
    except IntegrityError:
        return _of_plate(dealership, plate, country).latest("pk")


def check_limit(dealership: Dealership) -> None:
    if not settings.LOOKUPS_PER_MONTH or looked_up_this_month(dealership) < settings.LOOKUPS_PER_MONTH:
        return
    raise LimitReached(
        _("This month's %(count)d look-ups are used up. There will be more on %(day)s; until then, type what you know.")
        % {"count": settings.LOOKUPS_PER_MONTH, "day": date_format(_next_month(), "j F")}
    )


def looked_up_this_month(dealership: Dealership) -> int:
    """What the registry did not answer costs nothing and does not count."""
    mine = Lookup.objects.filter(dealership=dealership, created_at__gte=_this_month())
    return mine.exclude(status=Run.Status.FAILED).count()


def _this_month() -> datetime:
    return timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next_month() -> datetime:
    first = _this_month()
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def facts_of(lookup: Lookup) -> dict[str, Any]:
    """The record in the fields of a vehicle."""
    facts = {name: lookup.record[name] for name in SAME_NAMES if name in lookup.record}
    if "first_registration" in lookup.record:
        year, month, _day = (int(part) for part in lookup.record["first_registration"].split("-"))
        facts |= {"first_registration_year": year, "first_registration_month": month}
    return facts


def tell(vehicle: Vehicle, lookup: Lookup) -> list[str]:
    """Give a car what the registry said of its plate; returns the names filled in."""
    return report(vehicle, "registry", lookup.plate, facts_of(lookup))


def after_lookup(lookup: Lookup) -> None:
    """The cars with this plate are told, and the one it was asked for while its plate is not saved yet."""
    if not lookup.is_found:
        return
    mine = Vehicle.objects.owned_by(lookup.dealership).present()
    for vehicle in mine.filter(Q(plate=lookup.plate) | Q(plate="", pk=lookup.vehicle_id or 0)).order_by("pk"):
        tell(vehicle, lookup)


def after_reading(reading: PlateReading) -> None:
    """A plate that was read for certain is looked up before anyone asks."""
    if not (reading.is_confident and reading.text and has_engine("registry")):
        return
    vehicle = reading.photo.vehicle
    if not vehicle.plate or bare(vehicle.plate) == bare(reading.text):
        look_up_once(reading.dealership, reading.text, reading.country, vehicle=vehicle, queue=reading.queue)
