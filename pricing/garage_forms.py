from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pricing.forms import LEAST, MOST, EurosField
from pricing.repricing import LAST_BUCKET

MARGIN, COSTS, DAYS, COST_A_DAY = 1_500, 600, 45, 10


def _euros(label: Any, **limits: Any) -> EurosField:
    field = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 12})
    return EurosField(label=label, widget=field, error_messages={"invalid": _("Give whole euros.")}, **limits)


class TradeInForm(forms.Form):
    sale = _euros(_("Expected selling price, all taxes included"), min_value=LEAST, max_value=MOST)
    margin = _euros(_("Wanted margin, without VAT"), min_value=0, max_value=MOST)
    costs = _euros(_("Preparation, repairs, transport, without VAT"), min_value=0, max_value=MOST)
    days = forms.IntegerField(label=_("Days in stock"), min_value=0, max_value=730)
    cost_a_day = _euros(_("Cost of a day in stock, without VAT"), min_value=0, max_value=1_000)


class RepriceForm(forms.Form):
    """Which cars, each with its present and its new price: "12:14500:13900"."""

    change = forms.TypedMultipleChoiceField(coerce=str, required=True, error_messages={"required": _("Choose a car.")})

    def __init__(self, *args: Any, chosen: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["change"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - says it to the type checker
        field.choices = [(text, text) for text in chosen if _change(text)]

    def changes(self) -> dict[int, tuple[int, int]]:
        parsed = [_change(text) for text in self.cleaned_data["change"]]
        return {one[0]: (one[1], one[2]) for one in parsed if one}


class StockPricesForm(forms.Form):
    bucket = forms.TypedChoiceField(
        coerce=int, required=False, choices=[("", ""), *((n, n) for n in range(1, LAST_BUCKET + 1))], empty_value=None
    )
    over = forms.BooleanField(required=False)


def _change(text: str) -> tuple[int, int, int] | None:
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in parts):
        return None
    pk, seen, price = map(int, parts)
    return (pk, seen, price) if LEAST <= price <= MOST else None
