"""How a dealership hides plates and faces: chosen once, seen at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.tenancy import TenantRequest, member_required, owner_required
from imaging import studio
from imaging.cover_form import CoverForm
from imaging.covering import chosen_cover, open_cover
from imaging.previews import sample_of
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def dealership_cover(request: TenantRequest) -> HttpResponse:
    form = CoverForm(instance=request.membership.dealership)
    return _save(request) if request.method == "POST" else _page(request, form)  # type: ignore[return-value]


@owner_required
def _save(request: TenantRequest) -> HttpResponse:
    form = CoverForm(request.POST, request.FILES, instance=request.membership.dealership)
    if not form.is_valid():
        return _page(request, form, 422)
    form.save()
    studio.redraw_all(request.membership.dealership)
    messages.success(request, _("Saved. All pictures are made again."))
    return redirect("dealership_cover")


def _page(request: TenantRequest, form: CoverForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "can_edit": request.membership.is_owner, "preview_url": reverse("cover_preview")}
    return render(request, "imaging/dealership_cover.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def cover_preview(request: TenantRequest) -> HttpResponse:
    """A sample with the cover as it is, or as a form not yet sent would make it."""
    try:
        cover = open_cover(chosen_cover(request.membership.dealership))
        if request.method == "POST":
            form = CoverForm(request.POST, request.FILES, instance=request.membership.dealership)
            if not form.is_valid():
                return HttpResponse(_first_error(form), status=422, content_type="text/plain")
            cover = form.cover()
        content = sample_of(cover)
    except EngineError as error:
        return HttpResponse(message_of(error), status=422, content_type="text/plain")
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "no-store"})


def _first_error(form: CoverForm) -> str:
    return next(str(errors[0]) for errors in form.errors.values())
