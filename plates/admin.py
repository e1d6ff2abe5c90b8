from __future__ import annotations

from django.contrib import admin

from keroxio.admin import RunAdmin
from plates.models import PlateReading


@admin.register(PlateReading)
class PlateReadingAdmin(RunAdmin):
    list_display = ["text", "country", "confidence", "is_confident", *RunAdmin.list_display]
    list_filter = [*RunAdmin.list_filter, "is_confident", "country"]
    search_fields = [*RunAdmin.search_fields, "text"]
    raw_id_fields = ["photo", "dealership"]
