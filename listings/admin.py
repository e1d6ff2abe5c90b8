from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from keroxio.admin import RunAdmin
from listings.models import Ad, CachedDraft, PortalWriting, Publication


@admin.register(Ad)
class AdAdmin(RunAdmin):
    list_display = ["id", "title", "tone", "length", *RunAdmin.list_display[1:]]
    list_filter = [*RunAdmin.list_filter, "tone", "length", "language", "from_cache", "to_review"]
    search_fields = [*RunAdmin.search_fields, "title", "vehicle__plate"]


@admin.register(PortalWriting)
class PortalWritingAdmin(RunAdmin):
    list_display = ["id", "ad", "channel", *RunAdmin.list_display[1:]]
    list_filter = [*RunAdmin.list_filter, "channel"]
    list_select_related = [*RunAdmin.list_select_related, "ad"]


@admin.register(Publication)
class PublicationAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["vehicle", "channel", "dealership", "status", "published_at", "withdrawn_at", "url"]
    list_filter = ["channel", "status", "published_at"]
    list_select_related = ["vehicle", "dealership"]
    search_fields = ["vehicle__plate", "dealership__name", "url"]
    raw_id_fields: ClassVar = ["vehicle", "dealership"]
    show_full_result_count = False


@admin.register(CachedDraft)
class CachedDraftAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["title", "engine", "hits", "created_at", "used_at"]
    list_filter = ["engine", "created_at"]
    ordering = ["-pk"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the share of writings that were answered from here."""
        rate = CachedDraft.objects.hit_rate()
        if rate is not None and request.method == "GET":
            said = _("%(rate).0f %% of the texts asked for came from this cache.")
            messages.info(request, said % {"rate": rate * 100})
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer
