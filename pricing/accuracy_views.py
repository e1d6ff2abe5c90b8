"""How right the estimates are, for every member to see."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.tenancy import TenantRequest, member_required
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError
from pricing.accuracy import backtest_context, imported_sales_of, sales_context, sales_of


@require_safe
@member_required
def price_accuracy(request: TenantRequest) -> HttpResponse:
    sales = sales_of(request.dealership)
    context: dict[str, Any] = {}
    try:
        sales += imported_sales_of(request.dealership)
        context = backtest_context()
    except EngineError as error:
        context["problem"] = message_of(error)
    context |= sales_context(sales)
    return render(request, "pricing/accuracy.html", context)
