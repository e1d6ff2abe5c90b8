"""Light, colours and horizon of the photos that keep their surroundings; windows of those that do not."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.tenancy import TenantRequest, seller_required
from imaging.changes import StudioChange
from imaging.finishing import retouch_photo, retouch_photos, tone_windows
from imaging.forms import RetouchForm, WindowsForm
from imaging.views.photos import answer_switch
from vehicles.ownership import photo_or_404, vehicle_or_404

RETOUCH, WINDOWS = StudioChange.What.RETOUCH, StudioChange.What.WINDOWS


@require_POST
@seller_required
def vehicle_retouch(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    return answer_switch(request, vehicle, RetouchForm(request.POST), RETOUCH, partial(retouch_photos, vehicle))


@require_POST
@seller_required
def vehicle_windows(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    return answer_switch(request, vehicle, WindowsForm(request.POST), WINDOWS, partial(tone_windows, vehicle))


@require_POST
@seller_required
def photo_retouch(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    change = partial(retouch_photo, photo)
    return answer_switch(request, photo.vehicle, RetouchForm(request.POST), RETOUCH, change, photo=photo)
