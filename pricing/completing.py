"""Versions as the market writes them, to complete what is typed."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Dealership
from accounts.tenancy import TenantRequest, member_required
from pricing.models import MarketListing, MarketSource
from vehicles.families import family_of

MOST_VERSIONS = 60


@require_safe
@member_required
def version_names(request: TenantRequest) -> HttpResponse:
    make, model = (request.GET.get(name, "").strip()[:60] for name in ("make", "model"))
    versions = versions_of(make, model, request.dealership) if make and model else []
    return render(request, "wizard/plate.html#models", {"models": versions})


def versions_of(make: str, model: str, dealership: Dealership) -> list[str]:
    """Of the model's French listings that the dealership sees, the most frequent first."""
    sources = MarketSource.objects.visible_to(dealership)
    listings = MarketListing.objects.filter(family=family_of(make, model).key, country="fr", source__in=sources)
    counted = listings.exclude(version="").values("version").annotate(count=Count("pk")).order_by("-count", "version")
    return [row["version"] for row in counted[:MOST_VERSIONS]]
