"""Batches of photos: the list, the upload, the progress."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.tenancy import TenantRequest, member_required, seller_required
from keroxio.runs import Run
from sorting.board import batches_of, board_of, progress_of
from sorting.models import Batch, BatchPhoto
from sorting.ownership import batch_or_404
from sorting.receiving import BatchIsFull, open_batch, receive

PAGE = 20


@require_safe
@member_required
def batches(request: TenantRequest) -> HttpResponse:
    page = Paginator(batches_of(request.dealership), PAGE).get_page(request.GET.get("page"))
    return render(request, "sorting/batches.html", {"page": page, "most_photos": settings.BATCH_PHOTOS})


@require_POST
@seller_required
def batch_new(request: TenantRequest) -> HttpResponse:
    """Scripts ask for an empty batch and send photos to it; the plain form sends all at once."""
    batch = open_batch(request.dealership, request.user)
    _take_in(request, batch)
    return redirect("batch", batch.pk)


@require_safe
@member_required
def batch(request: TenantRequest, pk: int) -> HttpResponse:
    found = batch_or_404(request, pk)
    template = "sorting/batch.html#board" if request.htmx else "sorting/batch.html"
    return render(request, template, board_context(found))


@require_POST
@seller_required
def batch_upload(request: TenantRequest, pk: int) -> HttpResponse:
    """Scripts send one file at a time: 201 taken, 200 had already, 422 no photo, 409 the batch is full."""
    found = batch_or_404(request, pk)
    if request.headers.get("X-Requested-With") != "fetch":
        _take_in(request, found)
        return redirect("batch", found.pk)
    upload = request.FILES.get("photos")
    if upload is None:
        return HttpResponse(_("This file is empty. Choose the photo again."), status=422, content_type="text/plain")
    try:
        row = receive(found, upload)
    except BatchIsFull as full:
        return HttpResponse(str(full), status=409, content_type="text/plain")
    if row.is_refused:
        return HttpResponse(row.problem, status=422, content_type="text/plain")
    if row.batch_id != found.pk:
        return HttpResponse(_elsewhere(row), status=422, content_type="text/plain")
    return HttpResponse(status=201)


@require_safe
@member_required
def batch_progress(request: TenantRequest, pk: int) -> HttpResponse:
    """Answers the poll; the page fetches the board anew when its revision has changed."""
    found = batch_or_404(request, pk)
    return render(request, "sorting/batch.html#progress", {"batch": found, "progress": progress_of(found)})


@require_POST
@seller_required
def batch_retry(request: TenantRequest, pk: int) -> HttpResponse:
    """Read again what could not be read for reasons that may have passed."""
    found = batch_or_404(request, pk)
    for row in found.photos.filter(status=Run.Status.FAILED, is_refused=False):
        row.retry()
    return redirect("batch", found.pk)


@require_POST
@seller_required
def batch_delete(request: TenantRequest, pk: int) -> HttpResponse:
    """What went into the stock stays there."""
    found = batch_or_404(request, pk)
    Batch.objects.filter(pk=found.pk).update(deleted_at=timezone.now())
    messages.success(request, _("The batch is deleted."), extra_tags=reverse("batch_restore", args=[found.pk]))
    return redirect("batches")


@require_POST
@seller_required
def batch_restore(request: TenantRequest, pk: int) -> HttpResponse:
    found = batch_or_404(request, pk, is_deleted=True)
    Batch.objects.filter(pk=found.pk).update(deleted_at=None)
    return redirect("batch", found.pk)


def board_context(found: Batch) -> dict[str, Any]:
    return {
        "batch": found,
        "board": board_of(found),
        "progress": progress_of(found),
        "most_photos": settings.BATCH_PHOTOS,
    }


def _take_in(request: TenantRequest, found: Batch) -> None:
    for upload in request.FILES.getlist("photos"):
        try:
            row = receive(found, upload)
        except BatchIsFull as full:
            messages.error(request, str(full))
            return
        reason = row.problem or (_elsewhere(row) if row.batch_id != found.pk else "")
        if reason:
            messages.warning(request, _("%(name)s: %(reason)s") % {"name": upload.name, "reason": reason})


def _elsewhere(row: BatchPhoto) -> str:
    return _("This photo waits in the batch of %(date)s already.") % {
        "date": timezone.localtime(row.batch.created_at).strftime("%d/%m/%Y %H:%M")
    }
