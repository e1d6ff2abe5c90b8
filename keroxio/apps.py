from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KeroxioConfig(AppConfig):
    name = "keroxio"

    def ready(self) -> None:
        from keroxio import checks  # noqa: F401, PLC0415

        # The web process rings tasks by name, so it has to know them as the worker does.
        autodiscover_modules("tasks")
