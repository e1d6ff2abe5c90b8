"""The duties that are not met, as the page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from listings.compliance import Finding
from listings.views.remedies import field_url, label_of, value_of
from vehicles.models import Vehicle

# What the legal mentions at the end of an ad settle.
MENTIONS = {"mileage_not_guaranteed", "seller_in_text", "sale_mode", "guarantee", "composites"}


@dataclass(frozen=True)
class Wrong:
    """Words that a field contradicts: what it says, and the way to it."""

    phrase: str
    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Remedy:
    finding: Finding
    url: str
    wrong: tuple[Wrong, ...] = ()

    @property
    def is_mention(self) -> bool:
        return self.finding.duty.code in MENTIONS


def duties_context(vehicle: Vehicle, findings: list[Finding]) -> dict[str, Any]:
    """What templates/listings/_duties.html asks for, besides the ad."""
    duties = [_remedy(vehicle, finding) for finding in findings]
    return {"duties": duties, "has_mentions_to_add": any(remedy.is_mention for remedy in duties)}


def _remedy(vehicle: Vehicle, finding: Finding) -> Remedy:
    wrong = tuple(
        Wrong(claim.phrase, label_of(claim.field), value_of(vehicle, claim), field_url(vehicle, claim.field))
        for claim in finding.claims
    )
    return Remedy(finding, field_url(vehicle, finding.duty.field), wrong if finding.duty.code != "unproven" else ())
