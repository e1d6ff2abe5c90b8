"""For garages: what to buy a car at, and the prices of the whole stock."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.tenancy import TenantRequest, member_required, seller_required
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError
from pricing.garage_forms import COST_A_DAY, COSTS, DAYS, MARGIN, RepriceForm, StockPricesForm, TradeInForm
from pricing.models import Valuation
from pricing.presenting import monthly_cost
from pricing.repricing import ALLOWED, BUCKET_DAYS, LAST_BUCKET, Stocked, apply, stocked
from pricing.revaluing import revalue, waiting
from pricing.trade_in import trade_in
from pricing.valuing import estimates_of
from pricing.wording import STANDINGS
from vehicles.models import Vehicle
from vehicles.ownership import vehicle_or_404

PAGE = 100


@require_safe
@member_required
def price_trade_in(request: TenantRequest, pk: int) -> HttpResponse:
    """Nothing is stored: the figures are in the address, to come back to or to send on."""
    vehicle = vehicle_or_404(request, pk)
    estimate = next(iter(estimates_of(vehicle)), None)
    initial = _usual(vehicle, estimate)
    form = (
        TradeInForm({**initial, **request.GET.dict()})
        if initial["sale"] or request.GET
        else TradeInForm(initial=initial)
    )
    context: dict[str, Any] = {"vehicle": vehicle, "form": form, "estimate": estimate}
    if form.is_bound and form.is_valid():
        fall = monthly_cost([(at, euros) for at, euros in estimate.by_age]) if estimate else 0
        context["found"] = trade_in(**form.cleaned_data, monthly_fall=fall)
    return render(request, "pricing/trade_in.html", context, status=422 if form.errors else 200)


def _usual(vehicle: Vehicle, estimate: Valuation | None) -> dict[str, Any]:
    sale = vehicle.price_eur or (estimate.recommended if estimate else None)
    return {"sale": sale, "margin": MARGIN, "costs": COSTS, "days": DAYS, "cost_a_day": COST_A_DAY}


@require_safe
@member_required
def stock_prices(request: TenantRequest) -> HttpResponse:
    """Every car for sale against the market and its days in stock."""
    rows = stocked(request.dealership)
    form = StockPricesForm(request.GET)
    form.is_valid()
    bucket, over = form.cleaned_data.get("bucket"), form.cleaned_data.get("over")
    shown = [
        row
        for row in rows
        if (not bucket or row.bucket == bucket) and (not over or (row.standing and row.standing.step > 3))
    ]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(row) for row in page],
        "has_suggestions": any(row.suggested for row in page),
        "buckets": [(n, bucket_name(n), sum(row.bucket == n for row in rows)) for n in range(1, LAST_BUCKET + 1)],
        "bucket": bucket,
        "over": over,
        "over_count": sum(bool(row.standing and row.standing.step > 3) for row in rows),
        "count": len(rows),
        "waiting": waiting(request.dealership),
        "allowed": [(bucket_name(n), percent) for n, percent in ALLOWED.items()],
    }
    return render(request, "pricing/stock_prices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def stock_estimate(request: TenantRequest) -> HttpResponseBase:
    """POST has the whole stock estimated anew; GET is the fragment that says how many are still to come."""
    if request.method == "POST":
        return _estimate_stock(request)
    return render(
        request, "pricing/stock_prices.html#estimating", {"waiting": waiting(request.dealership), "asked": True}
    )


@seller_required
def _estimate_stock(request: TenantRequest) -> HttpResponse:
    try:
        count = revalue(request.dealership)
    except EngineError as error:
        messages.error(request, message_of(error))
        return redirect("stock_prices")
    text = ngettext("%(count)d car is estimated anew.", "%(count)d cars are estimated anew.", count)
    messages.success(request, text % {"count": count} if count else _("Every estimate is up to date."))
    return redirect("stock_prices")


@require_POST
@seller_required
def stock_reprice(request: TenantRequest) -> HttpResponse:
    """The chosen changes, shown before they are made; ``confirmed`` makes them."""
    form = RepriceForm(request.POST, chosen=request.POST.getlist("change"))
    if not form.is_valid():
        messages.warning(request, _("Choose the cars whose prices to change."))
        return redirect("stock_prices")
    changes = form.changes()
    if "confirmed" not in request.POST:
        cars = Vehicle.objects.owned_by(request.dealership).active().filter(pk__in=changes, sold_at=None)
        listed = [(car, *changes[car.pk]) for car in cars.order_by("make", "model", "pk")]
        total = sum(price - seen for _car, seen, price in listed)
        return render(
            request, "pricing/reprice.html", {"listed": listed, "sign": "−" if total < 0 else "+", "total": abs(total)}
        )
    done, missed = apply(request.dealership, changes)
    text = ngettext("%(count)d price is changed.", "%(count)d prices are changed.", done)
    messages.success(request, text % {"count": done})
    if missed:
        text = ngettext(
            "%(count)d had changed meanwhile and stays.", "%(count)d had changed meanwhile and stay.", missed
        )
        messages.warning(request, text % {"count": missed})
    return redirect("stock_prices")


def bucket_name(number: int) -> str:
    first, last = (number - 1) * BUCKET_DAYS + 1, number * BUCKET_DAYS
    if number == LAST_BUCKET:
        return _("over %(days)d days") % {"days": first - 1}
    return _("%(first)d to %(last)d days") % {"first": 0 if number == 1 else first, "last": last}


def _row(row: Stocked) -> dict[str, Any]:
    return {"car": row, "verdict": STANDINGS[row.standing.step] if row.standing else ""}
