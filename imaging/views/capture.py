"""Photos taken one after the other with a phone, each known for what it shows."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.tenancy import TenantRequest, seller_required
from imaging.gallery import pictures
from imaging.shot_list import BY_KEY, Shot, following, shot_list
from plates.reading import request_readings
from vehicles.intake import RefusedPhoto, add_photo
from vehicles.models import Vehicle
from vehicles.ownership import vehicle_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@seller_required
def photo_capture(request: TenantRequest, pk: int, key: str) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    shot = BY_KEY.get(key)
    if shot is None:
        raise Http404
    if request.method != "POST":
        return _page(request, vehicle, shot)
    try:
        _take(request, vehicle, shot)
    except RefusedPhoto as refusal:
        return _page(request, vehicle, shot, str(refusal))
    return _go_on(vehicle, shot)


def _take(request: TenantRequest, vehicle: Vehicle, shot: Shot) -> None:
    upload = request.FILES.get("photos")
    if upload is None:
        raise RefusedPhoto(_("This file is empty. Choose the photo again."))
    photo = add_photo(vehicle, upload)
    photo.kind, photo.kind_is_guess = shot.kind, False
    photo.view = shot.key if shot.is_outside else ""
    photo.save(update_fields=["kind", "kind_is_guess", "view"])
    request_readings([photo])
    messages.success(request, _("%(shot)s: taken.") % {"shot": shot.name})


def _go_on(vehicle: Vehicle, shot: Shot) -> HttpResponse:
    """To what is still missing, or back to the photos."""
    after = following(shot_list(pictures(vehicle)), shot.key)
    return redirect("photo_capture", vehicle.pk, after.key) if after else redirect("wizard_photos", vehicle.pk)


def _page(request: TenantRequest, vehicle: Vehicle, shot: Shot, error: str = "") -> HttpResponse:
    listed = shot_list(pictures(vehicle))
    context = {
        "vehicle": vehicle,
        "shot": shot,
        "listed": listed,
        "next": following(listed, shot.key),
        "error": error,
    }
    return render(request, "imaging/capture.html", context, status=422 if error else 200)
