"""Step two: the car in its showroom, photo by photo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.tenancy import TenantRequest, member_required, owner_required, seller_required
from imaging import studio
from imaging.changes import StudioChange
from imaging.forms import (
    BackgroundForm,
    DownloadForm,
    ExclusionForm,
    KindForm,
    MoveForm,
    OrderForm,
    PhotoBackgroundForm,
    PlateMaskingForm,
    ShownForm,
)
from imaging.gallery import pictures
from imaging.own_backgrounds import own_backgrounds
from imaging.picture import Picture
from imaging.sharing import DAYS, links_of
from imaging.shot_list import missing, shot_list
from imaging.undoing import last_change, remembering, undo
from vehicles.intake import place_behind
from vehicles.models import MAX_PHOTOS, Photo, Vehicle
from vehicles.ownership import photo_or_404, vehicle_or_404
from vehicles.vocabulary import PhotoKind

What = StudioChange.What


@require_safe
@member_required
def wizard_photos(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    template = "wizard/photos.html#grid" if request.htmx else "wizard/photos.html"
    return render(request, template, context_of(vehicle, pictures(vehicle)))


@require_safe
@member_required
def photos_progress(request: TenantRequest, pk: int) -> HttpResponse:
    """Answers the poll: how far the set is, and the cards that changed since ``seen``.

    Where photos have come or gone since the page was made (``shown``), it is told to fetch the grid anew.
    """
    vehicle = vehicle_or_404(request, pk)
    seen = set(request.GET.get("seen", "").split(","))
    waited_for = {state.partition("-")[0] for state in seen}
    all_pictures = pictures(vehicle)
    changed = [one for one in all_pictures if one.state not in seen and str(one.photo.pk) in waited_for]
    context = context_of(vehicle, all_pictures)
    if request.GET.get("shown", context["shown"]) != context["shown"]:
        answer = render(request, "wizard/photos.html#progress", context)
        return trigger_client_event(answer, "uploaded")
    return render(request, "wizard/photos.html#changes", context | {"changed": changed})


def context_of(vehicle: Vehicle, shown: list[Picture]) -> dict[str, Any]:
    waiting = [one for one in shown if one.is_working]
    listed = shot_list(shown)
    return {
        "vehicle": vehicle,
        "pictures": shown,
        "kinds": PhotoKind.choices,
        "own_backgrounds": own_backgrounds(vehicle.dealership),
        "download": DownloadForm(),
        "shared_for": DAYS,
        "links": links_of(vehicle),
        "listed": listed,
        "missing": missing(listed),
        "most_photos": MAX_PHOTOS,
        "next_place": place_behind(one.photo for one in shown),
        "seen": ",".join(one.state for one in waiting),
        "shown": f"{len(shown)}-{max((one.photo.pk for one in shown), default=0)}",
        "ready": len(shown) - len(waiting),
        "is_waiting": bool(waiting),
    }


@require_POST
@seller_required
def vehicle_background(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = BackgroundForm(request.POST, dealership=request.dealership)
    if form.is_valid():
        slug = form.cleaned_data["background"]
        do(request, vehicle, What.BACKGROUND, lambda: studio.apply_background(vehicle, slug))
    return answer_with_grid(request, vehicle, form)


@require_POST
@owner_required
def dealership_background(request: TenantRequest) -> HttpResponse:
    form = BackgroundForm(request.POST, dealership=request.dealership)
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
    change = partial(studio.hide_plates, vehicle)
    return answer_switch(request, vehicle, PlateMaskingForm(request.POST), What.PLATES, change)


@require_POST
@seller_required
def photos_order(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = OrderForm(request.POST)
    if form.is_valid():
        do(request, vehicle, What.ORDER, lambda: studio.reorder(vehicle, form.cleaned_data["order"]))
    return answer_with_grid(request, vehicle, form)


@require_POST
@seller_required
def photos_undo(request: TenantRequest, pk: int) -> HttpResponse:
    """Takes back the last thing this person did to the photos of the car."""
    vehicle = vehicle_or_404(request, pk)
    change = last_change(vehicle, request.user)
    return _undo(request, vehicle, change)


@require_POST
@seller_required
def change_undo(request: TenantRequest, pk: int) -> HttpResponse:
    mine = StudioChange.objects.filter(dealership=request.dealership, vehicle__deleted_at=None)
    change = get_object_or_404(mine.select_related("vehicle__dealership"), pk=pk)
    return _undo(request, change.vehicle, change)


def _undo(request: TenantRequest, vehicle: Vehicle, change: StudioChange | None) -> HttpResponse:
    if change is None:
        messages.info(request, _("There is nothing to undo."))
        return answer_with_grid(request, vehicle)
    try:
        undo(change)
        messages.success(request, _("Undone: %(what)s") % {"what": change.get_what_display()})
    except studio.CannotRestore:
        messages.error(request, _("This photo cannot come back: it was added again, or the car has all its photos."))
    return answer_with_grid(request, vehicle)


@require_POST
@seller_required
def photo_kind(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = KindForm(request.POST)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        do(request, photo.vehicle, What.KIND, lambda: studio.set_kind(photo, kind))
    return answer_with_grid(request, photo.vehicle, form, photo)


@require_POST
@seller_required
def photo_shown(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = ShownForm(request.POST)
    if form.is_valid():
        shown = form.cleaned_data["shown"]
        do(request, photo.vehicle, What.SHOWN, lambda: studio.show(photo, shown))
    return answer_with_grid(request, photo.vehicle, form, photo)


@require_POST
@seller_required
def photo_background(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = PhotoBackgroundForm(request.POST, dealership=request.dealership)
    if form.is_valid():
        slug = form.cleaned_data["background"]
        do(request, photo.vehicle, What.BACKGROUND, lambda: studio.set_background(photo, slug))
    return answer_with_grid(request, photo.vehicle, form, photo)


@require_POST
@seller_required
def photo_exclusion(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = ExclusionForm(request.POST)
    if form.is_valid() and form.cleaned_data["excluded"]:
        do(request, photo.vehicle, What.EXCLUDED, lambda: studio.exclude(photo))
    else:
        do(request, photo.vehicle, What.INCLUDED, lambda: studio.include(photo))
    return answer_with_grid(request, photo.vehicle, photo=photo)


@require_POST
@seller_required
def photo_verdict(request: TenantRequest, pk: int) -> HttpResponse:
    """Overrules what speaks against the photo."""
    photo = photo_or_404(request, pk)
    do(request, photo.vehicle, What.KEPT, lambda: studio.overrule(photo))
    return answer_with_grid(request, photo.vehicle, photo=photo)


@require_POST
@seller_required
def photo_move(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        direction = form.cleaned_data["direction"]
        do(request, photo.vehicle, What.ORDER, lambda: studio.move(photo, direction))
    return answer_with_grid(request, photo.vehicle, form, photo)


@require_POST
@seller_required
def photo_retry(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    studio.retry(photo)
    return answer_with_grid(request, photo.vehicle, photo=photo)


@require_POST
@seller_required
def photo_remove(request: TenantRequest, pk: int) -> HttpResponse:
    photo = photo_or_404(request, pk)
    do(request, photo.vehicle, What.REMOVED, lambda: studio.remove(photo))
    return answer_with_grid(request, photo.vehicle)


def do(request: TenantRequest, vehicle: Vehicle, what: What, act: Callable[[], None]) -> None:
    change = remembering(vehicle, request.user, what, act)
    if change:
        messages.success(request, what.label, extra_tags=reverse("change_undo", args=[change.pk]))


def answer_switch(
    request: TenantRequest,
    vehicle: Vehicle,
    form: Form,
    what: What,
    change: Callable[..., None],
    *,
    photo: Photo | None = None,
) -> HttpResponse:
    """``change`` takes the form's one field by its name."""
    if form.is_valid():
        do(request, vehicle, what, partial(change, **form.cleaned_data))
    return answer_with_grid(request, vehicle, form, photo)


def answer_with_grid(
    request: TenantRequest, vehicle: Vehicle, form: Form | None = None, photo: Photo | None = None
) -> HttpResponse:
    """The grid for htmx, the page for browsers without scripts; no form here has a field to type into."""
    if form and not form.is_valid():
        return HttpResponse(_("This choice does not exist. Reload the page."), status=400, content_type="text/plain")
    if request.htmx:
        fresh = vehicle_or_404(request, vehicle.pk)
        return render(request, "wizard/photos.html#answer", context_of(fresh, pictures(fresh)))
    anchor = f"#photo-{photo.pk}" if photo else ""
    return redirect(reverse("wizard_photos", args=[vehicle.pk]) + anchor)
