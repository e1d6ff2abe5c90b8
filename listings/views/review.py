"""Ads of many cars: written together, then looked through one after the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.tenancy import TenantRequest, member_required, seller_required
from listings.bulk_writing import reviewed, to_review, under_way, write_missing
from listings.compliance import findings_of
from listings.forms import AdForm
from listings.limits import LimitReached
from listings.models import Ad
from listings.reviewing import case_of
from listings.vehicle_facts import facts_of
from listings.views.claims import claims_context
from listings.views.duties import duties_context
from listings.views.ownership import ad_or_404


@require_POST
@seller_required
def ads_write_missing(request: TenantRequest) -> HttpResponse:
    try:
        count = write_missing(request.dealership)
    except LimitReached as reached:
        messages.error(request, str(reached))
        return redirect("stock")
    if not count:
        messages.info(request, _("Every car that has a make and a model has its ad."))
        return redirect("stock")
    said = ngettext("%(count)d ad is being written.", "%(count)d ads are being written.", count)
    messages.success(request, said % {"count": count})
    return redirect("ads_review")


@require_safe
@member_required
def ads_review(request: TenantRequest) -> HttpResponse:
    """The first ad of the queue after ``?after=``, the number of one that was skipped."""
    after = request.GET.get("after", "")
    queue = to_review(request.dealership)
    ad = queue.filter(pk__gt=int(after) if after.isdecimal() and len(after) < 19 else 0).first() or queue.first()
    return _page(request, ad)


@require_safe
@member_required
def ads_progress(request: TenantRequest) -> HttpResponse:
    return render(request, "listings/review.html#progress", _counts(request))


@require_POST
@seller_required
def ad_review(request: TenantRequest, pk: int) -> HttpResponse:
    """Save what was changed and go on to the next."""
    ad = ad_or_404(request, pk)
    form = AdForm(request.POST)
    is_valid = form.is_valid()
    if not is_valid or not form.save(ad):
        return _page(request, ad, form, status=409 if is_valid else 422)
    reviewed(ad)
    return redirect(f"{reverse('ads_review')}?after={ad.pk}")


def _page(request: TenantRequest, ad: Ad | None, form: AdForm | None = None, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"ad": ad, **_counts(request)}
    if ad:
        case = case_of(ad.vehicle, ad=ad, facts=facts_of(ad.vehicle))
        context |= {"vehicle": ad.vehicle, "form": form or AdForm.of(ad), "has_conflict": status == 409}
        context |= duties_context(ad.vehicle, findings_of(case)) | claims_context(ad.vehicle, case)
    return render(request, "listings/review.html", context, status=status)


def _counts(request: TenantRequest) -> dict[str, int]:
    waiting, writing = to_review(request.dealership).count(), under_way(request.dealership)
    return {"waiting_count": waiting, "writing_count": writing, "all_count": waiting + writing}
