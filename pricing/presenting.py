"""A valuation as the page shows it: figures, reasons and plots, with words for codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pricing import charts
from pricing.forms import AdjustmentsForm
from pricing.models import PriceAdjustment, Valuation
from pricing.standing import FAR, NEAR, standing_of
from pricing.valuing import Repeated
from pricing.wording import FACTORS, STANDINGS, doubts_in_words, euros, fact_in_words
from vehicles.models import Vehicle

# The particulars that sharpen an estimate, and are asked for in the first step.
SHARPENING = (
    "version",
    "power_hp",
    "fuel",
    "gearbox",
    "body",
    "first_registration_month",
    "color",
    "doors",
    "seats",
)
NEEDED = ("make", "model", "first_registration_year", "mileage_km")
COUNTED: dict[str, Promise] = {
    "department": _("postcode of the dealership"),
    "priced_on": _("month"),
}


def missing_facts(vehicle: Vehicle) -> dict[str, list[str]]:
    """The names of the particulars without which there is no estimate, and of those that would sharpen it."""

    def absent(names: tuple[str, ...]) -> list[str]:
        return [_label(name) for name in names if getattr(vehicle, name) in {None, ""}]

    return {"needed": absent(NEEDED), "sharpening": absent(SHARPENING)}


def standing_context(valuation: Valuation | None, price: int | None) -> dict[str, Any]:
    """The gauge, and where the price stands on it; nothing without an estimate."""
    if valuation is None or valuation.low is None or valuation.recommended is None or valuation.high is None:
        return {}
    context: dict[str, Any] = {
        "gauge": charts.gauge(valuation.low, valuation.recommended, valuation.high, price),
        "chosen": price,
        "valuation": valuation,
        "near": NEAR,
        "far": FAR,
    }
    if price is not None:
        standing = standing_of(price, valuation.recommended)
        context |= {"standing": standing, "verdict": STANDINGS[standing.step]}
    return context


def explanation_of(valuation: Valuation, history: Sequence[Valuation], adjustments: dict[str, int]) -> dict[str, Any]:
    """``history`` are the car's estimates, newest first, this one among them."""
    doubts = doubts_in_words(valuation.doubts)
    previous = next((one for one in history if one.pk < valuation.pk), None)
    if valuation.recommended is None:
        return {"doubts": doubts}
    return {
        "doubts": doubts,
        "bars": [_bar(bar) for bar in charts.waterfall(valuation.reasons, valuation.recommended, adjustments)],
        "adjustments": [(PriceAdjustment.Kind(kind).label, euros) for kind, euros in adjustments.items()],
        "adjusted": valuation.recommended + sum(adjustments.values()) if adjustments else None,
        "adjusting": AdjustmentsForm(initial=adjustments),
        "history": [
            {"valuation": one, "changed": changed_facts(one, before) if before else []}
            for one, before in zip(history, [*history[1:], None], strict=True)
        ],
        "by_mileage": charts.curve(_points(valuation.by_mileage), valuation.inputs["mileage_km"]),
        "by_age": charts.curve(_points(valuation.by_age), 0),
        "monthly_cost": monthly_cost(_points(valuation.by_age)),
        "previous": previous,
        "changed": changed_facts(valuation, previous) if previous else [],
    }


def _bar(bar: charts.Bar) -> dict[str, Any]:
    if bar.factor == "adjustment":
        return {"bar": bar, "factor": PriceAdjustment.Kind(bar.label).label, "fact": _("added by you")}
    return {"bar": bar, "factor": FACTORS.get(bar.factor, bar.factor), "fact": fact_in_words(bar.factor, bar.label)}


def monthly_cost(by_age: list[tuple[int, int]]) -> int:
    """What a month of waiting takes off the price, in euros, on the average of the months ahead."""
    (now, price), (later, lower) = next(point for point in by_age if point[0] >= 0), by_age[-1]
    return round((price - lower) / max(1, later - now))


def changed_facts(valuation: Valuation, previous: Valuation) -> list[str]:
    names = [name for name, value in valuation.inputs.items() if previous.inputs.get(name) != value]
    if valuation.model_version != previous.model_version:
        return [*map(_label, names), str(_("price model"))]
    return [_label(name) for name in names]


def _points(stored: list[list[int]]) -> list[tuple[int, int]]:
    return [(at, euros) for at, euros in stored]


def _label(name: str) -> str:
    if name in COUNTED:
        return str(COUNTED[name])
    return str(Vehicle._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def repeated_in_words(valuation: Valuation, repeated: Repeated) -> str:
    said = {
        "day": date_format(valuation.created_at, "SHORT_DATE_FORMAT"),
        "model": valuation.model_version,
        "then": _in_euros(valuation.recommended),
        "its": _in_euros(repeated.by_its_model),
        "now": _in_euros(repeated.by_todays),
    }
    if not repeated.is_model_kept:
        return (
            gettext("Model %(model)s of %(day)s is no longer kept: today's model gives %(now)s (then %(then)s).") % said
        )
    return gettext("Model %(model)s repeated: %(its)s (on %(day)s: %(then)s). Today's model gives %(now)s.") % said


def _in_euros(price: int | None) -> str:
    return f"{euros(price)} €" if price is not None else gettext("no price")
