"""A car's pictures for someone who has no account: by a link that nobody can guess, for some days."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tenancy import TenantModel, TenantQuerySet
from vehicles.models import Vehicle

DAYS = {1: _("1 day"), 7: _("7 days"), 30: _("30 days")}


def new_token() -> str:
    return secrets.token_urlsafe(32)


class ShareLinkQuerySet(TenantQuerySet["ShareLink"]):
    def open(self) -> Self:
        """Those that still lead somewhere."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), vehicle__deleted_at=None)


class ShareLink(TenantModel):
    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="share_links", verbose_name=_("vehicle"))
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("shared_photos", args=[self.token])


def share(vehicle: Vehicle, user: User, *, days: int) -> ShareLink:
    expires_at = timezone.now() + timedelta(days=days)
    return ShareLink.objects.create(
        dealership_id=vehicle.dealership_id, vehicle=vehicle, created_by=user, expires_at=expires_at
    )


def links_of(vehicle: Vehicle) -> ShareLinkQuerySet:
    return ShareLink.objects.filter(vehicle=vehicle).open().order_by("-pk")


def revoke(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
