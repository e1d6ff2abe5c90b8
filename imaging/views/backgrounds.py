"""A dealership's own backgrounds: sent, placed, named and deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.tenancy import TenantRequest, member_required, owner_required
from imaging import studio
from imaging.forms import BackgroundUploadForm, PlaceForm
from imaging.own_backgrounds import BackgroundUpload, RefusedBackground, add_background
from imaging.previews import car_in
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError


def background_or_404(request: TenantRequest, pk: int) -> BackgroundUpload:
    mine = BackgroundUpload.objects.owned_by(request.dealership).present().select_related("dealership")
    return get_object_or_404(mine, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def own_backgrounds(request: TenantRequest) -> HttpResponse:
    return _add(request) if request.method == "POST" else _page(request, BackgroundUploadForm())  # type: ignore[return-value]


@owner_required
def _add(request: TenantRequest) -> HttpResponse:
    form = BackgroundUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        row, is_cropped = add_background(request.dealership, form.cleaned_data["name"], form.cleaned_data["picture"])
    except RefusedBackground as refusal:
        form.add_error("picture", str(refusal))
        return _page(request, form, 422)
    if is_cropped:
        messages.info(request, _("The picture was cropped to 4:3."))
    return redirect("own_background", row.pk)


def _page(request: TenantRequest, form: BackgroundUploadForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "can_edit": request.membership.is_owner}
    return render(request, "imaging/own_backgrounds.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def own_background(request: TenantRequest, pk: int) -> HttpResponse:
    row = background_or_404(request, pk)
    if request.method != "POST":
        return render(request, "imaging/own_background.html", {"form": PlaceForm(instance=row), "background": row})
    form = PlaceForm(request.POST, instance=row)
    if not form.is_valid():
        return render(request, "imaging/own_background.html", {"form": form, "background": row}, status=422)
    if form.has_changed():
        row.replace(**form.cleaned_data)
        studio.redraw_all(request.dealership)
    messages.success(request, _("Saved."))
    return redirect("own_backgrounds")


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def own_background_preview(request: TenantRequest, pk: int) -> HttpResponse:
    """A sample car in the background, as WebP: as it is, or as a form not yet sent would place it."""
    row = background_or_404(request, pk)
    if request.method == "POST":
        form = PlaceForm(request.POST, instance=row)
        if not form.is_valid():
            error = next(str(errors[0]) for errors in form.errors.values())
            return HttpResponse(error, status=422, content_type="text/plain")
        row = form.instance
    try:
        content = car_in(row.scene)
    except EngineError as error:
        return HttpResponse(message_of(error), status=422, content_type="text/plain")
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "no-store"})


@require_POST
@owner_required
def own_background_removal(request: TenantRequest, pk: int) -> HttpResponse:
    mine = BackgroundUpload.objects.owned_by(request.dealership).select_related("dealership")
    row = get_object_or_404(mine, pk=pk)
    row.withdraw()
    studio.redraw_all(request.dealership)
    messages.success(request, _("Background deleted. Cars that used it are shown before the usual one."))
    return redirect("own_backgrounds")
