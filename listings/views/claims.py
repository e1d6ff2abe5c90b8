"""The claims of an ad as the page shows them: each phrase with its field, and those to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.tenancy import TenantRequest, seller_required
from listings.claims.base import Claim, Verdict
from listings.compliance import Case
from listings.models import Ad, ConfirmedClaim
from listings.reviewing import case_of, confirm
from listings.vehicle_facts import facts_of
from listings.views.ownership import ad_or_404
from listings.views.remedies import field_url, label_of, value_of
from vehicles.models import Vehicle


@dataclass(frozen=True)
class Shown:
    """A claim with its field's name and value in the reader's language, and the way to it."""

    claim: Claim
    number: int
    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Piece:
    text: str
    shown: Shown | None = None


def claims_context(vehicle: Vehicle, case: Case) -> dict[str, Any]:
    """What templates/listings/_claims.html asks for, besides the ad."""
    shown = [_shown(vehicle, claim, number) for number, claim in enumerate(case.claims, start=1)]
    title, text = _pieces(f"{case.title}\n{case.text}", shown, cut=len(case.title))
    to_check = {one.claim.key: one for one in shown if one.claim.verdict is Verdict.UNPROVEN}
    return {
        "title_pieces": title,
        "text_pieces": text,
        "claims": shown,
        "to_check": list(to_check.values()),
        "traced_count": sum(one.claim.verdict is Verdict.TRACED for one in shown),
    }


@require_POST
@seller_required
def claims_confirm(request: TenantRequest, pk: int) -> HttpResponse:
    """The seller answers for the phrases with the posted keys."""
    ad = ad_or_404(request, pk)
    case = case_of(ad.vehicle, ad=ad, facts=facts_of(ad.vehicle))
    confirmed = confirm(ad.vehicle, case.claims, set(request.POST.getlist("key")), by=request.user)
    if confirmed:
        said = ngettext("%(count)d statement is confirmed.", "%(count)d statements are confirmed.", len(confirmed))
        undo = reverse("claim_forget", args=[confirmed[0].pk]) if len(confirmed) == 1 else ""
        messages.success(request, said % {"count": len(confirmed)}, extra_tags=undo)
    return _back(request, ad)


@require_POST
@seller_required
def claim_forget(request: TenantRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(ConfirmedClaim.objects.owned_by(request.dealership), pk=pk)
    claim.delete()
    messages.success(request, _("It is asked about again."))
    return redirect("wizard_ad", claim.vehicle_id)


def _back(request: TenantRequest, ad: Ad) -> HttpResponse:
    return HttpResponseClientRefresh() if request.htmx else redirect("wizard_ad", ad.vehicle_id)


def _pieces(text: str, shown: list[Shown], *, cut: int) -> tuple[list[Piece], list[Piece]]:
    """Those of the title and those of the text, which begins a line below."""
    title: list[Piece] = []
    body: list[Piece] = []
    at = 0
    for one in shown:
        for start, end in ((at, min(cut, one.claim.start)), (max(at, cut + 1), one.claim.start)):
            if start < end:
                (title if end <= cut else body).append(Piece(text[start:end]))
        (title if one.claim.end <= cut else body).append(Piece(one.claim.phrase, one))
        at = one.claim.end
    if at < cut:
        title.append(Piece(text[at:cut]))
    return title, [*body, Piece(text[max(at, cut + 1) :])]


def _shown(vehicle: Vehicle, claim: Claim, number: int) -> Shown:
    field = claim.field
    return Shown(claim, number, label_of(field), value_of(vehicle, claim), field_url(vehicle, field) if field else "")
