"""Where a missing duty is put right."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from listings.compliance import Finding
from vehicles.models import Vehicle

SCREENS = {"price_eur": "wizard_price", "text": "wizard_ad"}


@dataclass(frozen=True)
class Remedy:
    finding: Finding
    url: str


def remedies(vehicle: Vehicle, findings: list[Finding]) -> list[Remedy]:
    return [Remedy(finding, _url(vehicle, finding.duty.field)) for finding in findings]


def _url(vehicle: Vehicle, field: str) -> str:
    if field == "dealership":
        return reverse("dealership_profile")
    return f"{reverse(SCREENS.get(field, 'wizard_plate'), args=[vehicle.pk])}#id_{field}"
