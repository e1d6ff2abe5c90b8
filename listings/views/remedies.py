"""Where something missing or wrong is put right."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from listings.claims.base import Claim
from vehicles.models import Vehicle

SCREENS = {"price_eur": "wizard_price", "text": "wizard_ad"}
# Claims are proven by fields that are entered elsewhere.
ENTERED = {"crit_air": "fuel", "mileage_guaranteed": "mileage_guaranteed"}


def field_url(vehicle: Vehicle, field: str) -> str:
    if field == "law":
        return ""
    if field == "dealership":
        return reverse("dealership_profile")
    field = ENTERED.get(field, field)
    return f"{reverse(SCREENS.get(field, 'wizard_plate'), args=[vehicle.pk])}#id_{field}"


def label_of(field: str) -> str:
    named = {"crit_air": _("Crit’Air class"), "law": _("What the law says"), "dealership": _("Your particulars")}
    if field in named:
        return named[field]
    try:
        return capfirst(str(getattr(Vehicle._meta.get_field(field), "verbose_name", field))) if field else ""
    except FieldDoesNotExist:
        return field


def value_of(vehicle: Vehicle, claim: Claim) -> str:
    """As the field's choices name it."""
    if claim.field == "mileage_guaranteed":
        return _("Yes") if claim.value == "true" else _("No")
    display = getattr(vehicle, f"get_{claim.field}_display", None)
    return str(display()) if display and claim.value else claim.value
