from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel, TenantQuerySet
from listings.facts import CONSIGNMENT, MANDATE, OWN_STOCK
from vehicles.models import Vehicle

SALE_MODES = [
    (OWN_STOCK, _("Your own car or stock")),
    (CONSIGNMENT, _("On consignment (dépôt-vente)")),
    (MANDATE, _("As an agent (mandataire)")),
]


class PaperworkQuerySet(TenantQuerySet["Paperwork"]):
    pass


class Paperwork(TenantModel):
    """What the sale of a car needs on paper. ``done`` holds codes of listings/cession.toml."""

    vehicle = models.OneToOneField(Vehicle, models.CASCADE, related_name="paperwork", verbose_name=_("vehicle"))
    sale_mode = models.CharField(_("sold as"), max_length=12, choices=SALE_MODES, default=OWN_STOCK)
    status_certificate_date = models.DateField(
        _("date of the non-gage certificate"), null=True, blank=True, help_text=_("It serves for 15 days.")
    )
    done = models.JSONField(default=list, blank=True, editable=False)

    objects = PaperworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("paperwork")
        verbose_name_plural = _("paperwork")

    def __str__(self) -> str:
        return str(self.vehicle)
