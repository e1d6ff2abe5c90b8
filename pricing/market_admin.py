"""Market data in the back office: sources, listings, and files that are looked at before they are imported."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from keroxio.admin import RunAdmin
from pricing.importing.files import MarketReader, UnreadableMarket
from pricing.importing.importing import mapping_of, preview
from pricing.importing.mapping import WrongMapping
from pricing.market_forms import MappingForm
from pricing.models import MarketFile, MarketImport, MarketListing, MarketSource


@admin.register(MarketSource)
class MarketSourceAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["name", "dealership", "created_at"]
    list_select_related = ["dealership"]
    search_fields = ["name", "dealership__name"]
    autocomplete_fields: ClassVar = ["dealership"]


@admin.register(MarketListing)
class MarketListingAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["__str__", "registration", "mileage_km", "price_eur", "sold_price_eur", "last_seen_on", "source"]
    list_filter = ["source", "country", "fuel"]
    list_select_related = ["source"]
    search_fields = ["=key", "family__istartswith"]
    ordering = ["-pk"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("first registration"))
    def registration(self, listing: MarketListing) -> str:
        month = f"{listing.first_registration_month:02}/" if listing.first_registration_month else ""
        return f"{month}{listing.first_registration_year}"


@admin.register(MarketFile)
class MarketFileAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["__str__", "source", "seen_on", "created_at", "look"]
    list_select_related = ["source"]
    autocomplete_fields: ClassVar = ["source"]
    fields = ["source", "file", "seen_on"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/preview/", view, name="pricing_marketfile_preview"), *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def response_add(self, request: HttpRequest, obj: MarketFile, post_url_continue: Any = None) -> HttpResponse:
        return redirect("admin:pricing_marketfile_preview", obj.pk)

    @admin.display(description="")
    def look(self, upload: MarketFile) -> SafeString:
        url = reverse("admin:pricing_marketfile_preview", args=[upload.pk])
        return format_html('<a href="{}">{}</a>', url, _("Preview and import"))

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The first rows under the mapping as it is chosen, and the button that imports them all."""
        upload = get_object_or_404(MarketFile.objects.select_related("source"), pk=pk)
        if not self.has_add_permission(request):
            raise Http404
        context = {**self.admin_site.each_context(request), "title": _("Import %(file)s") % {"file": upload}}
        context |= {"upload": upload, "opts": self.model._meta}
        try:
            with upload.file.open("rb") as file:
                form, found = self._preview(request, upload, MarketReader(file))
        except (UnreadableMarket, WrongMapping, OSError) as error:
            return render(request, "admin/pricing/preview.html", context | {"problem": str(error)}, status=422)
        if request.method == "POST" and "import" in request.POST and not found["missing"]:
            run = MarketImport.objects.request(file=upload, dealership=upload.source.dealership, queue="bulk")
            messages.success(request, _("The import is queued."))
            return redirect("admin:pricing_marketimport_change", run.pk)
        return render(request, "admin/pricing/preview.html", context | found | {"form": form})

    def _preview(self, request: HttpRequest, upload: MarketFile, reader: MarketReader) -> tuple[MappingForm, Any]:
        mapping = mapping_of(reader, upload.mapping)
        if request.method == "POST":
            form = MappingForm(request.POST, columns=reader.titles, mapping=mapping)
            if form.is_valid():
                upload.mapping = form.told()
                upload.save(update_fields=["mapping"])
                mapping = mapping_of(reader, upload.mapping)
        else:
            form = MappingForm(columns=reader.titles, mapping=mapping)
        rows = preview(reader, mapping, seen_on=upload.seen_on) if not mapping.missing else []
        unused = [title for title in reader.titles if title not in mapping.columns.values()]
        return form, {"rows": rows, "missing": mapping.missing, "unused": unused}


@admin.register(MarketImport)
class MarketImportAdmin(RunAdmin):
    list_display = ["__str__", "percent", "added", "changed", "unchanged", "rejected", *RunAdmin.list_display]
    list_select_related = [*RunAdmin.list_select_related, "file"]
    exclude: ClassVar = ["rejects"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.rejects_view)
        return [path("<int:pk>/rejected.csv", view, name="pricing_marketimport_rejected"), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["rejected_file"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MarketImport]:
        found: QuerySet[MarketImport] = super().get_queryset(request).select_related("file")
        return found

    @admin.display(description=_("rejected rows"))
    def rejected_file(self, run: MarketImport) -> str | SafeString:
        if not run.rejects:
            return "-"
        url = reverse("admin:pricing_marketimport_rejected", args=[run.pk])
        return format_html('<a href="{}">{}</a>', url, _("Download"))

    def rejects_view(self, request: HttpRequest, pk: int) -> FileResponse:
        run = get_object_or_404(MarketImport.objects.exclude(rejects=""), pk=pk)
        if not self.has_view_permission(request, run):
            raise Http404
        return FileResponse(run.rejects.open("rb"), as_attachment=True, filename=f"rejected-{run.pk}.csv")
