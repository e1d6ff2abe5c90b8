from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel, TenantQuerySet
from listings.models.ad import TEXT_LENGTH, TITLE_LENGTH, Ad


class PortalTextQuerySet(TenantQuerySet["PortalText"]):
    pass


class PortalText(TenantModel):
    """An ad as the seller wants it on one portal; without one it is derived from the ad."""

    ad = models.ForeignKey(Ad, models.CASCADE, related_name="portal_texts", verbose_name=_("ad"))
    channel = models.CharField(_("portal"), max_length=40)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)
    edited_at = models.DateTimeField(_("edited"), auto_now=True)

    objects = PortalTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text for a portal")
        verbose_name_plural = _("texts for portals")
        constraints = [models.UniqueConstraint(fields=["ad", "channel"], name="one_text_a_portal")]

    def __str__(self) -> str:
        return f"{self.ad} · {self.channel}"
