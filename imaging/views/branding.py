"""What a dealership draws onto its pictures: chosen once, seen at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.tenancy import TenantRequest, member_required, owner_required
from imaging import studio
from imaging.branding import Branding
from imaging.branding_form import BrandingForm, sample_overlay
from imaging.own_backgrounds import open_scene
from imaging.previews import branded
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def dealership_branding(request: TenantRequest) -> HttpResponse:
    if request.method == "POST":
        return _save(request)  # type: ignore[return-value]
    return _page(request, BrandingForm(dealership=request.membership.dealership))


@owner_required
def _save(request: TenantRequest) -> HttpResponse:
    form = BrandingForm(request.POST, request.FILES, dealership=request.membership.dealership)
    if not form.is_valid():
        return _page(request, form, 422)
    form.save()
    studio.redraw_all(request.membership.dealership)
    messages.success(request, _("Saved. All pictures are made again."))
    return redirect("dealership_branding")


def _page(request: TenantRequest, form: BrandingForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "can_edit": request.membership.is_owner, "preview_url": reverse("branding_preview")}
    return render(request, "imaging/dealership_branding.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def branding_preview(request: TenantRequest) -> HttpResponse:
    """A sample with all that is drawn onto pictures, as it is or as a form not yet sent would have it."""
    dealership = request.membership.dealership
    form = BrandingForm(request.POST, request.FILES, dealership=dealership) if request.method == "POST" else None
    if form and not form.is_valid():
        error = next(str(errors[0]) for errors in form.errors.values())
        return HttpResponse(error, status=422, content_type="text/plain")
    try:
        overlay = form.overlay() if form else sample_overlay(Branding.of(dealership))
        content = branded(open_scene(dealership.default_background, dealership.pk), overlay)
    except EngineError as error:
        return HttpResponse(message_of(error), status=422, content_type="text/plain")
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "no-store"})
