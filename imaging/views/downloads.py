"""The photos as files to take away."""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.tenancy import TenantRequest, member_required
from imaging.archive import write_photos
from vehicles.ownership import vehicle_or_404


@require_safe
@member_required
def photos_zip(request: TenantRequest, pk: int) -> HttpResponseBase:
    vehicle = vehicle_or_404(request, pk)
    name = f"{slugify(vehicle.plate or vehicle.title) or vehicle.pk}-photos.zip"
    return FileResponse(write_photos(vehicle), as_attachment=True, filename=name, content_type="application/zip")
