"""Links that show a car's published pictures to anyone who has them, and to nobody else."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.tenancy import TenantRequest, seller_required
from imaging.forms import ShareForm
from imaging.gallery import published
from imaging.sharing import ShareLink, revoke, share
from keroxio.stored_files import stored_file
from vehicles.ownership import vehicle_or_404

R = TypeVar("R", bound=HttpResponseBase)
SIZES = {"thumbnail", "display"}


@require_POST
@seller_required
def photos_share(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = ShareForm(request.POST)
    if form.is_valid():
        share(vehicle, request.user, days=int(form.cleaned_data["days"]))
        messages.success(request, _("The link is ready: copy it and send it."))
    else:
        messages.error(request, _("This choice does not exist. Reload the page."))
    return redirect(reverse("wizard_photos", args=[vehicle.pk]) + "#share")


@require_POST
@seller_required
def share_revoke(request: TenantRequest, pk: int) -> HttpResponse:
    mine = ShareLink.objects.owned_by(request.dealership)
    link = get_object_or_404(mine, pk=pk)
    revoke(link)
    messages.success(request, _("The link leads nowhere any more."))
    return redirect(reverse("wizard_photos", args=[link.vehicle_id]) + "#share")


@require_safe
@cache_control(private=True, no_store=True)
def shared_photos(request: HttpRequest, token: str) -> HttpResponse:
    """A link that has ended, was revoked or never was looks the same: nobody learns which."""
    try:
        link = _open_link(token)
    except Http404:
        return _unlisted(render(request, "imaging/shared_ended.html", status=404))
    context = {"link": link, "vehicle": link.vehicle, "pictures": published(link.vehicle)}
    return _unlisted(render(request, "imaging/shared.html", context))


@require_safe
@cache_control(private=True, max_age=600)
def shared_file(request: HttpRequest, token: str, pk: int, size: str) -> HttpResponseBase:
    """Only what is published now: a photo left out later is gone from the link too."""
    link = _open_link(token)
    shown = next((one.published for one in published(link.vehicle) if one.photo.pk == pk), None)
    if shown is None or size not in SIZES:
        raise Http404
    return _unlisted(stored_file(str(getattr(shown, size).name)))


def _open_link(token: str) -> ShareLink:
    return get_object_or_404(ShareLink.objects.open().select_related("vehicle__dealership"), token=token)


def _unlisted(response: R) -> R:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
