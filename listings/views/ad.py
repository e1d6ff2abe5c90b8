"""Step four: the ad, written, edited, rewritten."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget

from accounts.tenancy import TenantRequest, member_required, seller_required
from listings.compliance import findings_of
from listings.facts import Facts
from listings.forms import AdForm, StyleForm
from listings.models import Ad
from listings.publishing import limits
from listings.reviewing import case_of
from listings.vehicle_facts import facts_of, key_of
from listings.views.claims import claims_context
from listings.views.duties import duties_context
from listings.views.ownership import ad_or_404
from listings.writing import current_ad, earlier_ads, latest_request, renew_mentions, request_ad
from vehicles.models import Vehicle
from vehicles.ownership import vehicle_or_404


@require_safe
@member_required
def wizard_ad(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    return _page(request, vehicle, current_ad(vehicle))


@require_safe
@member_required
def ad_status(request: TenantRequest, pk: int) -> HttpResponse:
    """The state of the writing under way; once it has ended the whole page is shown anew."""
    vehicle = vehicle_or_404(request, pk)
    waiting = latest_request(vehicle)
    if waiting is None or waiting.is_finished:
        return HttpResponseClientRefresh()
    return _status(request, waiting)


@require_POST
@seller_required
def ads(request: TenantRequest, pk: int) -> HttpResponse:
    """Have the ad written in a tone and a length. What the seller was editing is kept as an earlier version."""
    vehicle = vehicle_or_404(request, pk)
    style = StyleForm(request.POST)
    ad = current_ad(vehicle)
    editing = AdForm(request.POST)
    if ad and "text" in request.POST and not (editing.is_valid() and editing.save(ad)):
        return _page(request, vehicle, ad, editing, status=409 if editing.is_valid() else 422)
    chosen = style.cleaned_data if style.is_valid() else {}
    waiting = request_ad(vehicle, **chosen)
    return _status(request, waiting) if request.htmx else redirect("wizard_ad", pk)


@require_POST
@seller_required
def ad_edit(request: TenantRequest, pk: int) -> HttpResponse:
    ad = ad_or_404(request, pk)
    form = AdForm(request.POST)
    is_valid = form.is_valid()
    is_saved = is_valid and form.save(ad)
    if request.htmx:
        return _saved(request, ad, form, status=200 if is_saved else 409 if is_valid else 422)
    if not is_saved:
        return _page(request, ad.vehicle, ad, form, status=409 if is_valid else 422)
    messages.success(request, _("The ad is saved."))
    return redirect("wizard_ad", ad.vehicle_id)


@require_POST
@seller_required
def ad_mentions(request: TenantRequest, pk: int) -> HttpResponse:
    """Add the legal mentions that the text lacks; the rest of it stays as the seller has it."""
    ad = ad_or_404(request, pk)
    form = AdForm(request.POST)
    if "text" in request.POST and not (form.is_valid() and form.save(ad)):
        return _page(request, ad.vehicle, ad, form, status=409 if form.is_valid() else 422)
    renew_mentions(ad)
    messages.success(request, _("The legal mentions are up to date."))
    return HttpResponseClientRefresh() if request.htmx else redirect("wizard_ad", ad.vehicle_id)


@require_POST
@seller_required
def ad_choose(request: TenantRequest, pk: int) -> HttpResponse:
    """Go back to an earlier version; the one left can be gone back to in turn."""
    ad = ad_or_404(request, pk)
    left = current_ad(ad.vehicle)
    if left and left != ad:
        ad.choose()
        messages.success(request, _("The earlier version is back."), extra_tags=reverse("ad_choose", args=[left.pk]))
    return redirect("wizard_ad", ad.vehicle_id)


def _page(
    request: TenantRequest, vehicle: Vehicle, ad: Ad | None, form: AdForm | None = None, status: int = 200
) -> HttpResponse:
    facts = facts_of(vehicle)
    case = case_of(vehicle, ad=ad, facts=facts)
    context: dict[str, Any] = {
        "vehicle": vehicle,
        "ad": ad,
        "style": StyleForm(initial=StyleForm.values_of(ad) if ad else None),
        "waiting": latest_request(vehicle),
        "status_url": reverse("ad_status", args=[vehicle.pk]),
        "retry_url": reverse("ads", args=[vehicle.pk]) if request.membership.can_sell else "",
        "can_write_at_once": bool(vehicle.make and vehicle.model and request.membership.can_sell),
        "has_conflict": status == 409,
    } | duties_context(vehicle, findings_of(case))
    if ad:
        context |= claims_context(vehicle, case)
        context |= _editor(ad, facts, form)
    response = render(request, "wizard/ad.html", context, status=status)
    # Where a fragment was asked for, the page takes the place of the one that asked.
    return reswap(retarget(response, "body"), "innerHTML") if request.htmx else response


def _editor(ad: Ad, facts: Facts, form: AdForm | None) -> dict[str, Any]:
    return {
        "form": form or AdForm.of(ad),
        "limits": limits(),
        "portals": list(zip(settings.CHANNELS, limits(), strict=True)),
        "earlier": earlier_ads(ad),
        "facts_have_changed": bool(ad.facts_key) and ad.facts_key != key_of(facts),
    }


def _saved(request: TenantRequest, ad: Ad, form: AdForm, status: int) -> HttpResponse:
    case = case_of(ad.vehicle, ad=ad, facts=facts_of(ad.vehicle))
    context = {
        "vehicle": ad.vehicle,
        "ad": ad,
        "form": form,
        "is_fragment": True,
        "has_conflict": status == 409,
    }
    context |= duties_context(ad.vehicle, findings_of(case)) | claims_context(ad.vehicle, case)
    return render(request, "wizard/ad.html#saved", context, status=status)


def _status(request: TenantRequest, waiting: Ad) -> HttpResponse:
    context = {
        "run": waiting,
        "status_url": reverse("ad_status", args=[waiting.vehicle_id]),
        "retry_url": reverse("ads", args=[waiting.vehicle_id]),
        "label": _("Writing the ad"),
    }
    return render(request, "listings/_writing.html", context)
