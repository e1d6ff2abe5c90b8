"""Step five: what is prepared for each portal, and where the car is published."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.tenancy import TenantRequest, member_required, seller_required
from listings import publishing
from listings.forms import PublishedForm
from listings.models import Publication
from listings.portal_photos import write_portal_photos
from listings.vehicle_facts import facts_of
from listings.views.duties import duties_context
from listings.views.paperwork import paperwork_context
from listings.writing import current_ad
from vehicles.models import Vehicle
from vehicles.ownership import vehicle_or_404


@require_safe
@member_required
def wizard_publication(request: TenantRequest, pk: int) -> HttpResponse:
    return _page(request, vehicle_or_404(request, pk))


@require_POST
@seller_required
def publication_mark(request: TenantRequest, pk: int, channel: str) -> HttpResponse:
    """The seller has published the car on a portal, at an address that may still be unknown."""
    vehicle = vehicle_or_404(request, pk)
    if channel not in settings.CHANNELS:
        raise Http404
    form = PublishedForm(request.POST, prefix=channel)
    if not form.is_valid():
        return _page(request, vehicle, form, status=422)
    try:
        publication = publishing.mark_published(vehicle, channel, form.cleaned_data["url"])
    except publishing.NotPublishable:
        messages.error(request, _("The ad lacks what the law requires. Complete it first: see the list below."))
        return _page(request, vehicle, form, status=409)
    _report(request, vehicle, publication)
    return redirect(f"{reverse('wizard_publication', args=[pk])}#{channel}")


@require_safe
@member_required
def publication_photos(request: TenantRequest, pk: int, channel: str) -> FileResponse:
    """The photos of the car in the size and number that the portal takes."""
    vehicle = vehicle_or_404(request, pk)
    ready = publishing.prepare(vehicle, channel) if channel in settings.CHANNELS else None
    if ready is None:
        raise Http404
    photos = write_portal_photos(vehicle, longest_side=ready.photo_size, most=ready.max_photos)
    name = slugify(f"{vehicle.plate or vehicle.title} {channel}")
    return FileResponse(photos, as_attachment=True, filename=f"{name}.zip")


@require_POST
@seller_required
def publication_withdraw(request: TenantRequest, pk: int) -> HttpResponse:
    publication = get_object_or_404(Publication.objects.owned_by(request.dealership), pk=pk, vehicle__deleted_at=None)
    publication.withdraw()
    messages.success(request, _("Marked as withdrawn. Remember to delete the ad on the portal itself."))
    return redirect(f"{reverse('wizard_publication', args=[publication.vehicle_id])}#{publication.channel}")


@require_POST
@seller_required
def vehicle_sell(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    online = publishing.mark_sold(vehicle)
    undo = reverse("vehicle_unsell", args=[pk])
    if online:
        text = ngettext(
            "Sold. The ad is still on %(count)d portal: withdraw it there.",
            "Sold. The ad is still on %(count)d portals: withdraw it there.",
            len(online),
        )
        messages.warning(request, text % {"count": len(online)}, extra_tags=undo)
    else:
        messages.success(request, _("The car is marked as sold."), extra_tags=undo)
    return redirect("wizard_publication", pk)


@require_POST
@seller_required
def vehicle_unsell(request: TenantRequest, pk: int) -> HttpResponse:
    publishing.mark_unsold(vehicle_or_404(request, pk))
    messages.success(request, _("The car is for sale again."))
    return redirect("wizard_publication", pk)


def _report(request: TenantRequest, vehicle: Vehicle, publication: Publication) -> None:
    ready = publishing.prepare(vehicle, publication.channel)
    if ready and publication.url and not publishing.is_on_portal(publication.url, ready.domains):
        text = _("Saved, but this address is not on %(portal)s. Check it.")
        messages.warning(request, text % {"portal": ready.label})
    elif ready:
        messages.success(request, _("Published on %(portal)s.") % {"portal": ready.label})


def _page(
    request: TenantRequest, vehicle: Vehicle, form: PublishedForm | None = None, status: int = 200
) -> HttpResponse:
    ad, facts = current_ad(vehicle), facts_of(vehicle)
    missing = publishing.findings(vehicle, ad=ad, facts=facts)
    outlets = publishing.outlets(vehicle, ad, facts) if ad else []
    forms = {o.channel: PublishedForm(prefix=o.channel, initial={"url": o.publication.url}) for o in outlets}
    if form and form.prefix:
        forms[form.prefix] = form
    context = {
        "vehicle": vehicle,
        "ad": ad,
        "is_blocked": any(finding.is_blocking for finding in missing),
        "outlets": [(outlet, forms[outlet.channel]) for outlet in outlets],
        "next_channel": next((o.channel for o in outlets if not o.publication.is_online), ""),
        "photo_count": vehicle.photos.filter(deleted_at=None).count(),
        "to_withdraw": [o for o in outlets if o.publication.is_online] if vehicle.sold_at else [],
    }
    context |= duties_context(vehicle, missing) | paperwork_context(vehicle, facts)
    return render(request, "wizard/publication.html", context, status=status)
