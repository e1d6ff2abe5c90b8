"""What is hidden in one photo, corrected by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.tenancy import TenantRequest, seller_required
from imaging.area_rows import areas_in, rows_in, rows_of
from imaging.gallery import picture
from imaging.previews import preview_of
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError
from plates.areas import Areas, InvalidAreas
from plates.reading import correct_reading, machine_reading
from vehicles.models import Photo
from vehicles.ownership import photo_or_404

Rows = list[dict[str, Any]]


@require_http_methods(["GET", "HEAD", "POST"])
@seller_required
def plate_editor(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    if request.method != "POST":
        reading = picture(photo).reading
        return _editor(request, photo, rows_of(Areas.of(reading)) if reading else [])
    if "reset" in request.POST:
        read = machine_reading(photo)
        return _editor(request, photo, rows_of(Areas.of(read)) if read else [])
    return _save(request, photo)


def _save(request: TenantRequest, photo: Photo) -> HttpResponse:
    try:
        correct_reading(photo, areas_in(request.POST, (photo.width, photo.height)))
    except InvalidAreas as error:
        return _editor(request, photo, rows_in(request.POST), str(error))
    except EngineError as error:
        return _editor(request, photo, rows_in(request.POST), message_of(error))
    messages.success(request, _("Saved. The picture is made again."))
    if request.POST.get("back") == "plate":
        return redirect("wizard_plate", photo.vehicle_id)
    return redirect(reverse("wizard_photos", args=[photo.vehicle_id]) + f"#photo-{photo.pk}")


def _editor(request: TenantRequest, photo: Photo, rows: Rows, error: str = "") -> HttpResponse:
    context = {
        "photo": photo,
        "vehicle": photo.vehicle,
        "rows": rows,
        "error": error,
        "read": machine_reading(photo),
        "back": "plate" if request.POST.get("back", request.GET.get("back")) == "plate" else "photos",
    }
    return render(request, "imaging/plate_editor.html", context, status=422 if error else 200)


@require_POST
@seller_required
def plate_preview(request: TenantRequest, pk: int) -> HttpResponse:
    """The photo as it would be published with what is marked now, as WebP."""
    photo = photo_or_404(request, pk)
    try:
        areas = areas_in(request.POST, (photo.width, photo.height))
        content = preview_of(photo, areas)
    except InvalidAreas as error:
        return HttpResponse(str(error), status=422, content_type="text/plain")
    except EngineError as error:
        return HttpResponse(message_of(error), status=422, content_type="text/plain")
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "no-store"})
