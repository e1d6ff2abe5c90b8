from __future__ import annotations

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.tenancy import TenantRequest, member_required
from keroxio.runs import run_models


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Keroxio is, for strangers; members go to their stock."""
    return redirect("stock") if request.user.is_authenticated else render(request, "home.html")


@require_safe
@member_required
def activity(request: TenantRequest) -> HttpResponse:
    """How many runs of the dealership are unfinished; pages ask while there are some, and say when all is done."""
    before = int(request.GET.get("before", "0") if request.GET.get("before", "0").isdecimal() else 0)
    open_runs = sum(model.objects.unfinished().filter(dealership=request.dealership).count() for model in run_models())
    return render(request, "runs/_activity.html", {"open_runs": open_runs, "is_over": before > 0 and open_runs == 0})


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """503 while the database is out of reach, so that a balancer sends people elsewhere."""
    try:
        connection.ensure_connection()
    except OperationalError:
        return JsonResponse({"status": "the database is out of reach"}, status=503)
    return JsonResponse({"status": "ok"})
