"""The car's outline in one photo, corrected by hand."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from PIL import Image

from accounts.tenancy import TenantRequest, seller_required
from imaging.cutting import correct_cutout, last_cutout, machine_cutout
from imaging.gallery import picture
from imaging.outlines import MOST_BYTES, InvalidOutline, drawn_in
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError
from vehicles.models import Photo
from vehicles.ownership import photo_or_404
from vehicles.renditions import DISPLAY_SIDE


@require_http_methods(["GET", "HEAD", "POST"])
@seller_required
def cutout_editor(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    if request.method == "POST":
        return _save(request, photo)
    context = {
        "photo": photo,
        "vehicle": photo.vehicle,
        "has_outline": last_cutout(photo) is not None,
        "is_working": picture(photo).is_working,
        "machine": machine_cutout(photo),
    }
    return render(request, "imaging/cutout_editor.html", context)


def _save(request: TenantRequest, photo: Photo) -> HttpResponse:
    """Sent by the page's script, which goes to the photo's card, or shows the refusal and keeps what is drawn."""
    sent = request.FILES.get("outline")
    try:
        content = sent.read(MOST_BYTES + 1) if sent else b""
        correct_cutout(photo, drawn_in(content, (photo.width, photo.height)))
    except InvalidOutline as error:
        return HttpResponse(str(error), status=422, content_type="text/plain")
    except EngineError as error:
        return HttpResponse(message_of(error), status=422, content_type="text/plain")
    messages.success(request, _("Saved. The picture is made again."))
    card = reverse("wizard_photos", args=[photo.vehicle_id]) + f"#photo-{photo.pk}"
    return HttpResponse(status=201, headers={"Location": card})


@require_safe
@never_cache
@seller_required
def cutout_outline(request: TenantRequest, pk: int) -> HttpResponse:
    """The last cut-out's outline, or the machine's for ``?by=machine``: a PNG of the display's size, the car opaque."""
    photo = photo_or_404(request, pk)
    cutout = machine_cutout(photo) if request.GET.get("by") == "machine" else last_cutout(photo)
    if cutout is None:
        raise Http404
    try:
        mask = cutout.open_mask()
    except EngineError as error:
        raise Http404 from error
    mask.thumbnail((DISPLAY_SIDE, DISPLAY_SIDE), Image.Resampling.BOX)
    buffer = io.BytesIO()
    Image.merge("LA", (Image.new("L", mask.size, 255), mask)).save(buffer, "PNG", compress_level=1)
    return HttpResponse(buffer.getvalue(), content_type="image/png")
