from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from keroxio.admin import RunAdmin
from sorting.models import Batch, BatchPhoto, Decision, Placement


@admin.register(Batch)
class BatchAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["id", "dealership", "source", "created_by", "created_at", "deleted_at"]
    list_filter = ["source", "created_at"]
    list_select_related = ["dealership", "created_by"]
    search_fields = ["=id", "dealership__name"]
    raw_id_fields: ClassVar = ["dealership", "created_by"]
    show_full_result_count = False


@admin.register(BatchPhoto)
class BatchPhotoAdmin(RunAdmin):
    list_display = ["id", "batch", "name", "text", "basis", "chance", *RunAdmin.list_display[1:]]
    list_filter = [*RunAdmin.list_filter, "basis", "is_refused"]
    list_select_related = ["dealership", "batch"]
    search_fields = [*RunAdmin.search_fields, "name"]


@admin.register(Placement)
class PlacementAdmin(RunAdmin):
    list_display = ["id", "car", "vehicle", "is_new", *RunAdmin.list_display[1:]]
    list_select_related = ["dealership", "car", "vehicle"]


@admin.register(Decision)
class DecisionAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["id", "batch", "kind", "user", "created_at", "undone_at"]
    list_filter = ["kind", "created_at"]
    list_select_related = ["batch", "user"]
    raw_id_fields: ClassVar = ["dealership", "batch", "user"]
    show_full_result_count = False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False
