"""The five steps. Where a car stands is read from its rows; nothing of it is stored.

Knows the apps by name only, so that every screen may show the steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Q = TypeVar("Q", bound="QuerySet[Any]")


@dataclass(frozen=True)
class Step:
    key: str
    label: Promise | str
    todo: Promise | str
    url_name: str
    is_done: Callable[[Any], bool]

    def url(self, vehicle_id: int) -> str:
        return reverse(self.url_name, args=[vehicle_id])


def _is_identified(vehicle: Any) -> bool:
    return bool(vehicle.make and vehicle.model and vehicle.first_registration_year and vehicle.mileage_km is not None)


STEPS = (
    Step("plate", _("Plate"), _("Fill in the particulars"), "wizard_plate", _is_identified),
    Step("photos", _("Photos"), _("Add photos"), "wizard_photos", lambda vehicle: vehicle.has_photos),
    Step("price", _("Price"), _("Set the price"), "wizard_price", lambda vehicle: vehicle.price_eur is not None),
    Step("ad", _("Ad"), _("Write the ad"), "wizard_ad", lambda vehicle: vehicle.has_ad),
    Step("publication", _("Publication"), _("Publish"), "wizard_publication", lambda vehicle: vehicle.is_published),
)


@dataclass(frozen=True)
class StepState:
    key: str
    label: Promise | str
    url: str
    is_done: bool
    is_current: bool


def with_progress(vehicles: Q) -> Q:
    """Annotates ``has_photos``, ``has_ad`` and ``is_published``, which the steps ask for."""

    def has(model: str, **conditions: Any) -> Exists:
        rows = cast("type[Model]", apps.get_model(model))._default_manager
        return Exists(rows.filter(vehicle=OuterRef("pk"), **conditions))

    return vehicles.annotate(
        has_photos=has("vehicles.Photo", deleted_at=None),
        has_ad=has("listings.Ad", status="done"),
        is_published=has("listings.Publication", status="published"),
    )


def steps_of(vehicle: Any, current: str = "") -> list[StepState]:
    """``vehicle`` comes from ``with_progress``; ``current`` is the URL name of the page shown."""
    return [StepState(s.key, s.label, s.url(vehicle.pk), s.is_done(vehicle), s.url_name == current) for s in STEPS]


def next_step(vehicle: Any) -> Step | None:
    """The first step not done yet; none when all are."""
    return next((step for step in STEPS if not step.is_done(vehicle)), None)
