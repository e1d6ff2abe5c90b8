from __future__ import annotations

from django.db import models
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CachedDraftQuerySet(models.QuerySet["CachedDraft"]):
    def taken(self, key: str) -> CachedDraft | None:
        """The draft with this key, counted as used once more."""
        if not self.filter(key=key).update(hits=F("hits") + 1, used_at=timezone.now()):
            return None
        return self.filter(key=key).first()

    def hit_rate(self) -> float | None:
        """The share of writings that were answered from here; each draft was missed once. None before the first."""
        misses = self.count()
        hits = self.aggregate(hits=Sum("hits"))["hits"] or 0
        return hits / (hits + misses) if misses else None


class CachedDraft(models.Model):
    """What a paid writer made of a car's facts, without anything of the dealership: it may serve any of them."""

    key = models.CharField(_("key"), max_length=64, unique=True)
    engine = models.CharField(_("engine"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    hits = models.PositiveIntegerField(_("hits"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    used_at = models.DateTimeField(_("used last"), null=True)

    objects = CachedDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("cached text")
        verbose_name_plural = _("cached texts")

    def __str__(self) -> str:
        return self.title
