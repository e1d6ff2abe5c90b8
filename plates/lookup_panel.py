"""How the look-up of a plate stands, as step one shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from keroxio.engines import has_engine
from plates.formats import InvalidPlate, ParsedPlate, parse_plate
from plates.looking_up import LimitReached, can_look_up, facts_of, latest_lookup, look_up
from plates.models import Lookup
from vehicles.models import Vehicle


@dataclass(frozen=True)
class Panel:
    """How the look-up of a plate stands. ``fill`` is JSON: what the form may take over, by field."""

    is_set_up: bool
    is_foreign: bool = False
    can_start: bool = False
    lookup: Lookup | None = None
    problem: str = ""

    @property
    def is_under_way(self) -> bool:
        return self.lookup is not None and not self.lookup.is_finished

    @property
    def fill(self) -> str:
        return json.dumps(facts_of(self.lookup)) if self.lookup and self.lookup.is_found else ""

    @property
    def car(self) -> str:
        record = self.lookup.record if self.lookup else {}
        return " ".join(str(record[name]) for name in ("make", "model", "version") if name in record)

    @property
    def more(self) -> str:
        """Facts that the form has no field for."""
        record = self.lookup.record if self.lookup else {}
        texts = {
            "engine_cc": _("%(value)s cm³"),
            "co2_g_km": _("%(value)s g CO₂/km"),
            "euro_norm": "%(value)s",
        }
        return ", ".join(text % {"value": record[name]} for name, text in texts.items() if name in record)


def panel_of(vehicle: Vehicle, text: str, country: str = "", *, problem: str = "") -> Panel:
    if not has_engine("registry"):
        return Panel(is_set_up=False)
    plate = _parsed(text, country)
    if plate is None:
        return Panel(is_set_up=True, problem=problem)
    if not can_look_up(plate.text, plate.country):
        return Panel(is_set_up=True, is_foreign=True, problem=problem)
    lookup = latest_lookup(vehicle.dealership, plate.text, plate.country)
    return Panel(is_set_up=True, can_start=True, lookup=lookup, problem=problem)


def start(vehicle: Vehicle, text: str, country: str) -> str:
    """Returns why it cannot be looked up, or ""."""
    try:
        plate = parse_plate(text, country)
        if not can_look_up(plate.text, plate.country):
            return _("Such plates cannot be looked up.")
        look_up(vehicle.dealership, plate.text, plate.country, vehicle=_told(vehicle, plate))
    except (InvalidPlate, LimitReached) as reason:
        return str(reason)
    return ""


def _told(vehicle: Vehicle, plate: ParsedPlate) -> Vehicle | None:
    """Another plate than the saved one may be a slip: its car is only told once the plate is saved."""
    return vehicle if vehicle.plate in {"", plate.text} else None


def _parsed(text: str, country: str) -> ParsedPlate | None:
    try:
        return parse_plate(text, country)
    except InvalidPlate:
        return None
