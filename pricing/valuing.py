"""Ask for a car's valuation, and find the one that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Dealership
from keroxio.engines import engine
from keroxio.errors import EngineError
from keroxio.runs import Run
from pricing.departments import department_of
from pricing.engines.base import Features, PriceEstimator
from pricing.models import Valuation, produce_all
from pricing.own_market import OwnMarket, own_market_of
from vehicles.models import Vehicle

HISTORY = 24


def can_be_valued(vehicle: Vehicle) -> bool:
    return bool(vehicle.make and vehicle.model and vehicle.first_registration_year and vehicle.mileage_km is not None)


def features_of(vehicle: Vehicle, *, today: date | None = None) -> Features:
    """Priced on the first of the month, so that a car's estimate stays as it is from one day to the next.

    Always as a dealer's car: nearly all asking prices learnt from are dealers'.
    """
    return Features(
        make=vehicle.make,
        model=vehicle.model,
        version=vehicle.version,
        first_registration_year=vehicle.first_registration_year,
        first_registration_month=vehicle.first_registration_month,
        mileage_km=vehicle.mileage_km,
        fuel=vehicle.fuel,
        gearbox=vehicle.gearbox,
        power_hp=vehicle.power_hp,
        body=vehicle.body,
        color=vehicle.color,
        doors=vehicle.doors,
        seats=vehicle.seats,
        department=department_of(vehicle.dealership.postcode),
        priced_on=(today or timezone.localdate()).replace(day=1),
    )


def features_from(told: dict[str, Any], dealership: Dealership) -> Features:
    """Of a car that is told of field by field; in the dealership's department unless it says another."""
    known = {name: value for name, value in told.items() if value is not None}
    known.setdefault("department", department_of(dealership.postcode))
    return Features(**known, priced_on=timezone.localdate().replace(day=1))


def valued(dealership: Dealership, car: Features) -> Valuation:
    """A valuation made at once and not stored. Raises ``EngineError``."""
    (valuation,) = _valued(dealership, [car])
    return valuation


def value_cars(dealership: Dealership, cars: Sequence[Features]) -> list[Valuation]:
    """Made at once and stored. Raises ``EngineError``, and stores none."""
    found = _valued(dealership, cars)
    Valuation.objects.conclude(found)
    return found


def _valued(dealership: Dealership, cars: Sequence[Features]) -> list[Valuation]:
    found = [Valuation(dealership=dealership, inputs=_stored(car)) for car in cars]
    produce_all(found)
    return found


def request_valuation(vehicle: Vehicle, *, queue: str = Run.Queue.INTERACTIVE) -> Valuation:
    """The valuation of these facts by the present model: the existing one, or a new one that is queued.

    One that failed stands until its reader asks for it again; where nobody is reading, in bulk, it is queued again.
    Raises ``EngineError`` when the model cannot be read. The vehicle must meet ``can_be_valued``.
    """
    inputs, version = inputs_of(vehicle), engine("pricing").version
    with transaction.atomic():
        # One request at a time per car: two tabs opened together share one valuation.
        Vehicle.objects.select_for_update().filter(pk=vehicle.pk).first()
        latest = current_valuation(vehicle)
        if latest and _same(latest, inputs, version):
            if queue == Run.Queue.BULK:
                latest.retry()
            return latest
        return Valuation.objects.request(
            dealership_id=vehicle.dealership_id, vehicle=vehicle, queue=queue, inputs=inputs, model_version=version
        )


def current_valuation(vehicle: Vehicle) -> Valuation | None:
    """The latest one asked for, whatever became of it."""
    return Valuation.objects.filter(dealership=vehicle.dealership_id, vehicle=vehicle).order_by("-pk").first()


def estimates_of(vehicle: Vehicle) -> list[Valuation]:
    """The latest, newest first."""
    mine = Valuation.objects.filter(dealership=vehicle.dealership_id, vehicle=vehicle, recommended__isnull=False)
    return list(mine.filter(status=Run.Status.DONE).order_by("-pk")[:HISTORY])


@dataclass(frozen=True, slots=True)
class Repeated:
    """Recommended prices of an estimate's facts in euros: by the model it was made with, and by today's.

    ``is_model_kept`` is False when the former is no longer there; a price is None where a model gives none.
    """

    is_model_kept: bool
    by_its_model: int | None
    by_todays: int | None


def repeat(valuation: Valuation) -> Repeated:
    """Raises ``EngineError`` when today's model cannot be read."""
    present = engine("pricing")
    today = _price(present, valuation.features, own_market_of(valuation.dealership, valuation.features.country))
    try:
        kept = present.of_version(valuation.model_version)
        then = _price(kept, valuation.features, valuation.fitted_to) if kept else None
    except EngineError:
        # Its row is there and its file is not, or is damaged; or the shipped one, that it may be of, cannot be read.
        kept = then = None
    return Repeated(is_model_kept=kept is not None, by_its_model=then, by_todays=today)


def _price(estimator: PriceEstimator, car: Features, own: OwnMarket | None) -> int | None:
    (found,) = estimator.ranges([car])
    if found is None:
        return None
    return own.at(found[1]) if own else found[1]


def inputs_of(vehicle: Vehicle) -> dict[str, Any]:
    return _stored(features_of(vehicle))


def _stored(car: Features) -> dict[str, Any]:
    return {**asdict(car), "priced_on": car.priced_on.isoformat()}


def _same(valuation: Valuation, inputs: dict[str, Any], version: str) -> bool:
    return valuation.inputs == inputs and valuation.model_version == version
