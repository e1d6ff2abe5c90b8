from __future__ import annotations

from django.contrib import admin

from keroxio.admin import RunAdmin
from pricing import market_admin, model_admin
from pricing.models import Valuation

__all__ = ["ValuationAdmin", "market_admin", "model_admin"]


@admin.register(Valuation)
class ValuationAdmin(RunAdmin):
    list_display = ["vehicle", "low", "recommended", "high", "confidence", "model_version", *RunAdmin.list_display]
    list_filter = [*RunAdmin.list_filter, "confidence", "model_version"]
    list_select_related = [*RunAdmin.list_select_related, "vehicle"]
    raw_id_fields = ["vehicle", "dealership"]
