"""Prices of the stock against the market and against the days it has stood: what to change, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Dealership
from keroxio.runs import Run
from pricing.engines.reasons import rounded
from pricing.models import Valuation
from pricing.standing import NEAR, Standing, standing_of
from vehicles.models import Vehicle

BUCKET_DAYS, LAST_BUCKET = 15, 5
# By bucket of 15 days: how far above the recommended price, in percent, a car may still stand.
ALLOWED = {1: NEAR, 2: 2, 3: 0, 4: -2, 5: -NEAR}
# Less than a percent is no reason to change an ad.
WORTHWHILE = 0.01


@dataclass(frozen=True, slots=True)
class Stocked:
    """A car for sale. ``bucket`` counts 15 days each from 1, the last one open; ``suggested`` is lower, or None."""

    vehicle: Vehicle
    days: int
    bucket: int
    recommended: int | None
    estimated_at: datetime | None
    standing: Standing | None
    suggested: int | None


def stocked(dealership: Dealership, *, now: datetime | None = None) -> list[Stocked]:
    """Every priced car for sale, the furthest above the market first; without an estimate last. One query."""
    moment = now or timezone.now()
    rows = [_stocked(vehicle, moment) for vehicle in _for_sale(dealership)]
    return sorted(rows, key=lambda row: (row.standing is None, -(row.standing.percent if row.standing else 0)))


def apply(dealership: Dealership, changes: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """``changes`` gives each car's present and new price. Returns how many were set and how many had changed since."""
    with transaction.atomic():
        done = sum(_reprice(dealership, pk, seen, price) for pk, (seen, price) in sorted(changes.items()))
    return done, len(changes) - done


def _reprice(dealership: Dealership, pk: int, seen: int, price: int) -> int:
    mine = Vehicle.objects.owned_by(dealership).active().filter(pk=pk, price_eur=seen, sold_at=None)
    vehicle = mine.select_for_update().first()
    if vehicle is None:
        return 0
    vehicle.price_eur = price
    vehicle.save(update_fields=["price_eur", "updated_at"])
    return 1


def _for_sale(dealership: Dealership) -> QuerySet[Any]:
    latest = Valuation.objects.filter(vehicle=OuterRef("pk"), status=Run.Status.DONE, recommended__isnull=False)
    latest = latest.order_by("-pk")
    return (
        Vehicle.objects.owned_by(dealership)
        .active()
        .filter(sold_at=None, price_eur__isnull=False)
        .annotate(
            recommended=Subquery(latest.values("recommended")[:1]),
            least=Subquery(latest.values("low")[:1]),
            estimated_at=Subquery(latest.values("created_at")[:1]),
        )
        .order_by("-pk")
    )


def _stocked(vehicle: Any, now: datetime) -> Stocked:
    days = (now - vehicle.created_at).days
    bucket = min(LAST_BUCKET, max(0, days - 1) // BUCKET_DAYS + 1)
    standing = standing_of(vehicle.price_eur, vehicle.recommended) if vehicle.recommended else None
    suggested = _suggested(vehicle, bucket) if standing and not standing.is_absurd else None
    return Stocked(vehicle, days, bucket, vehicle.recommended, vehicle.estimated_at, standing, suggested)


def _suggested(vehicle: Any, bucket: int) -> int | None:
    """Never below the estimate's low price, which sells fast."""
    target = max(vehicle.least, rounded(vehicle.recommended * (1 + ALLOWED[bucket] / 100)))
    return target if target <= vehicle.price_eur * (1 - WORTHWHILE) else None
