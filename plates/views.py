"""Step one: photos come in, their plates are read, the seller says what car it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.files.base import File
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.tenancy import TenantRequest, member_required, seller_required
from keroxio.runs import Run
from plates.catalogue_views import catalogue_context
from plates.forms import ParticularsForm
from plates.looking_up import look_up_once
from plates.lookup_panel import panel_of, start
from plates.reading import alternatives_to, best_of, plates_read, readings_of, request_readings
from plates.upload_form import UploadForm
from vehicles.intake import RefusedPhoto, add_photo, place_behind
from vehicles.models import MAX_PHOTOS, Photo, Vehicle
from vehicles.ownership import vehicle_or_404
from vehicles.provenance import Standing, claims, standing
from vehicles.reporting import claimed, keep_mine

DAY = 24 * 3600
# The buttons that save and show the page again.
STAYING = {"stay", "use_plate", "use", "correct", "keep", "look_up"}


@require_http_methods(["GET", "HEAD", "POST"])
@seller_required
def vehicle_new(request: TenantRequest) -> HttpResponse:
    """Dropping photos makes the car; sending the same form twice makes one."""
    if request.method != "POST":
        return render(request, "plates/vehicle_new.html", {"once": get_random_string(16), "most_photos": MAX_PHOTOS})
    vehicle = _create_once(request, request.POST.get("once", "")[:40])
    _take_in(request, vehicle)
    return redirect("wizard_plate", vehicle.pk)


def _create_once(request: TenantRequest, once: str) -> Vehicle:
    vehicle = Vehicle.objects.create(dealership=request.dealership)
    key = f"vehicle-new:{request.dealership.pk}:{once}"
    if not once or cache.add(key, vehicle.pk, DAY):
        return vehicle
    earlier = Vehicle.objects.owned_by(request.dealership).filter(pk=cache.get(key)).first()
    if earlier is None:
        return vehicle
    vehicle.delete()
    return earlier


@require_POST
@seller_required
def photo_upload(request: TenantRequest, pk: int) -> HttpResponse:
    """Scripts send one file at a time and get its list item; the plain form sends all and gets the page."""
    vehicle = vehicle_or_404(request, pk)
    if request.headers.get("X-Requested-With") != "fetch":
        _take_in(request, vehicle)
        return redirect("wizard_plate", vehicle.pk)
    upload = request.FILES.get("photos")
    if upload is None:
        return _refused(request, _("This file is empty. Choose the photo again."))
    try:
        photo = _add(vehicle, upload, place=UploadForm(request.POST).said_place)
    except RefusedPhoto as refusal:
        return _refused(request, str(refusal))
    return render(request, "plates/_photo.html", {"photo": photo, "vehicle": vehicle}, status=201)


def _refused(request: TenantRequest, reason: str) -> HttpResponse:
    return render(request, "plates/_refused.html", {"reason": reason}, status=422)


def _take_in(request: TenantRequest, vehicle: Vehicle) -> None:
    for upload in request.FILES.getlist("photos"):
        try:
            _add(vehicle, upload)
        except RefusedPhoto as refusal:
            messages.error(request, _("%(name)s: %(reason)s") % {"name": upload.name, "reason": refusal})


def _add(vehicle: Vehicle, upload: File[bytes], place: int | None = None) -> Photo:
    photo = add_photo(vehicle, upload, place=place)
    request_readings([photo])
    return photo


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def wizard_plate(request: TenantRequest, pk: int) -> HttpResponseBase:
    vehicle = vehicle_or_404(request, pk)
    if request.method == "POST":
        return _save(request, vehicle)
    proposal = _proposal(vehicle)
    form = ParticularsForm(instance=vehicle)
    best = proposal["best"]
    if not vehicle.plate and best and request.membership.can_sell:
        form.initial = {**form.initial, "plate": best.text, "plate_country": best.country}
    return render(request, "wizard/plate.html", _context(vehicle, form) | proposal)


@seller_required
def _save(request: TenantRequest, vehicle: Vehicle) -> HttpResponse:
    readings = readings_of(vehicle)
    form = ParticularsForm(_data(request, vehicle), instance=vehicle, read=plates_read(readings))
    if not form.is_valid():
        return _particulars(request, form, 422)
    if not form.store():
        return _particulars(request, form, 409)
    _follow_up(request, form.instance)
    return _saved(request, form)


def _data(request: TenantRequest, vehicle: Vehicle) -> QueryDict:
    """What was sent, with the candidate or the claim whose button was pressed in its field."""
    data = request.POST.copy()
    if "use_plate" in data:
        data["plate"], data["plate_country"] = request.POST["use_plate"], ""
    field, claim = claimed(vehicle, data.get("use", ""))
    if claim:
        data[field] = str(claim.value)
        data["used"] = f"{data.get('used', '')} {field}:{claim.source}"
    name, _colon, proposal = data.get("correct", "").partition(":")
    if name in {"make", "model"}:
        data[name] = proposal
    return data


def _follow_up(request: TenantRequest, vehicle: Vehicle) -> None:
    keep_mine(vehicle, request.POST.get("keep", ""))
    if "look_up" not in request.POST:
        look_up_once(vehicle.dealership, vehicle.plate, vehicle.plate_country, vehicle=vehicle)
    elif problem := start(vehicle, vehicle.plate, vehicle.plate_country):
        messages.error(request, problem)


def _saved(request: TenantRequest, form: ParticularsForm) -> HttpResponse:
    """Go on to the photos, or stay where there is something to look at: what the VIN filled in, or a choice made."""
    vehicle = form.instance
    stays = bool(STAYING & request.POST.keys()) or form.filled_from_vin or bool(form.withdrawn)
    url = reverse("wizard_plate" if stays else "wizard_photos", args=[vehicle.pk])
    if form.withdrawn:
        messages.info(request, _("What had been looked up for the other plate is taken out."))
    if form.filled_from_vin:
        messages.info(request, _("The VIN filled in what was missing: please check it."))
    elif form.filled:
        messages.info(request, _("The name of the car filled in what was missing: please check it."))
    elif stays:
        messages.success(request, _("Saved."))
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _particulars(request: TenantRequest, form: ParticularsForm, status: int) -> HttpResponse:
    vehicle = Vehicle.objects.get(pk=form.instance.pk)
    template = "wizard/plate.html#particulars" if request.htmx else "wizard/plate.html"
    return render(request, template, _context(vehicle, form) | _proposal(vehicle), status=status)


@require_safe
@member_required
def plate_proposal(request: TenantRequest, pk: int) -> HttpResponse:
    """The fragment that asks for itself again while photos are being read."""
    vehicle = vehicle_or_404(request, pk)
    return render(request, "wizard/plate.html#proposal", {"vehicle": vehicle} | _proposal(vehicle))


@require_POST
@seller_required
def readings_retry(request: TenantRequest, pk: int) -> HttpResponse:
    """Read again the photos whose reading failed."""
    vehicle = vehicle_or_404(request, pk)
    for reading in readings_of(vehicle):
        reading.retry()
    if request.htmx:
        return render(request, "wizard/plate.html#proposal", {"vehicle": vehicle} | _proposal(vehicle))
    return redirect("wizard_plate", vehicle.pk)


def _context(vehicle: Vehicle, form: ParticularsForm) -> dict[str, Any]:
    photos: list[Photo] = list(vehicle.photos.present())  # type: ignore[attr-defined]
    return {
        "vehicle": vehicle,
        "form": form,
        "photos": photos,
        "most_photos": MAX_PHOTOS,
        "next_place": place_behind(photos),
        "standings": _standings(vehicle, form),
        "panel": panel_of(vehicle, str(form["plate"].value() or ""), str(form["plate_country"].value() or "")),
    } | catalogue_context(form)


def _standings(vehicle: Vehicle, form: ParticularsForm) -> dict[str, Standing]:
    said = claims(vehicle.reported, vehicle.vin)
    return {
        name: standing(
            name,
            getattr(vehicle, name),
            vehicle.sources.get(name, ""),
            said.get(name, []),
            vehicle.decisions.get(name),
        )
        for name in form.stored_fields
    }


def _proposal(vehicle: Vehicle) -> dict[str, Any]:
    readings = readings_of(vehicle)
    best = best_of(readings, dealership=vehicle.dealership)
    return {
        "best": best,
        "alternatives": alternatives_to(best, readings) if best else [],
        "pending": sum(not reading.is_finished for reading in readings),
        "read": sum(reading.status == Run.Status.DONE for reading in readings),
        "failed": [reading for reading in readings if reading.status == Run.Status.FAILED],
    }
