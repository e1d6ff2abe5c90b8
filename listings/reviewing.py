"""An ad held against its car: what is checked, and what the seller answers for."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.models import User
from listings.claims.base import Claim, Verdict
from listings.compliance import Case
from listings.facts import Facts
from listings.models import Ad, ConfirmedClaim
from vehicles.models import Vehicle


def case_of(vehicle: Vehicle, *, ad: Ad | None, facts: Facts, today: date | None = None) -> Case:
    known = ConfirmedClaim.objects.filter(vehicle=vehicle).values_list("key", flat=True)
    return Case(
        facts=facts,
        title=ad.title if ad else "",
        text=ad.text if ad else "",
        today=today or timezone.localdate(),
        confirmed=frozenset(known),
    )


def confirm(vehicle: Vehicle, claims: list[Claim], keys: set[str], *, by: User) -> list[ConfirmedClaim]:
    """The seller answers for these words. Those that the text does not say, or that need no proof, are left out."""
    asked = {claim.key: claim for claim in claims if claim.verdict is Verdict.UNPROVEN and claim.key in keys}
    return [
        ConfirmedClaim.objects.get_or_create(
            vehicle=vehicle,
            key=key,
            defaults={"dealership": vehicle.dealership, "phrase": claim.phrase[:200], "confirmed_by": by},
        )[0]
        for key, claim in asked.items()
    ]
