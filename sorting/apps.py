from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SortingConfig(AppConfig):
    name = "sorting"
    verbose_name = _("Batches of photos")
