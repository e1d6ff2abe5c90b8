from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.tenancy import TenantRequest
from sorting.models import Batch, BatchCar


def batch_or_404(request: TenantRequest, pk: int, *, is_deleted: bool = False) -> Batch:
    """Through the dealership of the one who asks."""
    mine = Batch.objects.owned_by(request.dealership).select_related("dealership")
    return get_object_or_404(mine if is_deleted else mine.present(), pk=pk)


def car_or_404(request: TenantRequest, pk: int) -> BatchCar:
    mine = BatchCar.objects.filter(dealership=request.dealership, batch__deleted_at=None)
    return get_object_or_404(mine.select_related("batch__dealership"), pk=pk)
