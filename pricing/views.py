"""Step three: what the car is worth asking, why, and the price the seller sets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.tenancy import TenantRequest, member_required, seller_required
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError
from pricing.adjustments import adjustments_of
from pricing.comparables import Wanted, comparables
from pricing.comparing import comparing_context
from pricing.forms import AdjustmentsForm, PriceForm, SoldForm
from pricing.models import Valuation
from pricing.presenting import explanation_of, missing_facts, repeated_in_words, standing_context
from pricing.valuing import can_be_valued, current_valuation, estimates_of, repeat, request_valuation
from pricing.wording import euros
from vehicles.models import Vehicle
from vehicles.ownership import vehicle_or_404


@require_safe
@member_required
def wizard_price(request: TenantRequest, pk: int) -> HttpResponse:
    return _page(request, vehicle_or_404(request, pk))


@require_POST
@seller_required
def price_set(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = PriceForm(request.POST)
    if not form.is_valid():
        return _page(request, vehicle, form, status=422)
    if not form.save(vehicle):
        form.add_error("price_eur", _("The price was changed meanwhile: %(price)s €. Check it and save again.") % {
            "price": euros(vehicle.price_eur or 0)
        })  # fmt: skip
        return _page(request, vehicle, form, status=409)
    messages.success(request, _("The price is set."))
    return redirect("wizard_price", pk)


@require_safe
@member_required
def price_standing(request: TenantRequest, pk: int) -> HttpResponse:
    """Where a price being typed would stand; what is no price yet leaves the gauge without a mark."""
    vehicle = vehicle_or_404(request, pk)
    form = PriceForm(request.GET)
    price = form.cleaned_data["price_eur"] if form.is_valid() else None
    context = standing_context(current_valuation(vehicle), price)
    return render(request, "wizard/price.html#standing", {"vehicle": vehicle, **context})


@require_safe
@member_required
def price_status(request: TenantRequest, pk: int) -> HttpResponse:
    """The valuation under way; once it has ended the whole page is shown anew."""
    vehicle = vehicle_or_404(request, pk)
    valuation = current_valuation(vehicle)
    if valuation is None or valuation.is_finished:
        return HttpResponseClientRefresh()
    return render(request, "wizard/price.html#waiting", {"vehicle": vehicle, "valuation": valuation})


@require_POST
@seller_required
def price_retry(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    valuation = current_valuation(vehicle)
    if valuation:
        valuation.retry()
        if request.htmx:
            return render(request, "wizard/price.html#waiting", {"vehicle": vehicle, "valuation": valuation})
    return redirect("wizard_price", pk)


@require_safe
@member_required
def price_comparables(request: TenantRequest, pk: int) -> HttpResponse:
    """The comparables under other filters; without an estimate the page says what it lacks."""
    vehicle = vehicle_or_404(request, pk)
    valuation = current_valuation(vehicle)
    if valuation is None or valuation.recommended is None or not request.htmx:
        return redirect("wizard_price", pk)
    context = comparing_context(vehicle, valuation, request.GET)
    return render(request, "pricing/_comparables.html", {"vehicle": vehicle, **context})


@require_safe
@member_required
def price_pdf(request: TenantRequest, pk: int) -> HttpResponse:
    """The latest estimate on one page, for the customer."""
    # What draws it takes 0.7 s to load, which no other page should wait for.
    from pricing.valuation_pdf import valuation_pdf  # noqa: PLC0415

    vehicle = vehicle_or_404(request, pk)
    valuation = next(iter(estimates_of(vehicle)), None)
    if valuation is None:
        messages.warning(request, _("There is no estimate to print yet."))
        return redirect("wizard_price", pk)
    near = comparables(valuation.features, vehicle.dealership, Wanted(), but=vehicle.pk).nearest
    content = valuation_pdf(vehicle, valuation, adjustments_of(vehicle), near)
    name = slugify(f"{vehicle.make} {vehicle.model}") or str(vehicle.pk)
    disposition = f'attachment; filename="{name}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


@require_POST
@seller_required
def price_sold(request: TenantRequest, pk: int) -> HttpResponse:
    """What a sold car fetched: asked where it is marked as sold, or later."""
    vehicle = vehicle_or_404(request, pk)
    form = SoldForm(request.POST)
    if not form.is_valid():
        return render(request, "pricing/_sold.html", {"vehicle": vehicle, "sold_form": form}, status=422)
    form.save(vehicle)
    if request.htmx:
        return render(request, "pricing/_sold.html", {"vehicle": vehicle, "is_saved": True})
    messages.success(request, _("The sale's price is kept."))
    return redirect("wizard_publication", pk)


@require_POST
@seller_required
def price_adjust(request: TenantRequest, pk: int) -> HttpResponse:
    """What the seller adds for what is not counted; the price itself stays as it is set."""
    vehicle = vehicle_or_404(request, pk)
    form = AdjustmentsForm(request.POST)
    if not form.is_valid():
        return _page(request, vehicle, status=422, adjusting=form)
    form.save(vehicle)
    messages.success(request, _("What you add is kept beside the estimate."))
    return redirect("wizard_price", pk)


@require_POST
@seller_required
def price_repeat(request: TenantRequest, pk: int) -> HttpResponse:
    """An earlier estimate's facts under its own model and under today's: said, not stored."""
    mine = Valuation.objects.filter(dealership=request.dealership, vehicle__deleted_at=None)
    valuation = get_object_or_404(mine, pk=pk, recommended__isnull=False)
    _say_repeated(request, valuation)
    return redirect("wizard_price", valuation.vehicle_id)


def _say_repeated(request: TenantRequest, valuation: Valuation) -> None:
    try:
        repeated = repeat(valuation)
    except EngineError as error:
        messages.error(request, message_of(error))
        return
    said = repeated_in_words(valuation, repeated)
    messages.success(request, said) if repeated.is_model_kept else messages.warning(request, said)


def _page(
    request: TenantRequest, vehicle: Vehicle, form: PriceForm | None = None, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """``shown`` stands in for what the page would show by itself."""
    price = vehicle.price_eur
    context: dict[str, Any] = {
        "vehicle": vehicle,
        "form": form or PriceForm(initial={"price_eur": price, "seen": price or ""}),
        "seen": price or "",
        "missing": missing_facts(vehicle),
        "is_private": vehicle.dealership.kind == "private",
    }
    try:
        valuation = _valuation(vehicle)
    except EngineError as error:
        context["problem"] = message_of(error)
        valuation = None
    context["valuation"] = valuation
    context |= standing_context(valuation, price)
    if valuation and valuation.status == Valuation.Status.DONE:
        context |= explanation_of(valuation, estimates_of(vehicle), adjustments_of(vehicle))
        if valuation.recommended is not None:
            context |= comparing_context(vehicle, valuation, request.GET)
    return render(request, "wizard/price.html", context | shown, status=status)


def _valuation(vehicle: Vehicle) -> Valuation | None:
    return request_valuation(vehicle) if can_be_valued(vehicle) else None
