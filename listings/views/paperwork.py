"""The papers of the sale, on the page where the car is published and sold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.tenancy import TenantRequest, seller_required
from listings.cession import Paper, Reminder, papers_for, reminders
from listings.facts import Facts
from listings.forms import PaperworkForm
from listings.models import Paperwork
from vehicles.models import Vehicle
from vehicles.ownership import vehicle_or_404


@dataclass(frozen=True)
class Entry:
    paper: Paper
    reminder: Reminder | None
    is_done: bool


def paperwork_context(vehicle: Vehicle, facts: Facts, form: PaperworkForm | None = None) -> dict[str, Any]:
    """What templates/listings/_paperwork.html asks for."""
    paperwork = paperwork_of(vehicle)
    dated = reminders(
        facts,
        status_certificate=paperwork.status_certificate_date,
        sold_on=timezone.localdate(vehicle.sold_at) if vehicle.sold_at else None,
        today=timezone.localdate(),
    )
    entries = [
        Entry(paper, dated.get(paper.code), paper.code in paperwork.done) for paper in papers_for(facts.seller.kind)
    ]
    return {"papers": entries, "paperwork_form": form or PaperworkForm(instance=paperwork)}


def paperwork_of(vehicle: Vehicle) -> Paperwork:
    """Not stored before it says something."""
    known = Paperwork.objects.filter(vehicle=vehicle).first()
    return known or Paperwork(vehicle=vehicle, dealership=vehicle.dealership)


@require_POST
@seller_required
def paperwork_save(request: TenantRequest, pk: int) -> HttpResponse:
    vehicle = vehicle_or_404(request, pk)
    form = PaperworkForm(request.POST, instance=paperwork_of(vehicle))
    if not form.is_valid():
        for error in form.errors.get("status_certificate_date", []):
            messages.error(request, str(error))
        return redirect(f"{reverse('wizard_publication', args=[pk])}#paperwork")
    form.instance.done = _ticked(request, vehicle)
    form.save()
    messages.success(request, _("The paperwork is saved."))
    return redirect(f"{reverse('wizard_publication', args=[pk])}#paperwork")


def _ticked(request: TenantRequest, vehicle: Vehicle) -> list[str]:
    known = [paper.code for paper in papers_for(vehicle.dealership.kind)]
    ticked = set(request.POST.getlist("done"))
    return [code for code in known if code in ticked]
