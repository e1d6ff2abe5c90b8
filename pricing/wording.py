"""What the codes of an estimate say to a seller."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vehicles.vocabulary import Body, Color, Fuel, Gearbox

Words = Promise | str

FACTORS: dict[str, Words] = {
    "typical": _("Typical car of this model"),
    "age": _("Age"),
    "mileage": _("Mileage"),
    "version": _("Version and finish"),
    "power": _("Power"),
    "gearbox": _("Gearbox"),
    "fuel": _("Fuel"),
    "body": _("Body"),
    "color": _("Colour"),
    "market": _("Market and region"),
    "own_market": _("Your own market"),
    "total": _("This car"),
    "adjusted": _("With what you add"),
}

DOUBTS: dict[str, Words] = {
    "no_make": _("The make is not known. Add it in the particulars."),
    "unknown_make": _("No prices of this make are known. Check its spelling in the particulars."),
    "no_model": _("The model is not known. Add it in the particulars."),
    "no_year": _("The year of first registration is not known. Add it in the particulars."),
    "no_mileage": _("The mileage is not known. Add it in the particulars."),
    "far_future": _("The first registration is years ahead. Check it in the particulars."),
    "implausible_mileage": _("This mileage is beyond what cars reach. Check it in the particulars."),
    "collectors_car": _("A car over thirty years old is priced by its condition and history, which no model can see."),
    "unknown_model": _("No prices of this model are known: the estimate rests on its make and its particulars."),
    "rare_model": _("Few prices of this model are known."),
    "old_car": _("The car is over twelve years old: at that age condition decides, and estimates are often far off."),
    "future_registration": _("The first registration is still to come: the car is priced as new."),
    "high_mileage": _("Few cars with so many kilometres are for sale."),
    "unusual_fuel": _("Few cars with this fuel are known."),
    "no_version": _("The version is not known: finish and engine make a large difference."),
    "no_power": _("The power is not known."),
    "no_fuel": _("The fuel is not known."),
    "no_gearbox": _("The gearbox is not known."),
    "wide_range": _("Asking prices of such cars lie far apart."),
}

# By step of ``standing``.
STANDINGS: dict[int, Words] = {
    1: _("Well below the market"),
    2: _("Below the market"),
    3: _("At the market price"),
    4: _("Above the market"),
    5: _("Well above the market"),
}

COUNTRIES: dict[str, Words] = {
    "fr": _("France"),
    "de": _("Germany"),
    "it": _("Italy"),
    "be": _("Belgium"),
}

_WORDS: dict[str, dict[str, Words]] = {
    "fuel": dict(Fuel.choices),
    "gearbox": dict(Gearbox.choices),
    "body": dict(Body.choices),
    "color": dict(Color.choices),
    "market": COUNTRIES,
}


def doubts_in_words(codes: Iterable[str]) -> list[Words]:
    return [DOUBTS[code] for code in codes if code in DOUBTS]


def fact_in_words(factor: str, label: str) -> Any:
    """The fact behind a reason, as sellers write it: "48,000 km", "5 years and 2 months", "Diesel"."""
    if factor in _WORDS:
        return _WORDS[factor].get(label, "")
    if factor == "own_market":
        return _of_source(label)
    if factor in {"typical", "version"} or not label.isdigit():
        return label
    if factor == "age":
        return age_in_words(int(label))
    unit = gettext("hp") if factor == "power" else gettext("km")
    return f"{number_format(int(label), use_l10n=True, force_grouping=True)} {unit}"


def _of_source(label: str) -> str:
    """ "312 Leboncoin" as "312 listings of Leboncoin"."""
    count, _space, source = label.partition(" ")
    listings = ngettext("%(count)d listing", "%(count)d listings", int(count)) % {"count": int(count)}
    return gettext("%(listings)s of %(source)s") % {"listings": listings, "source": source} if source else listings


def euros(amount: int | None) -> str:
    return str(number_format(amount or 0, use_l10n=True, force_grouping=True))


def percent(share: float) -> str:
    """0.056 as "5.6 %"."""
    return f"{number_format(round(100 * share, 1), 1, use_l10n=True)} %"


def age_in_words(months: int) -> str:
    years, rest = divmod(months, 12)
    in_years = ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    in_months = ngettext("%(count)d month", "%(count)d months", rest) % {"count": rest}
    if not years:
        return in_months
    return gettext("%(years)s and %(months)s") % {"years": in_years, "months": in_months} if rest else in_years
