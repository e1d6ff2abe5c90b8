"""The way to a row from an address: through the dealership of the one who asks."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.tenancy import TenantRequest
from vehicles.models import Photo, Vehicle


def vehicle_or_404(request: TenantRequest, pk: int) -> Vehicle:
    mine = Vehicle.objects.owned_by(request.dealership).present().select_related("dealership")
    return get_object_or_404(mine, pk=pk)


def photo_or_404(request: TenantRequest, pk: int) -> Photo:
    """Removed photos included, so that doing the same thing twice, or undoing it, is no error."""
    mine = Photo.objects.owned_by(request.dealership).filter(vehicle__deleted_at=None)
    return get_object_or_404(mine.select_related("vehicle__dealership"), pk=pk)
