"""The dashboard: every car of the dealership, and the next thing to do for each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.tenancy import TenantRequest, member_required, seller_required
from keroxio.wizard import next_step, steps_of, with_progress
from listings import stock as stocks
from listings.export import write_archive
from listings.forms import StockForm
from listings.models import Publication
from vehicles.models import Vehicle
from vehicles.ownership import vehicle_or_404


@require_safe
@member_required
def stock(request: TenantRequest) -> HttpResponse:
    everything = stocks.with_status(with_progress(stocks.stock_of(request.dealership)))
    form = StockForm(request.GET)
    wanted = form.wanted()
    cars = stocks.with_covers(stocks.selected(everything, **wanted))
    page = Paginator(cars, stocks.PAGE).get_page(request.GET.get("page"))
    for car in page:
        _complete(car)
    counts = stocks.counts(everything)
    context = {
        "page": page,
        "form": form,
        "wanted": wanted,
        "tabs": [(key, label, counts[key], _query(wanted | {"status": key})) for key, label in TABS],
        "query": _query(wanted),
        "is_filtered": bool(wanted["q"] or wanted["step"] or wanted["status"]),
        "has_cars": bool(counts[""] or counts[stocks.ARCHIVED]),
    }
    return render(request, "listings/stock.html#list" if request.htmx else "listings/stock.html", context)


@require_POST
@seller_required
def vehicle_archive(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    Vehicle.objects.filter(pk=vehicle.pk, archived_at=None).update(archived_at=timezone.now())
    _say(request, vehicle, _("%(car)s is archived."), "vehicle_unarchive")
    return _back(request)


@require_POST
@seller_required
def vehicle_unarchive(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    Vehicle.objects.filter(pk=vehicle.pk).update(archived_at=None)
    messages.success(request, _("%(car)s is back in the stock.") % {"car": vehicle.title})
    return _back(request)


@require_POST
@seller_required
def vehicle_delete(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    Vehicle.objects.filter(pk=vehicle.pk).update(deleted_at=timezone.now())
    _say(request, vehicle, _("%(car)s is deleted."), "vehicle_restore")
    return _back(request)


@require_POST
@seller_required
def vehicle_restore(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = get_object_or_404(Vehicle.objects.owned_by(request.dealership), pk=pk)
    Vehicle.objects.filter(pk=vehicle.pk).update(deleted_at=None)
    messages.success(request, _("%(car)s is back in the stock.") % {"car": vehicle.title})
    return _back(request)


@require_safe
@member_required
def vehicle_export(request: TenantRequest, pk: int) -> FileResponse:
    """Everything of a car: photos as published and as taken, the ad, the particulars."""
    vehicle = vehicle_or_404(request, pk)
    name = slugify(f"{vehicle.plate} {vehicle.make} {vehicle.model}") or f"vehicle-{vehicle.pk}"
    return FileResponse(write_archive(vehicle), as_attachment=True, filename=f"{name}.zip")


TABS = [("", gettext_lazy("All cars")), *stocks.STATUSES]


def _complete(car: Any) -> None:
    """What the page shows of a car beyond its columns."""
    car.cover = stocks.cover(car)
    car.next_step = next_step(car)
    car.todo = car.next_step.todo if car.next_step else ""
    car.next_url = car.next_step.url(car.pk) if car.next_step else reverse("wizard_publication", args=[car.pk])
    car.steps = steps_of(car)
    car.days = ((car.sold_at or timezone.now()) - car.created_at).days


def _query(wanted: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in wanted.items() if value})
    return query.urlencode()


def _say(request: TenantRequest, vehicle: Vehicle, text: str, undo_name: str) -> None:
    """With a button that takes it back and comes to the same page."""
    undo = QueryDict(mutable=True)
    undo["next"] = request.POST.get("next", "")
    url = f"{reverse(undo_name, args=[vehicle.pk])}?{undo.urlencode(safe='/')}"
    messages.success(request, text % {"car": vehicle.title}, extra_tags=url)
    if Publication.objects.online().filter(vehicle=vehicle).exists():
        messages.warning(request, _("Its ad is still on a portal: remember to withdraw it there."))


def _back(request: TenantRequest) -> HttpResponse:
    """To the page that the button was on, with its filters, or to the stock."""
    back = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else reverse("stock"))
