from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.tenancy import TenantRequest
from keroxio.runs import Run
from listings.models import Ad


def ad_or_404(request: TenantRequest, pk: int) -> Ad:
    """A finished writing of the one who asks."""
    mine = Ad.objects.filter(dealership=request.dealership, status=Run.Status.DONE, vehicle__deleted_at=None)
    return get_object_or_404(mine.select_related("vehicle__dealership"), pk=pk)
