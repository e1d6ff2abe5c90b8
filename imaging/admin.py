from __future__ import annotations

from django.contrib import admin

from imaging.models import Composite, Cutout, MaskedPhoto, ProcessedPhoto, Redraw
from keroxio.admin import RunAdmin


@admin.register(Cutout)
class CutoutAdmin(RunAdmin):
    list_display = [*RunAdmin.list_display, "confidence", "score", "doubt", "credits_charged"]
    list_filter = [*RunAdmin.list_filter, "doubt"]
    raw_id_fields = ["photo", "dealership"]


@admin.register(Composite)
class CompositeAdmin(RunAdmin):
    list_display = [*RunAdmin.list_display, "background"]
    list_filter = [*RunAdmin.list_filter, "background"]
    raw_id_fields = ["photo", "cutout", "dealership"]


@admin.register(Redraw)
class RedrawAdmin(RunAdmin):
    raw_id_fields = ["dealership"]


@admin.register(MaskedPhoto)
class MaskedPhotoAdmin(RunAdmin):
    raw_id_fields = ["dealership"]


@admin.register(ProcessedPhoto)
class ProcessedPhotoAdmin(RunAdmin):
    list_display = [*RunAdmin.list_display, "work"]
    list_filter = [*RunAdmin.list_filter, "work"]
    raw_id_fields = ["dealership"]
