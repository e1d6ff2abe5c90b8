"""The nearest real cars for sale or sold: found by index, ranked as buyers compare, priced as if they were this car.

Nothing is invented: without imported listings, sales or stock there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet
from django.db.models.functions import Abs
from django.utils import timezone

from accounts.models import Dealership
from keroxio.engines import engine
from keroxio.errors import EngineError
from pricing.departments import department_of, within
from pricing.engines.base import Features
from pricing.engines.reasons import rounded
from pricing.market import FEATURES, MarketListing, MarketSource
from pricing.similarity import KM_PER_STEP, MONTHS_PER_STEP, Offer, distance
from vehicles.families import family_of
from vehicles.models import Vehicle

SHOWN, DRAWN, CONSIDERED = 12, 60, 150
OWN_CONSIDERED = 300
# What was asked earlier was asked in another market.
LONGEST_AGO = timedelta(days=365)
ANY_YEARS, ANY_KM = 5, 80_000
MID_YEAR = 6
USED_FROM_KM = 1_000
# A sale counts for two asking prices.
SOLD_WEIGHT = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the seller narrows the search by; 0 is "any". ``radius_km`` is around the dealership's department."""

    radius_km: int = 0
    years: int = 0
    kilometres: int = 0
    same_fuel: bool = False


@dataclass(frozen=True, slots=True)
class Comparable:
    """``adjusted`` is the offer's price, were it this car: None where either cannot be estimated."""

    offer: Offer
    distance: float
    adjusted: int | None


@dataclass(frozen=True, slots=True)
class Comparables:
    """``nearest`` are to be read, ``drawn`` to be plotted; ``has_market`` is whether there is any data to find them in.

    ``asked`` and ``sold`` are weighted medians of the adjusted prices; ``price`` is that of both, sales weighing more.
    """

    nearest: list[Comparable]
    drawn: list[Offer]
    has_market: bool
    price: int | None = None
    asked: int | None = None
    sold: int | None = None


def comparables(
    car: Features, dealership: Dealership, wanted: Wanted, *, but: int | None = None, today: date | None = None
) -> Comparables:
    """``but`` is this car's own row in the stock."""
    day = today or timezone.localdate()
    offers = [*_once(_imported(car, dealership, wanted, day)), *_own(car, dealership, wanted, day, but)]
    ranked = sorted(((distance(car, offer), offer) for offer in offers), key=lambda pair: pair[0])[:DRAWN]
    if not ranked:
        return Comparables([], [], has_market=_has_market(dealership))
    nearest = _adjusted(car, ranked[:SHOWN])
    asked = [one for one in nearest if not one.offer.is_sold]
    sold = [one for one in nearest if one.offer.is_sold]
    drawn = [offer for _, offer in ranked]
    return Comparables(
        nearest, drawn, has_market=True, price=_median(nearest), asked=_median(asked), sold=_median(sold)
    )


def _has_market(dealership: Dealership) -> bool:
    return MarketListing.objects.filter(source__in=_sources(dealership)).exists()


def listings_near(car: Features, dealership: Dealership, wanted: Wanted, today: date) -> QuerySet[Any]:
    """The query of the comparables, nearest in age and mileage first."""
    registered = (car.first_registration_year or 0) * 12 + (car.first_registration_month or MID_YEAR)
    kilometres = car.mileage_km or 0
    months = 12 * (wanted.years or ANY_YEARS)
    span = wanted.kilometres or max(ANY_KM, kilometres // 2)
    apart = Abs(F("registered") - registered) / float(MONTHS_PER_STEP)
    apart += Abs(F("mileage_km") - kilometres) / float(KM_PER_STEP)
    found = MarketListing.objects.filter(
        _around(dealership, wanted),
        family=family_of(car.make, car.model).key,
        source__in=_sources(dealership),
        registered__range=(registered - months, registered + months),
        mileage_km__range=(max(0, kilometres - span), kilometres + span),
        last_seen_on__gte=today - LONGEST_AGO,
    )
    if wanted.same_fuel and car.fuel:
        found = found.filter(fuel=car.fuel)
    return found.order_by(ExpressionWrapper(apart, FloatField()), "pk")[:CONSIDERED]


def _sources(dealership: Dealership) -> QuerySet[Any]:
    return MarketSource.objects.visible_to(dealership).values("pk").order_by()


def _around(dealership: Dealership, wanted: Wanted) -> Q:
    department = department_of(dealership.postcode)
    if not wanted.radius_km or department is None:
        return Q()
    return Q(country="fr", department__in=within(department, wanted.radius_km))


def _imported(car: Features, dealership: Dealership, wanted: Wanted, today: date) -> Iterator[Offer]:
    names = (*FEATURES, "price_eur", "last_seen_on", "history", "sold_price_eur", "sold_on", "url", "source__name")
    for row in listings_near(car, dealership, wanted, today).values(*names):
        features = Features(**{name: row[name] for name in FEATURES}, priced_on=row["last_seen_on"])
        first = row["history"][0][1] if len(row["history"]) > 1 else None
        yield Offer(
            title=_title(features),
            features=features,
            price=row["sold_price_eur"] or row["price_eur"],
            seen_on=row["sold_on"] or row["last_seen_on"],
            source=row["source__name"],
            url=row["url"],
            is_sold=row["sold_price_eur"] is not None,
            first_price=first,
        )


def _once(offers: Iterable[Offer]) -> list[Offer]:
    """A car put up for sale again under another number is one car: as it was last seen."""
    cars: dict[Any, Offer] = {}
    for offer in offers:
        car = offer.features
        told = (car.first_registration_year, car.first_registration_month, car.version.casefold(), car.department)
        # Cars that are nearly new may well be alike to the kilometre.
        is_used = (car.mileage_km or 0) >= USED_FROM_KM
        key = (car.mileage_km, car.country, offer.is_sold, *told) if is_used else id(offer)
        if key not in cars or offer.seen_on > cars[key].seen_on:
            cars[key] = offer
    return list(cars.values())


def _own(car: Features, dealership: Dealership, wanted: Wanted, today: date, but: int | None) -> Iterator[Offer]:
    """The dealership's own stock and sales: seen by nobody else, and never old news while they stand there."""
    mine = Vehicle.objects.owned_by(dealership).present().exclude(pk=but or 0).filter(make__iexact=car.make)
    mine = mine.exclude(Q(price_eur=None) & Q(sold_price_eur=None)).exclude(mileage_km=None)
    mine = mine.exclude(first_registration_year=None).filter(
        Q(sold_at=None) | Q(sold_at__date__gte=today - LONGEST_AGO)
    )
    key, department = family_of(car.make, car.model).key, department_of(dealership.postcode)
    for vehicle in mine.order_by("-pk")[:OWN_CONSIDERED]:
        if family_of(vehicle.make, vehicle.model).key == key and _is_wanted(car, vehicle, wanted):
            yield _own_offer(car, vehicle, department, today)


def _own_offer(car: Features, vehicle: Vehicle, department: int | None, today: date) -> Offer:
    is_sold = vehicle.sold_at is not None and vehicle.sold_price_eur is not None
    seen_on = timezone.localdate(vehicle.sold_at) if vehicle.sold_at else today
    known = {name: getattr(vehicle, name) for name in FEATURES if hasattr(vehicle, name)}
    features = replace(car, **known, engine_cc=None, drive="", department=department, priced_on=seen_on, country="fr")
    price = vehicle.sold_price_eur if is_sold else vehicle.price_eur
    return Offer(
        title=_title(features),
        features=features,
        price=price or vehicle.price_eur or 0,
        seen_on=seen_on,
        is_sold=is_sold,
        first_price=vehicle.price_eur if is_sold else None,
        vehicle_id=vehicle.pk,
    )


def _is_wanted(car: Features, vehicle: Vehicle, wanted: Wanted) -> bool:
    years = abs((vehicle.first_registration_year or 0) - (car.first_registration_year or 0))
    kilometres = abs((vehicle.mileage_km or 0) - (car.mileage_km or 0))
    return (
        years <= (wanted.years or ANY_YEARS)
        and kilometres <= (wanted.kilometres or max(ANY_KM, (car.mileage_km or 0) // 2))
        and (not wanted.same_fuel or not car.fuel or vehicle.fuel == car.fuel)
        and bool(vehicle.price_eur or (vehicle.sold_at and vehicle.sold_price_eur))
    )


def _adjusted(car: Features, ranked: Sequence[tuple[float, Offer]]) -> list[Comparable]:
    """By the model's own curves: what this car is estimated at, over what the other is, times the other's price."""
    mine, *theirs = _estimates([car, *(offer.features for _, offer in ranked)])
    found = []
    for (apart, offer), estimate in zip(ranked, theirs, strict=True):
        adjusted = rounded(offer.price * mine[1] / estimate[1]) if mine and estimate and estimate[1] else None
        found.append(Comparable(offer, apart, adjusted))
    return found


def _estimates(cars: list[Features]) -> Sequence[tuple[int, int, int] | None]:
    """Without a model, other cars' prices are still true: they are shown as they are."""
    try:
        found: list[tuple[int, int, int] | None] = engine("pricing").ranges(cars)
    except EngineError:
        return [None] * len(cars)
    return found


def _median(found: Iterable[Comparable]) -> int | None:
    """The nearer, the heavier."""
    weighed = sorted(
        (one.adjusted, (SOLD_WEIGHT if one.offer.is_sold else 1.0) / (1 + one.distance) ** 2)
        for one in found
        if one.adjusted is not None
    )
    half, reached = sum(weight for _, weight in weighed) / 2, 0.0
    for price, weight in weighed:
        reached += weight
        if reached >= half:
            return price
    return None


def _title(car: Features) -> str:
    return " ".join(word for word in (car.make, car.model, car.version) if word)
