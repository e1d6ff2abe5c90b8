from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tenancy import TenantModel, TenantQuerySet
from vehicles.models import Vehicle


class ConfirmedClaimQuerySet(TenantQuerySet["ConfirmedClaim"]):
    pass


class ConfirmedClaim(TenantModel):
    """Words on a car that no field proves and the seller answers for. Whatever text says them again is not asked."""

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="+", verbose_name=_("vehicle"))
    key = models.CharField(max_length=200, editable=False)
    phrase = models.CharField(_("words"), max_length=200)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), auto_now_add=True)

    objects = ConfirmedClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmed statement")
        verbose_name_plural = _("confirmed statements")
        constraints = [models.UniqueConstraint(fields=["vehicle", "key"], name="one_confirmation_each")]

    def __str__(self) -> str:
        return self.phrase
