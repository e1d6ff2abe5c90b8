from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from keroxio.admin import RunAdmin
from listings.models import Ad, Publication


@admin.register(Ad)
class AdAdmin(RunAdmin):
    list_display = ["id", "title", "tone", "length", *RunAdmin.list_display[1:]]
    list_filter = [*RunAdmin.list_filter, "tone", "length"]
    search_fields = [*RunAdmin.search_fields, "title", "vehicle__plate"]


@admin.register(Publication)
class PublicationAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["vehicle", "channel", "dealership", "status", "published_at", "withdrawn_at", "url"]
    list_filter = ["channel", "status", "published_at"]
    list_select_related = ["vehicle", "dealership"]
    search_fields = ["vehicle__plate", "dealership__name", "url"]
    raw_id_fields: ClassVar = ["vehicle", "dealership"]
    show_full_result_count = False
