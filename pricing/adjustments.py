"""What the seller adds for what no model counts: named sums, kept apart from the estimate."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel
from vehicles.models import Vehicle

MOST_EUR = 50_000


class PriceAdjustment(TenantModel):
    """One sum a kind and car, in euros, positive or negative."""

    class Kind(models.TextChoices):
        CONDITION = "condition", _("Condition of body and interior")
        TYRES = "tyres", _("Tyres and brakes")
        HISTORY = "history", _("Accidents and history")
        SERVICE = "service", _("Service book and recent repairs")
        OWNERS = "owners", _("Number of owners")
        OPTIONS = "options", _("Options beyond the version")
        GUARANTEE = "guarantee", _("Technical inspection and guarantee")

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="adjustments", verbose_name=_("vehicle"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    euros = models.IntegerField(_("euros"), validators=[MinValueValidator(-MOST_EUR), MaxValueValidator(MOST_EUR)])

    class Meta:
        verbose_name = _("price adjustment")
        verbose_name_plural = _("price adjustments")
        constraints = [models.UniqueConstraint(fields=["vehicle", "kind"], name="one_adjustment_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.euros:+} €"


def adjustments_of(vehicle: Vehicle) -> dict[str, int]:
    """Euros by kind, in the order of the kinds."""
    found = dict(
        PriceAdjustment.objects.filter(dealership=vehicle.dealership_id, vehicle=vehicle).values_list("kind", "euros")
    )
    return {kind: found[kind] for kind in PriceAdjustment.Kind.values if kind in found}


def set_adjustments(vehicle: Vehicle, euros: dict[str, int]) -> None:
    """These and no others; sums of zero are none."""
    mine = PriceAdjustment.objects.filter(dealership=vehicle.dealership_id, vehicle=vehicle)
    told = {kind: amount for kind, amount in euros.items() if amount}
    mine.exclude(kind__in=told).delete()
    PriceAdjustment.objects.bulk_create(
        [
            PriceAdjustment(dealership_id=vehicle.dealership_id, vehicle=vehicle, kind=kind, euros=amount)
            for kind, amount in told.items()
        ],
        update_conflicts=True,
        unique_fields=["vehicle", "kind"],
        update_fields=["euros"],
    )
