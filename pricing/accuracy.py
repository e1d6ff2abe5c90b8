"""How right the estimates are: the model's back-test, and what the dealership's own cars left the stock at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.models import Dealership
from keroxio.engines import engine
from keroxio.runs import Run
from pricing.engines.backtest import CLOSE
from pricing.error_charts import ErrorChart, error_chart
from pricing.models import MarketListing, Valuation
from pricing.wording import COUNTRIES
from vehicles.families import family_of
from vehicles.models import Vehicle

GROUPINGS: dict[str, Promise] = {
    "age": _("By age"),
    "price": _("By price"),
    "country": _("By country"),
    "make": _("By make"),
}
COLUMNS: tuple[Promise, ...] = (
    _("Number"),
    _("Median error"),
    _("Within 10 %"),
    _("Inside the range"),
    _("Width of the range"),
)
SALES_SHOWN = 50
# What the shipped model says of itself, to be translated.
gettext_noop("a public portal in France, Germany, Italy and Belgium, collected by a third party; dealers for 99.8 %.")


@dataclass(frozen=True, slots=True)
class Grouping:
    key: str
    title: Promise
    chart: ErrorChart


@dataclass(frozen=True, slots=True)
class Sale:
    """A sold car, what it was estimated at, and what it went for: the last asking price if nothing else is known.

    ``vehicle_id`` is that of a car of the stock; imported sales have none.
    """

    title: str
    sold_on: date
    estimated: int
    low: int
    high: int
    price: int
    is_sold_price: bool
    vehicle_id: int | None = None

    @property
    def percent(self) -> int:
        return round(100 * (self.price - self.estimated) / self.estimated)

    @property
    def is_inside(self) -> bool:
        return self.low <= self.price <= self.high


def backtest_context() -> dict[str, Any]:
    """The back-test of the model that answers. Raises ``EngineError`` when its file cannot be read."""
    manifest = engine("pricing").manifest
    backtest = manifest["backtest"]
    return {
        "manifest": manifest,
        "source": gettext(manifest["source"]),
        "columns": COLUMNS,
        "learnt_from": date.fromisoformat(manifest["from"]),
        "learnt_until": date.fromisoformat(manifest["until"]),
        "overall": next(iter(backtest["all"]), None),
        "home": next((row for row in backtest["country"] if row["label"] == "fr"), None),
        "groupings": [
            Grouping(key, title, error_chart([(_label(key, row), row) for row in backtest[key]]))
            for key, title in GROUPINGS.items()
            if backtest[key]
        ],
    }


def sales_of(dealership: Dealership) -> list[Sale]:
    """The last cars sold that had an estimate before, the latest first."""
    before = Valuation.objects.filter(
        vehicle=OuterRef("pk"), status=Run.Status.DONE, recommended__isnull=False, finished_at__lte=OuterRef("sold_at")
    ).order_by("-pk")
    sold = (
        Vehicle.objects.owned_by(dealership)
        .filter(sold_at__isnull=False, price_eur__isnull=False, deleted_at=None)
        .annotate(**{name: Subquery(before.values(name)[:1]) for name in ("recommended", "low", "high")})
        .filter(recommended__isnull=False)  # type: ignore[misc]  # annotated above by a dict
        .order_by(F("sold_at").desc())[:SALES_SHOWN]
    )
    return [_sale_of(vehicle) for vehicle in sold]


def _sale_of(vehicle: Any) -> Sale:
    return Sale(
        title=vehicle.title,
        sold_on=timezone.localdate(vehicle.sold_at),
        estimated=vehicle.recommended,
        low=vehicle.low,
        high=vehicle.high,
        price=vehicle.price_eur,
        is_sold_price=False,
        vehicle_id=vehicle.pk,
    )


def imported_sales_of(dealership: Dealership) -> list[Sale]:
    """The dealership's own imported sales, as the present model would have priced them on the day, the latest first.

    Raises ``EngineError``.
    """
    own = MarketListing.objects.filter(source__dealership=dealership, sold_price_eur__gt=0, sold_on__isnull=False)
    rows = list(own.order_by("-sold_on", "-pk")[:SALES_SHOWN])
    ranges = engine("pricing").ranges([row.features(priced_on=row.sold_on) for row in rows]) if rows else []
    return [
        Sale(str(row), row.sold_on, found[1], found[0], found[2], row.sold_price_eur, is_sold_price=True)  # type: ignore[arg-type]
        for row, found in zip(rows, ranges, strict=True)
        if found
    ]


def sales_context(sales: list[Sale]) -> dict[str, Any]:
    """The sales, and over all of them the median error, the share within a tenth and inside the range, in percent."""
    if not sales:
        return {"sales": []}
    errors = [abs(sale.percent) for sale in sales]
    return {
        "sales": sorted(sales, key=lambda sale: sale.sold_on, reverse=True),
        "sales_error": median(errors),
        "sales_within": round(100 * sum(error <= 100 * CLOSE for error in errors) / len(errors)),
        "sales_inside": round(100 * sum(sale.is_inside for sale in sales) / len(sales)),
    }


def _label(key: str, row: dict[str, Any]) -> str:
    if key == "country":
        return str(COUNTRIES.get(row["label"], row["label"]))
    if key == "make":
        return family_of(row["label"], "").make
    least, most = (
        None if value is None else value // (12 if key == "age" else 1000) for value in (row["from"], row["to"])
    )
    if key == "age":
        return gettext("%(from)s to %(to)s years") % {"from": least, "to": most} if most else gettext("over 12 years")
    if most is None:
        return gettext("over %(least)s,000 €") % {"least": least}
    return gettext("%(from)s,000 to %(to)s,000 €") % {"from": least, "to": most}
