from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel, TenantQuerySet
from listings.models.ad import TITLE_LENGTH
from vehicles.models import Vehicle


class PublicationQuerySet(TenantQuerySet["Publication"]):
    def online(self) -> PublicationQuerySet:
        return self.filter(status=Publication.Status.PUBLISHED)


class Publication(TenantModel):
    """A car on a portal. Title, text and price are kept as they were when it was published."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="publications", verbose_name=_("vehicle"))
    channel = models.CharField(_("portal"), max_length=40)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PREPARED)
    url = models.URLField(_("address of the ad"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(_("text"), blank=True)
    price_eur = models.PositiveIntegerField(_("price (€)"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [models.Index(fields=["dealership", "status"], name="publication_status")]
        constraints = [models.UniqueConstraint(fields=["vehicle", "channel"], name="one_publication_a_portal")]

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.channel}"

    @property
    def is_online(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def differs_from(self, *, title: str, text: str, price_eur: int | None) -> bool:
        """Whether what is on the portal is no longer what the seller has here."""
        return self.is_online and (self.title, self.text, self.price_eur) != (title[:TITLE_LENGTH], text, price_eur)

    def withdraw(self) -> None:
        """A publication that is not online stays as it is."""
        online: dict[str, Any] = {"pk": self.pk, "status": self.Status.PUBLISHED}
        Publication.objects.filter(**online).update(status=self.Status.WITHDRAWN, withdrawn_at=timezone.now())
        self.refresh_from_db()
