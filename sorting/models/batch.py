from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel, TenantQuerySet
from vehicles.models import Vehicle

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from sorting.models.photo import BatchPhoto
    from sorting.models.placement import Placement


class BatchQuerySet(TenantQuerySet["Batch"]):
    def present(self) -> BatchQuerySet:
        return self.filter(deleted_at=None)


class Batch(TenantModel):
    """Photos of several cars that came together. ``revision`` counts what changes on its page."""

    class Source(models.TextChoices):
        PAGE = "page", _("Page")
        API = "api", _("API")
        IMPORT = "import", _("Import")

    source = models.CharField(_("source"), max_length=6, choices=Source, default=Source.PAGE)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    expected = models.JSONField(default=list, blank=True, editable=False)
    background = models.SlugField(_("background"), max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    if TYPE_CHECKING:
        photos: RelatedManager[BatchPhoto]
        cars: RelatedManager[BatchCar]
        decisions: RelatedManager[Decision]

    class Meta:
        verbose_name = _("batch of photos")
        verbose_name_plural = _("batches of photos")
        indexes = [models.Index(fields=["dealership", "-created_at"], name="batch_recent")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class BatchCar(TenantModel):
    """A car on the sorting page; ``vehicle`` once it is in the stock, or was there already."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="cars", verbose_name=_("batch"))
    plate = models.CharField(_("plate"), max_length=15, blank=True)
    country = models.CharField(_("country"), max_length=3, blank=True)
    is_sure = models.BooleanField(_("plate is sure"), default=False)
    is_named = models.BooleanField(_("plate was typed"), default=False)
    album = models.CharField(_("folder"), max_length=200, blank=True)
    looks_like = models.JSONField(default=list, blank=True)
    vehicle = models.ForeignKey(Vehicle, models.SET_NULL, null=True, blank=True, related_name="batch_cars")

    if TYPE_CHECKING:
        photos: RelatedManager[BatchPhoto]
        placements: RelatedManager[Placement]
        batch_id: int
        vehicle_id: int | None

    class Meta:
        verbose_name = _("car of a batch")
        verbose_name_plural = _("cars of batches")
        indexes = [models.Index(fields=["dealership", "batch"], name="batch_car")]

    def __str__(self) -> str:
        return self.plate or f"{self._meta.verbose_name} {self.pk}"


class Decision(TenantModel):
    """What a person said about photos, and how they were before, so that it can be taken back."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("Moved")
        DISCARDED = "discarded", _("Put aside")
        RESTORED = "restored", _("Brought back")
        MERGED = "merged", _("Cars merged")
        SPLIT = "split", _("New car")
        NAMED = "named", _("Plate typed")
        ACCEPTED = "accepted", _("Added to the stock")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="decisions", verbose_name=_("batch"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["dealership", "batch", "-created_at"], name="decision_recent")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
