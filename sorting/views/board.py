"""What is done on the sorting page. Each answers with the board, or the page for browsers without scripts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.tenancy import TenantRequest, seller_required
from plates.formats import InvalidPlate
from sorting import deciding
from sorting.board import board_of
from sorting.forms import DISCARD, NEW, RESTORE, TRAY, MoveForm
from sorting.models import Batch, Decision
from sorting.ownership import batch_or_404, car_or_404
from sorting.proposing import propose_again
from sorting.views.batches import board_context


@require_POST
@seller_required
def photos_move(request: TenantRequest, pk: int) -> HttpResponse:
    batch = batch_or_404(request, pk)
    form = MoveForm(request.POST, batch=batch)
    if not form.is_valid():
        return HttpResponse(_("This choice does not exist. Reload the page."), status=400, content_type="text/plain")
    if not form.photos:
        messages.info(request, _("Select photos first."))
        return _answer(request, batch)
    to, user = form.cleaned_data["to"], request.user
    if to == NEW:
        decision = deciding.split(batch, form.photos, user)
    elif to == DISCARD:
        decision = deciding.discard(batch, form.photos, user)
    elif to == RESTORE:
        decision = deciding.restore(batch, form.photos, user)
    else:
        decision = deciding.move(batch, form.photos, None if to == TRAY else to, user)
    return _answer(request, batch, decision)


@require_POST
@seller_required
def car_merge(request: TenantRequest, pk: int) -> HttpResponse:
    car = car_or_404(request, pk)
    into = get_object_or_404(car.batch.cars.exclude(pk=car.pk), pk=_number(request.POST.get("into", "")))
    return _answer(request, car.batch, deciding.merge(car.batch, car, into, request.user))


@require_POST
@seller_required
def car_name(request: TenantRequest, pk: int) -> HttpResponse:
    car = car_or_404(request, pk)
    try:
        decision = deciding.name(car.batch, car, request.POST.get("plate", ""), request.user)
    except InvalidPlate as error:
        context = board_context(car.batch) | {
            "wrong": {"car": car.pk, "text": request.POST.get("plate", ""), "why": error}
        }
        template = "sorting/batch.html#board" if request.htmx else "sorting/batch.html"
        return render(request, template, context, status=422)
    return _answer(request, car.batch, decision)


@require_POST
@seller_required
def car_accept(request: TenantRequest, pk: int) -> HttpResponse:
    car = car_or_404(request, pk)
    deciding.accept(car.batch, [car], request.user)
    return _answer(request, car.batch)


@require_POST
@seller_required
def batch_accept(request: TenantRequest, pk: int) -> HttpResponse:
    """All cars whose plate is sure, or that have none; the others want a look first."""
    batch = batch_or_404(request, pk)
    board = board_of(batch)
    deciding.accept(batch, [row.car for row in board.ready], request.user)
    left = sum(bool(row.photos) and not row.is_ready and not row.is_placing for row in board.cars)
    if left:
        text = ngettext("%(count)d car waits: check its plate.", "%(count)d cars wait: check their plates.", left)
        messages.info(request, text % {"count": left})
    return _answer(request, batch)


@require_POST
@seller_required
def batch_suggest(request: TenantRequest, pk: int) -> HttpResponse:
    """Again, with what was decided meanwhile."""
    batch = batch_or_404(request, pk)
    propose_again(batch)
    return _answer(request, batch)


@require_POST
@seller_required
def decision_undo(request: TenantRequest, pk: int) -> HttpResponse:
    mine = Decision.objects.filter(dealership=request.dealership, batch__deleted_at=None)
    decision = get_object_or_404(mine.select_related("batch__dealership"), pk=pk)
    try:
        deciding.undo(decision)
    except deciding.StillPlacing:
        messages.warning(request, _("The car is just being added to the stock. Undo it in a moment."))
    return _answer(request, decision.batch)


def _answer(request: TenantRequest, batch: Batch, decision: Decision | None = None) -> HttpResponse:
    if decision:
        undo = reverse("decision_undo", args=[decision.pk])
        messages.success(request, SAID[Decision.Kind(decision.kind)], extra_tags=undo)
    if not request.htmx:
        return redirect("batch", batch.pk)
    batch.refresh_from_db()
    return render(request, "sorting/batch.html#answer", board_context(batch))


SAID = {
    Decision.Kind.MOVED: gettext_lazy("Photos moved."),
    Decision.Kind.DISCARDED: gettext_lazy("Photos put aside."),
    Decision.Kind.RESTORED: gettext_lazy("Photos brought back."),
    Decision.Kind.MERGED: gettext_lazy("Cars merged."),
    Decision.Kind.SPLIT: gettext_lazy("A new car."),
    Decision.Kind.NAMED: gettext_lazy("Plate saved."),
}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
