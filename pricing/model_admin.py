from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from keroxio.engine_messages import message_of
from keroxio.errors import EngineError
from pricing.model_versions import PriceDrift, PriceModel, deactivate_all
from pricing.wording import percent


@admin.register(PriceModel)
class PriceModelAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = [
        "version", "is_active", "cars", "median_error", "coverage", "verdict", "trained_at", "activated_at",
    ]  # fmt: skip
    list_filter = ["is_active", "trained_at"]
    search_fields = ["version", "source"]
    date_hierarchy = "trained_at"
    readonly_fields = ["is_active", "verdict", "trained_at", "activated_at", "file", "checksum", "card_text"]
    fields = [*readonly_fields]
    actions = ["activate", "use_shipped"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PriceModel | None = None) -> bool:
        """Not the one that answers; lists are therefore not deleted from at all."""
        return obj is not None and not obj.is_active and super().has_delete_permission(request, obj)

    @admin.display(description=_("cars"))
    def cars(self, row: PriceModel) -> int:
        return int(row.manifest["cars"])

    @admin.display(description=_("median error"))
    def median_error(self, row: PriceModel) -> str:
        return percent(row.overall["median_error"]) if row.overall else ""

    @admin.display(description=_("range holds"))
    def coverage(self, row: PriceModel) -> str:
        return percent(row.overall["coverage"]) if row.overall else ""

    @admin.display(description="SHA-256")
    def checksum(self, row: PriceModel) -> SafeString:
        """Of the file; a narrow page may break it."""
        return format_html_join(SafeString("<wbr>"), "{}", ((row.sha256[at : at + 8],) for at in range(0, 64, 8)))

    @admin.display(description=_("model card"))
    def card_text(self, row: PriceModel) -> SafeString:
        return linebreaks_filter(row.card)

    @admin.action(description=_("Let the selected model answer"), permissions=["change"])
    def activate(self, request: HttpRequest, rows: QuerySet[PriceModel]) -> None:
        chosen = list(rows[:2])
        if len(chosen) != 1:
            self.message_user(request, _("Select one model: only one can answer."), messages.ERROR)
        else:
            self._activate(request, chosen[0])

    @admin.action(description=_("Let the shipped model answer instead"), permissions=["change"])
    def use_shipped(self, request: HttpRequest, rows: QuerySet[PriceModel]) -> None:
        deactivate_all()
        self.message_user(request, _("The model shipped with the program answers."), messages.SUCCESS)

    def _activate(self, request: HttpRequest, row: PriceModel) -> None:
        try:
            row.activate()
        except EngineError as error:
            self.message_user(request, message_of(error), messages.ERROR)
        else:
            self.message_user(request, _("Model %(version)s answers.") % {"version": row.version}, messages.SUCCESS)


@admin.register(PriceDrift)
class PriceDriftAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["measured_on", "model_version", "cars", "coverage", "median_error", "bias"]
    list_filter = ["measured_on", "model_version"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PriceDrift | None = None) -> bool:
        return False
