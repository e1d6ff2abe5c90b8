"""The stock of a dealership as its dashboard shows it: status and next step read from the rows, in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Replace
from django.utils.functional import Promise
from django.utils.text import smart_split
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Dealership
from imaging.gallery import picture_of, side_views, with_runs
from imaging.picture import Picture
from imaging.sizing import size_of
from vehicles.models import Photo, Vehicle

DRAFT, READY, PUBLISHED, SOLD, ARCHIVED = "draft", "ready", "published", "sold", "archived"
STATUSES = [
    (DRAFT, _("Drafts")),
    (READY, pgettext_lazy("cars", "Ready")),
    (PUBLISHED, pgettext_lazy("cars", "Published")),
    (SOLD, pgettext_lazy("cars", "Sold")),
    (ARCHIVED, pgettext_lazy("cars", "Archived")),
]
SORTS: dict[str, tuple[str | Promise, list[Any]]] = {
    "newest": (_("Newest first"), ["-created_at", "-pk"]),
    "oldest": (_("Longest in stock"), ["created_at", "pk"]),
    "price": (_("Lowest price"), [F("price_eur").asc(nulls_last=True), "pk"]),
    "-price": (_("Highest price"), [F("price_eur").desc(nulls_last=True), "pk"]),
    "mileage": (_("Lowest mileage"), [F("mileage_km").asc(nulls_last=True), "pk"]),
    "name": (_("Make and model"), ["make", "model", "pk"]),
}
PAGE = 24

# The same conditions as the steps of the wizard, in SQL.
IDENTIFIED = ~Q(make="") & ~Q(model="") & Q(first_registration_year__isnull=False, mileage_km__isnull=False)


def with_status(vehicles: QuerySet[Any]) -> QuerySet[Any]:
    """Of vehicles annotated by ``keroxio.wizard.with_progress``: ``step`` ("" when all is done) and ``status``."""
    ready = IDENTIFIED & Q(has_photos=True, has_ad=True, price_eur__isnull=False)
    annotated: QuerySet[Any] = vehicles.annotate(
        step=Case(
            When(~IDENTIFIED, then=Value("plate")),
            When(has_photos=False, then=Value("photos")),
            When(price_eur=None, then=Value("price")),
            When(has_ad=False, then=Value("ad")),
            When(is_published=False, then=Value("publication")),
            default=Value(""),
        ),
        status=Case(
            When(sold_at__isnull=False, then=Value(SOLD)),
            When(is_published=True, then=Value(PUBLISHED)),
            When(ready, then=Value(READY)),
            default=Value(DRAFT),
        ),
    )
    return annotated


def with_covers(vehicles: QuerySet[Any]) -> QuerySet[Any]:
    """Loads what ``cover`` asks for: four queries however many cars there are."""
    loaded = with_runs(Photo.objects.included())
    first = Prefetch("photos", loaded.order_by("position", "pk")[:1], to_attr="first_photos")
    side = side_views().filter(photo__vehicle=OuterRef("pk")).values("aspect")[:1]
    annotated: QuerySet[Any] = vehicles.annotate(side_aspect=Subquery(side))
    return annotated.select_related("dealership").prefetch_related(first)


def cover(vehicle: Any) -> Picture | None:
    """The first photo of a car that comes from ``with_covers``."""
    size = size_of(vehicle.side_aspect)
    return next((picture_of(photo, vehicle, is_cover=True, size=size) for photo in vehicle.first_photos), None)


def found(vehicles: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Every word is in the plate (however it is typed), the make, the model or the version."""
    vehicles = vehicles.annotate(bare_plate=Replace(Replace("plate", Value("-")), Value(" ")))
    for word in smart_split(words):
        bare = word.replace("-", "").replace(" ", "")
        named = Q(make__icontains=word) | Q(model__icontains=word) | Q(version__icontains=word)
        vehicles = vehicles.filter(named | Q(bare_plate__icontains=bare) if bare else named)
    return vehicles


def selected(vehicles: QuerySet[Any], *, q: str, status: str, step: str, sort: str) -> QuerySet[Any]:
    vehicles = vehicles.filter(archived_at__isnull=status != ARCHIVED)
    if status and status != ARCHIVED:
        vehicles = vehicles.filter(status=status)
    if step:
        vehicles = vehicles.filter(step=step)
    order = SORTS.get(sort, SORTS["newest"])[1]
    return found(vehicles, q).order_by(*order)


def counts(vehicles: QuerySet[Any]) -> dict[str, int]:
    """How many cars are in each status; "" counts all that are not archived."""
    by_status = {
        (ARCHIVED if is_archived else status): 0 for status, _label in STATUSES for is_archived in (False, True)
    }
    is_active = ExpressionWrapper(Q(archived_at=None), BooleanField())
    groups = vehicles.order_by().annotate(is_active=is_active).values_list("status", "is_active").annotate(Count("pk"))
    for status, is_active, count in groups:
        by_status[status if is_active else ARCHIVED] += count
    by_status[""] = sum(count for status, count in by_status.items() if status != ARCHIVED)
    return by_status


def stock_of(dealership: Dealership) -> QuerySet[Vehicle]:
    return Vehicle.objects.owned_by(dealership).present()
