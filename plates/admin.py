from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from keroxio.admin import RunAdmin
from plates.formats import masked
from plates.models import Lookup, PlateCheck, PlateReading


@admin.register(PlateReading)
class PlateReadingAdmin(RunAdmin):
    list_display = ["text", "country", "confidence", "is_confident", *RunAdmin.list_display]
    list_filter = [*RunAdmin.list_filter, "is_confident", "country"]
    search_fields = [*RunAdmin.search_fields, "text"]
    raw_id_fields = ["photo", "dealership"]


@admin.register(Lookup)
class LookupAdmin(RunAdmin):
    """Whose car it is concerns the dealership: here a plate is half hidden, and what was found is not shown."""

    list_display = ["masked_plate", "country", "is_found", "cost_eur", *RunAdmin.list_display]
    exclude: ClassVar = ["plate", "record", "vehicle"]
    readonly_fields: ClassVar = ["masked_plate", "is_found"]
    actions = [*RunAdmin.actions, "add_up"]

    @admin.display(description=_("plate"))
    def masked_plate(self, lookup: Lookup) -> str:
        return masked(lookup.plate)

    @admin.display(description=_("found"), boolean=True)
    def is_found(self, lookup: Lookup) -> bool:
        return lookup.is_found

    @admin.action(description=_("Add up the cost of the selected look-ups"), permissions=["view"])
    def add_up(self, request: HttpRequest, lookups: QuerySet[Any]) -> None:
        total = lookups.order_by().aggregate(count=Count("pk"), cost=Sum("cost_eur"))
        text = ngettext("%(count)d look-up: %(cost)s €", "%(count)d look-ups: %(cost)s €", total["count"])
        cost = number_format(total["cost"] or 0, decimal_pos=2)
        self.message_user(request, text % {"count": total["count"], "cost": cost}, messages.INFO)


@admin.register(PlateCheck)
class PlateCheckAdmin(RunAdmin):
    exclude: ClassVar = ["text", "candidates", "corrections", "upload", "crop", "lookup"]
