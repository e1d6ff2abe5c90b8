"""Trained price models: a version is a row with its file, its card and its back-test; one of them answers."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pricing.engines.card import card
from pricing.engines.gradient_boosting import GradientBoostingEstimator
from pricing.engines.price_model import PriceModel as TrainedModel
from pricing.engines.price_model import save

# Four prices out of five are to lie in their range; outside these limits something has changed.
LEAST_COVERAGE, MOST_COVERAGE = 0.75, 0.87


def file_path(row: PriceModel, name: str) -> str:
    return f"price-models/{row.version}.zip"


class PriceModelQuerySet(models.QuerySet["PriceModel"]):
    def active(self) -> PriceModel | None:
        return self.filter(is_active=True).first()

    def register(self, model: TrainedModel) -> PriceModel:
        """Store a trained model, inactive. The same training again is a version of its own."""
        version = self._free_version(model.manifest["version"])
        model.manifest["version"] = version
        content = io.BytesIO()
        save(model, content)
        row = PriceModel(version=version, source=model.manifest["source"], card=card(model.manifest))
        row.manifest = model.manifest
        row.sha256 = hashlib.sha256(content.getvalue()).hexdigest()
        row.file.save(f"{version}.zip", ContentFile(content.getvalue()), save=False)
        row.save()
        return row

    def _free_version(self, wanted: str) -> str:
        taken = set(self.filter(version__startswith=wanted).values_list("version", flat=True))
        numbered = (f"{wanted}.{number}" for number in range(2, len(taken) + 3))
        return wanted if wanted not in taken else next(version for version in numbered if version not in taken)


class PriceModel(models.Model):
    """``manifest`` is that of the file: dates, counts and ``backtest`` (see ``pricing.engines.backtest``)."""

    version = models.CharField(_("version"), max_length=40, unique=True)
    file = models.FileField(_("file"), upload_to=file_path, max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    card = models.TextField(_("model card"))
    manifest = models.JSONField(_("figures"))
    verdict = models.TextField(_("comparison with the model before"), blank=True)
    trained_at = models.DateTimeField(_("trained"), auto_now_add=True)
    activated_at = models.DateTimeField(_("activated"), null=True, editable=False)
    is_active = models.BooleanField(_("active"), default=False)

    objects = PriceModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("price model")
        verbose_name_plural = _("price models")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=models.Q(is_active=True), name="one_active_price_model"
            )
        ]

    def __str__(self) -> str:
        return self.version

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        storage, name = self.file.storage, str(self.file.name)
        transaction.on_commit(lambda: storage.delete(name))
        return super().delete(*args, **options)

    @property
    def estimator(self) -> GradientBoostingEstimator:
        """A new estimator that reads this version's file at first use."""
        return GradientBoostingEstimator(model=self.opened)

    def opened(self) -> io.BytesIO:
        with self.file.storage.open(str(self.file.name)) as stored:
            return io.BytesIO(stored.read())

    @property
    def overall(self) -> dict[str, Any]:
        """The back-test's figures for all later cars; empty where there were too few."""
        rows = self.manifest.get("backtest", {}).get("all") or [{}]
        return dict(rows[0])

    def activate(self) -> None:
        """From now on this model answers, in running workers too. Raises ``EngineError`` for an unreadable file."""
        self.estimator.load()
        with transaction.atomic():
            deactivate_all()
            self.is_active, self.activated_at = True, timezone.now()
            self.save(update_fields=["is_active", "activated_at"])


class PriceDrift(models.Model):
    """How a model's ranges held on the latest imports, none of which it had learnt from. Shares of one."""

    measured_on = models.DateField(_("day"))
    model_version = models.CharField(_("model version"), max_length=40)
    cars = models.PositiveIntegerField(_("cars"))
    coverage = models.FloatField(_("range holds"))
    median_error = models.FloatField(_("median error"))
    bias = models.FloatField(_("asked over estimated"))

    class Meta:
        verbose_name = _("price drift")
        verbose_name_plural = _("price drift")
        ordering = ["-measured_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["measured_on", "model_version"], name="one_drift_a_day")]

    def __str__(self) -> str:
        return f"{self.measured_on} {self.coverage:.1%}"

    @property
    def is_warning(self) -> bool:
        return not LEAST_COVERAGE <= self.coverage <= MOST_COVERAGE


def deactivate_all() -> None:
    """The shipped reference model answers."""
    PriceModel.objects.filter(is_active=True).update(is_active=False)
