"""Comparables as the page shows them: filters, differences in words, the plot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pricing.comparables import Comparable, Wanted, comparables
from pricing.departments import department_of
from pricing.engines.base import Features
from pricing.engines.features import age_months
from pricing.models import Valuation
from pricing.scatter import scatter
from pricing.similarity import MIDDLING, NEAR
from pricing.wording import age_in_words
from vehicles.models import Vehicle
from vehicles.vocabulary import Fuel, Gearbox

RADII = [0, 50, 100, 200, 400]
YEARS = [0, 1, 2, 3]
KILOMETRES = [0, 10_000, 20_000, 40_000]
COUNTRIES = {"fr": gettext_lazy("France"), "de": gettext_lazy("Germany"), "it": gettext_lazy("Italy")} | {
    "be": gettext_lazy("Belgium"),
    "nl": gettext_lazy("Netherlands"),
    "es": gettext_lazy("Spain"),
    "lu": gettext_lazy("Luxembourg"),
    "at": gettext_lazy("Austria"),
}


class WantedForm(forms.Form):
    """A filter that is not one of the choices is no filter: an address typed by hand still shows the page."""

    radius_km = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label=gettext_lazy("Around"))
    years = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label=gettext_lazy("Age"))
    kilometres = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label=gettext_lazy("Mileage"))
    same_fuel = forms.BooleanField(required=False, label=gettext_lazy("Same fuel only"))

    def __init__(self, *args: Any, department: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        names = {0: _("Anywhere")} | {radius: _("%(km)d km") % {"km": radius} for radius in RADII[1:]}
        self._choose("radius_km", names if department else {0: _("Anywhere")})
        self._choose("years", {0: _("Any")} | {n: _within(ngettext("%d year", "%d years", n) % n) for n in YEARS[1:]})
        self._choose("kilometres", {0: _("Any")} | {km: _within(f"{_number(km)} km") for km in KILOMETRES[1:]})

    def _choose(self, name: str, choices: dict[int, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - says it to the type checker
        field.choices = list(choices.items())

    def wanted(self) -> Wanted:
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


def comparing_context(vehicle: Vehicle, valuation: Valuation, query: Any = None) -> dict[str, Any]:
    """Of a car that has an estimate."""
    car = valuation.features
    form = WantedForm(query or {}, department=department_of(vehicle.dealership.postcode))
    wanted = form.wanted()
    found = comparables(car, vehicle.dealership, wanted, but=vehicle.pk)
    here = (car.mileage_km or 0, vehicle.price_eur or valuation.recommended or 0)
    curve = [(at, euros) for at, euros in valuation.by_mileage]
    return {
        "found": found,
        "filters": form,
        "is_narrowed": wanted != Wanted(),
        "rows": [_row(car, one) for one in found.nearest],
        "scatter": scatter(found.drawn, curve, here) if found.drawn else None,
        "here_is_chosen": vehicle.price_eur is not None,
    }


def _row(car: Features, one: Comparable) -> dict[str, Any]:
    return {
        "offer": one.offer,
        "adjusted": one.adjusted,
        "nearness": _("very near") if one.distance <= NEAR else _("near") if one.distance <= MIDDLING else _("further"),
        "differences": list(differences(car, one.offer.features)),
        "place": _place(one.offer.features),
    }


def differences(car: Features, other: Features) -> Iterator[str]:
    """What the other car is, or has, that this one has not: what the adjusted price accounts for."""
    older = (age_months(other) or 0) - (age_months(car) or 0)
    if abs(older) >= 2:
        text = _("%(time)s older") if older > 0 else _("%(time)s younger")
        yield text % {"time": age_in_words(abs(older))}
    further = (other.mileage_km or 0) - (car.mileage_km or 0)
    if abs(further) >= 1_000:
        text = _("%(km)s km more") if further > 0 else _("%(km)s km less")
        yield text % {"km": _number(round(abs(further), -2))}
    if car.power_hp and other.power_hp and car.power_hp != other.power_hp:
        text = _("%(hp)d hp more") if other.power_hp > car.power_hp else _("%(hp)d hp less")
        yield text % {"hp": abs(other.power_hp - car.power_hp)}
    for choices, one, two in ((Fuel, car.fuel, other.fuel), (Gearbox, car.gearbox, other.gearbox)):
        if two in choices.values and one != two:
            yield str(choices(two).label)


def _place(car: Features) -> str:
    if car.country == "fr" and car.department:
        return _("department %(number)s") % {"number": f"{car.department:02}"}
    return str(COUNTRIES.get(car.country, car.country.upper()))


def _within(text: str) -> str:
    return _("within %(distance)s") % {"distance": text}


def _number(number: int) -> str:
    return str(number_format(number, use_l10n=True, force_grouping=True))
