"""Where a missing duty is put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from listings.compliance import Finding
from vehicles.models import Vehicle

# What the legal mentions at the end of an ad settle.
MENTIONS = {"mileage_not_guaranteed", "seller_in_text", "guarantee", "composites"}
SCREENS = {"price_eur": "wizard_price", "text": "wizard_ad"}


@dataclass(frozen=True)
class Remedy:
    finding: Finding
    url: str

    @property
    def is_mention(self) -> bool:
        return self.finding.duty.code in MENTIONS


def duties_context(vehicle: Vehicle, findings: list[Finding]) -> dict[str, Any]:
    """What templates/listings/_duties.html asks for, besides the ad."""
    duties = [Remedy(finding, _url(vehicle, finding.duty.field)) for finding in findings]
    return {"duties": duties, "has_mentions_to_add": any(remedy.is_mention for remedy in duties)}


def _url(vehicle: Vehicle, field: str) -> str:
    if field == "dealership":
        return reverse("dealership_profile")
    return f"{reverse(SCREENS.get(field, 'wizard_plate'), args=[vehicle.pk])}#id_{field}"
