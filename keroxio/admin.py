"""What every run's admin shares, and the counts on the back office's start page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from keroxio.runs import Run, run_models


class RunAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["id", "dealership", "status", "queue", "engine", "seconds", "attempts", "created_at", "problem"]
    list_filter = ["status", "queue", "engine", "created_at"]
    list_select_related = ["dealership"]
    search_fields = ["=id", "dealership__name", "error"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]
    show_full_result_count = False
    actions = ["retry"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("duration (s)"))
    def seconds(self, run: Run) -> str:
        return f"{run.duration.total_seconds():.2f}" if run.duration else ""

    @admin.display(description=_("error"), ordering="error")
    def problem(self, run: Run) -> str:
        return run.problem

    @admin.action(description=_("Try the selected failed runs again"), permissions=["view"])
    def retry(self, request: HttpRequest, runs: QuerySet[Any]) -> None:
        failed = list(runs.filter(status=Run.Status.FAILED))
        for run in failed:
            run.retry()
        text = ngettext("%(count)d run is queued again.", "%(count)d runs are queued again.", len(failed))
        self.message_user(request, text % {"count": len(failed)}, messages.SUCCESS)


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's dashboard callback."""
    context = run_counts(request, context)
    for path in settings.BACK_OFFICE:
        context |= import_string(path)(request)
    return context


def run_counts(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Runs by kind and state, and how long the oldest unfinished one has waited."""
    headers = [
        _("Kind"),
        _("Queued"),
        _("Running"),
        _("Done"),
        _("Failed"),
        _("Failed today"),
        _("Oldest unfinished"),
    ]
    return context | {"run_table": {"headers": headers, "rows": [_run_row(model) for model in run_models()]}}


def _run_row(model: type[Run]) -> list[Any]:
    list_url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    counts = dict(model.objects.values_list("status").annotate(Count("pk")))
    day = timezone.now() - timedelta(days=1)
    oldest = model.objects.unfinished().aggregate(oldest=Min("created_at"))["oldest"]
    return [
        format_html('<a href="{}">{}</a>', list_url, capfirst(model._meta.verbose_name_plural)),
        *(
            format_html('<a href="{}?status__exact={}">{}</a>', list_url, status, counts.get(status, 0))
            for status in Run.Status.values
        ),
        model.objects.filter(status=Run.Status.FAILED, finished_at__gte=day).count(),
        timesince(oldest) if oldest else "",
    ]
