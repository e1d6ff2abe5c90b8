"""Light, colours and horizon of the photos that keep their surroundings; windows of those that do not."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.tenancy import TenantRequest, seller_required
from imaging.changes import StudioChange
from imaging.finishing import retouch_photo, retouch_photos, tone_windows
from imaging.forms import RetouchForm, WindowsForm
from imaging.views.photos import answer_with_grid, do
from vehicles.ownership import photo_or_404, vehicle_or_404

RETOUCH, WINDOWS = StudioChange.What.RETOUCH, StudioChange.What.WINDOWS


@require_POST
@seller_required
def vehicle_retouch(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = RetouchForm(request.POST)
    if form.is_valid():
        retouched = form.cleaned_data["retouched"]
        do(request, vehicle, RETOUCH, lambda: retouch_photos(vehicle, retouched=retouched))
    return answer_with_grid(request, vehicle, form)


@require_POST
@seller_required
def vehicle_windows(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = WindowsForm(request.POST)
    if form.is_valid():
        toned = form.cleaned_data["toned"]
        do(request, vehicle, WINDOWS, lambda: tone_windows(vehicle, toned=toned))
    return answer_with_grid(request, vehicle, form)


@require_POST
@seller_required
def photo_retouch(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = RetouchForm(request.POST)
    if form.is_valid():
        retouched = form.cleaned_data["retouched"]
        do(request, photo.vehicle, RETOUCH, lambda: retouch_photo(photo, retouched=retouched))
    return answer_with_grid(request, photo.vehicle, form, photo)
