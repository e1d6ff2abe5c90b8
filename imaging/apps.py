from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class ImagingConfig(AppConfig):
    name = "imaging"
    verbose_name = _("Photo studio")

    def ready(self) -> None:
        from imaging import checks  # noqa: F401, PLC0415
        from imaging.studio import after_save  # noqa: PLC0415 - rows can be imported from here on only.

        post_save.connect(after_save, sender="vehicles.Vehicle", dispatch_uid="imaging.studio.after_save")
