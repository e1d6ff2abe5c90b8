"""A particular of a car with where it comes from, and what other sources say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField, ChoiceField
from django.template.context import RequestContext
from django.utils.translation import gettext_lazy as _

from vehicles.provenance import EMPTY, Agreement, Claim, Standing, agreement

register = template.Library()

ORIGINS = {
    "registry": _("From the registration look-up"),
    "vin": _("From the VIN"),
    "certificate": _("From the registration certificate"),
    "stock": _("From the stock list"),
    "plate": _("From the photos"),
    "version": _("From the version"),
    "catalogue": _("As all cars of this model"),
}
CONFIRMATIONS = {
    "registry": _("Confirmed by the registration look-up"),
    "vin": _("Confirmed by the VIN"),
    "certificate": _("Confirmed by the registration certificate"),
    "stock": _("Confirmed by the stock list"),
}
SOURCES = {
    "registry": _("Registration look-up"),
    "vin": _("VIN"),
    "certificate": _("Registration certificate"),
    "stock": _("Stock list"),
}
# The boxes of the registration certificate (directive 1999/37/EC, annex I; arrêté du 9 février 2009).
CERTIFICATE_BOXES = {
    "plate": "A",
    "first_registration_month": "B",
    "first_registration_year": "B",
    "make": "D.1",
    "version": "D.2",
    "model": "D.3",
    "vin": "E",
    "body": "J.3",
    "power_hp": "P.2",
    "fuel": "P.3",
    "fiscal_power": "P.6",
    "color": "R",
    "seats": "S.1",
}


@dataclass(frozen=True)
class ShownClaim:
    """What one source or several say alike; ``source`` is the first of ``sources`` (separated by commas)."""

    source: str
    sources: str
    name: str
    value: Any
    text: str


@register.inclusion_tag("plates/_field.html", takes_context=True)
def particular(context: RequestContext, field: BoundField, unit: str = "") -> dict[str, Any]:
    standing: Standing = context["standings"].get(field.name, Standing())
    return {
        "field": field,
        "unit": unit,
        "box": CERTIFICATE_BOXES.get(field.name, ""),
        "origin": ORIGINS.get(standing.origin, ""),
        "confirmations": [CONFIRMATIONS[source] for source in standing.confirmed_by],
        "claims": _shown(field, standing.disputed_by, unit),
        "is_blank": field.initial in EMPTY,
        "can_sell": context["membership"].can_sell,
        "vehicle": context["vehicle"],
    }


def _shown(field: BoundField, claims: Iterable[Claim], unit: str) -> list[ShownClaim]:
    alike: list[list[Claim]] = []
    for claim in claims:
        same = next((one for one in alike if agreement(field.name, one[0].value, claim.value) is Agreement.SAME), None)
        if same is None:
            alike.append([claim])
        else:
            same.append(claim)
    return [
        ShownClaim(
            source=first.source,
            sources=",".join(claim.source for claim in (first, *others)),
            name=", ".join(str(SOURCES[claim.source]) for claim in (first, *others)),
            value=first.value,
            text=f"{_in_words(field, first.value)} {unit}".strip(),
        )
        for first, *others in alike
    ]


def _in_words(field: BoundField, value: Any) -> str:
    if isinstance(field.field, ChoiceField):
        return str(dict(field.field.choices).get(value, value))  # type: ignore[arg-type]
    return str(value)
