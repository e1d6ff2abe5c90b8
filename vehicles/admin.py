from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from vehicles.models import Photo, Vehicle


class PhotoInline(TabularInline):  # type: ignore[misc]
    model = Photo
    extra = 0
    fields = ["picture", "position", "kind", "shown", "name", "deleted_at"]
    readonly_fields = ["picture", "name"]

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    @admin.display(description=_("photo"))
    def picture(self, photo: Photo) -> SafeString:
        return format_html('<img src="{}" alt="" width="96" loading="lazy">', photo.thumbnail.url)


@admin.register(Vehicle)
class VehicleAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["title", "plate", "dealership", "mileage_km", "price_eur", "created_at", "sold_at", "archived_at"]
    list_filter = ["fuel", "body", "created_at", "sold_at", "archived_at", "deleted_at"]
    list_select_related = ["dealership"]
    search_fields = ["plate", "vin", "make", "model", "dealership__name"]
    autocomplete_fields: ClassVar = ["dealership"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    inlines: ClassVar = [PhotoInline]


@admin.register(Photo)
class PhotoAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["name", "vehicle", "dealership", "kind", "width", "height", "created_at"]
    list_filter = ["kind", "created_at"]
    list_select_related = ["vehicle", "dealership"]
    search_fields = ["name", "vehicle__plate", "dealership__name"]
    raw_id_fields: ClassVar = ["vehicle", "dealership"]
    show_full_result_count = False
