from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImagingConfig(AppConfig):
    name = "imaging"
    verbose_name = _("Photo studio")

    def ready(self) -> None:
        from imaging import checks  # noqa: F401, PLC0415
