from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pricing.adjustments import MOST_EUR, PriceAdjustment, set_adjustments
from vehicles.models import Vehicle

LEAST, MOST = 100, 2_000_000


class EurosField(forms.IntegerField):
    """Whole euros as people write them: "12 900 €", "12.900", "12900,00"."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = re.sub(r"[\s€’']|EUR", "", value, flags=re.IGNORECASE).replace("−", "-")
            value = re.sub(r"[.,]00?$", "", value)
            # "12.900" and "12,900" are thousands; a price of cars has no cents.
            value = re.sub(r"(?<=\d)[.,](?=\d{3}(?:\D|$))", "", value)
        return super().to_python(value)


class SoldForm(forms.Form):
    """What the car was sold for; empty where the seller will not say."""

    sold_price_eur = EurosField(
        required=False,
        min_value=LEAST,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 20}),
        error_messages={
            "invalid": _("Give the price in whole euros, for instance 12 900."),
            "min_value": _("A car's price is at least %(limit_value)s €. Check the number of digits."),
            "max_value": _("A car's price is at most %(limit_value)s €. Check the number of digits."),
        },
    )

    def save(self, vehicle: Vehicle) -> None:
        vehicle.sold_price_eur = self.cleaned_data["sold_price_eur"]
        vehicle.save(update_fields=["sold_price_eur", "updated_at"])


class AdjustmentsForm(forms.Form):
    """One sum for each thing that no model counts; empty is nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind, label in PriceAdjustment.Kind.choices:
            self.fields[kind] = EurosField(
                label=label,
                required=False,
                min_value=-MOST_EUR,
                max_value=MOST_EUR,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 12}),
                error_messages={"invalid": _("Give whole euros, for instance -300.")},
            )

    def save(self, vehicle: Vehicle) -> None:
        set_adjustments(vehicle, {kind: euros for kind, euros in self.cleaned_data.items() if euros})


class PriceForm(forms.Form):
    price_eur = EurosField(
        label=_("Your asking price, all taxes included"),
        min_value=LEAST,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 20}),
        error_messages={
            "required": _("Give a price in euros."),
            "invalid": _("Give the price in whole euros, for instance 12 900."),
            "min_value": _("A car's price is at least %(limit_value)s €. Check the number of digits."),
            "max_value": _("A car's price is at most %(limit_value)s €. Check the number of digits."),
        },
    )
    # The price this page showed: another window may have set another one since.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def save(self, vehicle: Vehicle) -> bool:
        """Set the price, unless it is no longer the one this form was filled in on: then False, and nothing is set."""
        price, seen = self.cleaned_data["price_eur"], self.cleaned_data["seen"]
        shown = int(seen) if seen.isdigit() else None
        ours = Vehicle.objects.filter(pk=vehicle.pk, dealership=vehicle.dealership_id)
        # The same price again is no conflict: a form sent twice, or two people of one mind.
        expected = ours.filter(Q(price_eur=shown) | Q(price_eur=price))
        is_set = expected.update(price_eur=price, updated_at=timezone.now())
        vehicle.refresh_from_db(fields=["price_eur"])
        return bool(is_set)
