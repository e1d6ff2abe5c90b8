"""Take in what a source says of a car: blank particulars are filled in, others are left and can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from vehicles.models import Vehicle
from vehicles.provenance import EMPTY, Claim, claims, with_report


def report(vehicle: Vehicle, source: str, about: str, facts: Mapping[str, Any]) -> list[str]:
    """Keep the facts and fill in what is blank; returns the names filled in. Values that make no sense are left out.

    The revision stays: a form that is open meanwhile may be saved, and its own values win.
    """
    with transaction.atomic():
        current = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
        known = {name: value for name, value in facts.items() if _makes_sense(name, value)}
        # A blank that a seller left on purpose, after the same report, is not filled in again.
        repeated = current.reported.get(source) == {"about": about, "facts": known}
        filled = [name for name in known if not repeated and getattr(current, name) in EMPTY]
        for name in filled:
            setattr(current, name, known[name])
            current.sources[name] = source
        current.reported = with_report(current.reported, source, about, known)
        current.save(update_fields=[*filled, "sources", "reported", "updated_at"])
    return filled


def claimed(vehicle: Vehicle, choice: str) -> tuple[str, Claim | None]:
    """The field and the claim that "power_hp:registry" names; None where no source claims that any more."""
    field, _colon, source = choice.partition(":")
    said = claims(vehicle.reported, vehicle.vin).get(field, [])
    return field, next((claim for claim in said if claim.source == source), None)


def keep_mine(vehicle: Vehicle, choice: str) -> None:
    """The seller's value stays: the sources of ``choice`` do not ask again while they say the same.

    As in "make:registry,vin".
    """
    field, _colon, sources = choice.partition(":")
    found = [claim for source in sources.split(",") if (claim := claimed(vehicle, f"{field}:{source}")[1])]
    if not found:
        return
    with transaction.atomic():
        current = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
        current.decisions.setdefault(field, {}).update({claim.source: claim.value for claim in found})
        current.save(update_fields=["decisions", "updated_at"])


def _makes_sense(name: str, value: Any) -> bool:
    try:
        Vehicle._meta.get_field(name).clean(value, None)  # type: ignore[union-attr]
    except ValidationError:
        return False
    return value not in EMPTY
