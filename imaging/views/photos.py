"""Step two: the car in its showroom, photo by photo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.tenancy import TenantRequest, member_required, owner_required, seller_required
from imaging import studio
from imaging.archive import write_photos
from imaging.forms import BackgroundForm, KindForm, MoveForm, OrderForm, PlateMaskingForm, ShownForm
from imaging.gallery import Picture, pictures
from vehicles.models import MAX_PHOTOS, Photo, Vehicle
from vehicles.ownership import photo_or_404, vehicle_or_404
from vehicles.vocabulary import PhotoKind


@require_safe
@member_required
def wizard_photos(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    template = "wizard/photos.html#grid" if request.htmx else "wizard/photos.html"
    return render(request, template, _context(vehicle, pictures(vehicle)))


@require_safe
@member_required
def photos_progress(request: TenantRequest, pk: int) -> HttpResponse:
    """Answers the poll: how far the set is, and the cards that changed since ``seen``."""
    vehicle = vehicle_or_404(request, pk)
    seen = set(request.GET.get("seen", "").split(","))
    waited_for = {state.partition("-")[0] for state in seen}
    all_pictures = pictures(vehicle)
    changed = [one for one in all_pictures if one.state not in seen and str(one.photo.pk) in waited_for]
    context = _context(vehicle, all_pictures) | {"changed": changed}
    return render(request, "wizard/photos.html#changes", context)


def _context(vehicle: Vehicle, shown: list[Picture]) -> dict[str, Any]:
    waiting = [one for one in shown if one.is_working]
    return {
        "vehicle": vehicle,
        "pictures": shown,
        "kinds": PhotoKind.choices,
        "most_photos": MAX_PHOTOS,
        "seen": ",".join(one.state for one in waiting),
        "ready": len(shown) - len(waiting),
        "is_waiting": bool(waiting),
    }


@require_POST
@seller_required
def vehicle_background(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = BackgroundForm(request.POST)
    if form.is_valid():
        studio.apply_background(vehicle, form.cleaned_data["background"])
    return _answer(request, vehicle, form)


@require_POST
@owner_required
def dealership_background(request: TenantRequest) -> HttpResponse:
    form = BackgroundForm(request.POST)
    if form.is_valid():
        request.membership.dealership.default_background = form.cleaned_data["background"]
        request.membership.dealership.save(update_fields=["default_background"])
        messages.success(request, _("New cars will be shown before this background."))
    else:
        messages.error(request, _("Choose one of the backgrounds."))
    return redirect("dealership_profile")


@require_POST
@seller_required
def vehicle_plate_masking(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = PlateMaskingForm(request.POST)
    if form.is_valid():
        studio.hide_plates(vehicle, hidden=form.cleaned_data["hidden"])
    return _answer(request, vehicle, form)


@require_POST
@seller_required
def photos_order(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = OrderForm(request.POST)
    if form.is_valid():
        studio.reorder(vehicle, form.cleaned_data["order"])
    return _answer(request, vehicle, form)


@require_POST
@seller_required
def photo_kind(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = KindForm(request.POST)
    if form.is_valid():
        studio.set_kind(photo, form.cleaned_data["kind"])
    return _answer(request, photo.vehicle, form, photo)


@require_POST
@seller_required
def photo_shown(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = ShownForm(request.POST)
    if form.is_valid():
        studio.show(photo, form.cleaned_data["shown"])
    return _answer(request, photo.vehicle, form, photo)


@require_POST
@seller_required
def photo_move(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        studio.move(photo, form.cleaned_data["direction"])
    return _answer(request, photo.vehicle, form, photo)


@require_POST
@seller_required
def photo_retry(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    studio.retry(photo)
    return _answer(request, photo.vehicle, photo=photo)


@require_POST
@seller_required
def photo_remove(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    studio.remove(photo)
    messages.success(request, _("Photo removed."), extra_tags=reverse("photo_restore", args=[photo.pk]))
    return _answer(request, photo.vehicle)


@require_POST
@seller_required
def photo_restore(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    try:
        studio.restore(photo)
    except studio.CannotRestore:
        messages.error(request, _("This photo cannot come back: it was added again, or the car has all its photos."))
    return _answer(request, photo.vehicle, photo=photo)


def _answer(
    request: TenantRequest, vehicle: Vehicle, form: Form | None = None, photo: Photo | None = None
) -> HttpResponse:
    """The grid for htmx, the page for browsers without scripts; no form here has a field to type into."""
    if form and not form.is_valid():
        return HttpResponse(_("This choice does not exist. Reload the page."), status=400, content_type="text/plain")
    if request.htmx:
        return render(request, "wizard/photos.html#answer", _context(vehicle, pictures(vehicle)))
    anchor = f"#photo-{photo.pk}" if photo else ""
    return redirect(reverse("wizard_photos", args=[vehicle.pk]) + anchor)


@require_safe
@member_required
def photos_zip(request: TenantRequest, pk: int) -> HttpResponseBase:
    vehicle = vehicle_or_404(request, pk)
    name = f"{slugify(vehicle.plate or vehicle.title) or vehicle.pk}-photos.zip"
    return FileResponse(write_photos(vehicle), as_attachment=True, filename=name, content_type="application/zip")
