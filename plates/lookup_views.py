"""The look-up panel of step one, and decisions about what sources say."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.tenancy import TenantRequest, member_required, seller_required
from plates.lookup_panel import Panel, panel_of, start
from vehicles.models import Vehicle
from vehicles.ownership import vehicle_or_404
from vehicles.reporting import keep_mine


@require_safe
@member_required
def plate_lookup(request: TenantRequest, pk: int) -> HttpResponse:
    """The fragment for the plate as it is typed."""
    vehicle = vehicle_or_404(request, pk)
    typed = request.GET.get("plate", vehicle.plate), request.GET.get("plate_country", vehicle.plate_country)
    return _panel(request, vehicle, panel_of(vehicle, *typed))


@require_POST
@seller_required
def lookup_start(request: TenantRequest, pk: int) -> HttpResponse:
    """Look up the plate as it is typed; nothing is saved but what the registry says."""
    vehicle = vehicle_or_404(request, pk)
    typed = request.POST.get("plate", ""), request.POST.get("plate_country", "")
    problem = start(vehicle, *typed)
    return _panel(request, vehicle, panel_of(vehicle, *typed, problem=problem), 422 if problem else 200)


@require_POST
@seller_required
def particulars_keep(request: TenantRequest, pk: int) -> HttpResponse:
    """The seller's value stays against what a source says; what else is typed stays as it is on the page."""
    vehicle = vehicle_or_404(request, pk)
    keep_mine(vehicle, request.POST.get("keep", ""))
    return HttpResponse() if request.htmx else redirect("wizard_plate", vehicle.pk)


def _panel(request: TenantRequest, vehicle: Vehicle, panel: Panel, status: int = 200) -> HttpResponse:
    return render(request, "plates/_lookup.html", {"vehicle": vehicle, "panel": panel}, status=status)
