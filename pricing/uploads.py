"""Files of market data that the back office was given, and the runs that import them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Dealership
from keroxio.runs import Run
from pricing.importing.runs import bring_in
from pricing.market import MarketSource


class MarketFile(models.Model):
    """A file uploaded in the back office, looked at before it is imported."""

    source = models.ForeignKey(MarketSource, models.CASCADE, related_name="files", verbose_name=_("source"))
    file = models.FileField(_("file"), upload_to="market/", max_length=200)
    seen_on = models.DateField(
        _("day of the prices"), default=timezone.localdate, help_text=_("Used for rows that do not say it themselves.")
    )
    mapping = models.JSONField(_("mapping"), default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("market file")
        verbose_name_plural = _("market files")

    def __str__(self) -> str:
        return str(self.file.name).removeprefix("market/")


class MarketImport(Run):
    """Brings a file's rows in. The installation's own work: it belongs to a dealership only where its source does."""

    task: ClassVar[str] = "pricing.import_market"

    dealership = models.ForeignKey(  # type: ignore[assignment]
        Dealership, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("dealership")
    )
    file = models.ForeignKey(MarketFile, models.CASCADE, related_name="imports", verbose_name=_("file"))
    percent = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    added = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(pgettext_lazy("market listings", "changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    rejects = models.FileField(_("rejected rows"), upload_to="market/", max_length=200, blank=True, editable=False)

    class Meta(Run.Meta):
        verbose_name = _("market import")
        verbose_name_plural = _("market imports")

    def __str__(self) -> str:
        return str(self.file)

    def produce(self) -> None:
        self.engine = "import"
        bring_in(self)
