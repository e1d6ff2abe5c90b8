"""The photos as files to take away."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.tenancy import TenantRequest, member_required
from imaging.archive import write_photos
from imaging.forms import DownloadForm
from vehicles.ownership import vehicle_or_404


@require_safe
@member_required
def photos_zip(request: TenantRequest, pk: int) -> HttpResponseBase:
    vehicle = vehicle_or_404(request, pk)
    form = DownloadForm(request.GET)
    if not form.is_valid():
        return HttpResponse(_("This choice does not exist. Reload the page."), status=400, content_type="text/plain")
    name = f"{slugify(vehicle.plate or vehicle.title) or vehicle.pk}-photos.zip"
    return FileResponse(
        write_photos(vehicle, **form.cleaned_data), as_attachment=True, filename=name, content_type="application/zip"
    )
