"""The ad as one portal gets it: derived, or in the seller's own words for that portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.tenancy import TenantRequest, member_required, seller_required
from listings.compliance import findings_of
from listings.forms import PortalTextForm
from listings.models import Ad, PortalText, PortalWriting
from listings.portal_texts import missing_keywords
from listings.portal_writing import can_write_for_portals, latest_writing, news_of, request_portal_text
from listings.publishing import limits, prepare, texts_of
from listings.reviewing import case_of
from listings.vehicle_facts import facts_of
from listings.views.duties import duties_context
from listings.views.ownership import ad_or_404
from listings.writing import current_ad
from vehicles.ownership import vehicle_or_404


@require_safe
@member_required
def wizard_portal(request: TenantRequest, pk: int, channel: str) -> HttpResponse:
    ad = current_ad(vehicle_or_404(request, pk))
    if channel not in settings.CHANNELS:
        raise Http404
    return _page(request, ad, channel) if ad else redirect("wizard_ad", pk)


@require_POST
@seller_required
def portal_save(request: TenantRequest, pk: int, channel: str) -> HttpResponse:
    """Keep the text for this portal, spread it to all of them, or go back to the one derived from the ad."""
    ad = ad_or_404(request, pk)
    if channel not in settings.CHANNELS:
        raise Http404
    if "derive" in request.POST:
        PortalText.objects.filter(ad=ad, channel=channel).delete()
        messages.success(request, _("The text follows the ad again."))
        return redirect("wizard_portal", ad.vehicle_id, channel)
    form = PortalTextForm(request.POST)
    if not form.is_valid():
        return _page(request, ad, channel, form, status=422)
    if "spread" in request.POST:
        _spread(ad, form)
        messages.success(request, _("All portals have this text now."))
        return redirect("wizard_ad", ad.vehicle_id)
    kept = {"dealership": ad.dealership, **form.cleaned_data}
    PortalText.objects.update_or_create(ad=ad, channel=channel, defaults=kept)
    messages.success(request, _("Saved for this portal."))
    return redirect("wizard_portal", ad.vehicle_id, channel)


@require_POST
@seller_required
def portal_write(request: TenantRequest, pk: int, channel: str) -> HttpResponse:
    """Have the language model write for this portal; where none is set up there is nothing to ask."""
    ad = ad_or_404(request, pk)
    if channel not in settings.CHANNELS or not can_write_for_portals():
        raise Http404
    writing = request_portal_text(ad, channel)
    return _status(request, writing) if request.htmx else redirect("wizard_portal", ad.vehicle_id, channel)


@require_safe
@member_required
def portal_status(request: TenantRequest, pk: int, channel: str) -> HttpResponse:
    waiting = news_of(latest_writing(ad_or_404(request, pk), channel))
    return HttpResponseClientRefresh() if waiting is None or waiting.is_finished else _status(request, waiting)


def _status(request: TenantRequest, writing: PortalWriting) -> HttpResponse:
    return render(request, "listings/_writing.html", _status_context(request, writing))


def _status_context(request: TenantRequest, writing: PortalWriting) -> dict[str, Any]:
    place = [writing.ad_id, writing.channel]
    return {
        "run": writing,
        "status_url": reverse("portal_status", args=place),
        "retry_url": reverse("portal_write", args=place) if request.membership.can_sell else "",
        "label": _("Writing for this portal"),
    }


def _spread(ad: Ad, form: PortalTextForm) -> None:
    with transaction.atomic():
        data = form.cleaned_data
        ad.edit(title=data["title"], text=data["text"], revision=ad.revision)
        Ad.objects.filter(pk=ad.pk).update(edited_at=timezone.now())
        PortalText.objects.filter(ad=ad).delete()


def _page(
    request: TenantRequest, ad: Ad, channel: str, form: PortalTextForm | None = None, status: int = 200
) -> HttpResponse:
    vehicle, facts = ad.vehicle, facts_of(ad.vehicle)
    ready = prepare(vehicle, channel)
    if ready is None:
        raise Http404
    writing = latest_writing(ad, channel)
    waiting = news_of(writing)
    portal_ad = Ad(vehicle=vehicle, title=ready.title, text=ready.text)
    context = {
        "vehicle": vehicle,
        "ad": ad,
        "channel": channel,
        "ready": ready,
        "is_own": channel in texts_of(ad),
        "form": form or PortalTextForm(initial={"title": ready.title, "text": ready.text}),
        "can_be_written": request.membership.can_sell and can_write_for_portals(),
        "waiting": waiting,
        "refused": writing.note if writing and not waiting else "",
        "limits": limits(),
        "portals": list(zip(settings.CHANNELS, limits(), strict=True)),
        "missing_words": missing_keywords(facts, title=ready.title, text=ready.text),
    } | duties_context(vehicle, findings_of(case_of(vehicle, ad=portal_ad, facts=facts)))
    if waiting:
        context |= _status_context(request, waiting)
    return render(request, "listings/portal_text.html", context, status=status)
