"""Follow the market day by day: measure how the ranges hold on new listings, recalibrate, learn again."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from keroxio.errors import EngineError
from pricing.engines.recalibration import FEWEST as FEWEST_TO_RECALIBRATE
from pricing.engines.recalibration import measure
from pricing.engines.training import TooFewCars
from pricing.learning import learn, present, recalibrate_present
from pricing.listings import from_market, listings_of
from pricing.market import MarketListing
from pricing.model_versions import LEAST_COVERAGE, MOST_COVERAGE, PriceDrift, PriceModel

logger = logging.getLogger(__name__)

WINDOW = timedelta(days=14)
# Later listings than these say no more about a fortnight.
MOST_MEASURED = 20_000
FEWEST_MEASURED = 100
# Enough new listings to learn again: that many, and a tenth of what the model was learnt from.
FEWEST_NEW, NEW_SHARE = 2_000, 0.1
LOCK, LOCKED_FOR = "pricing.follow_market", 3_600
SOURCE = "the imported market."


def follow_market() -> None:
    """Once a day. Does nothing without new listings, and nothing while another process is at it."""
    if not cache.add(LOCK, 1, LOCKED_FOR):
        return
    try:
        _follow()
    except (EngineError, TooFewCars) as error:
        logger.warning("The market was not followed: %s", error)
    finally:
        cache.delete(LOCK)


def _follow() -> None:
    drift = measure_drift()
    if is_worth_learning():
        logger.info("Price model: %s", learn_from_market().verdict)
    elif drift and drift.is_warning and drift.cars >= FEWEST_TO_RECALIBRATE:
        recent = listings_of(recent_rows())
        row = recalibrate_present(recent.cars, recent.prices, source=SOURCE)
        logger.info("Price model: %s", row.verdict)


def learn_from_market() -> PriceModel:
    known = from_market()
    return learn(known.cars, known.prices, source=SOURCE, say=logger.info)


def is_worth_learning() -> bool:
    """Counted from the last training, whether or not it passed: the same listings would not pass the next night."""
    manifest = present().manifest
    until = max([manifest["until"], *PriceModel.objects.values_list("manifest__until", flat=True)])
    new = shared_rows().filter(listed_on__gt=date.fromisoformat(until)).count()
    return bool(new >= max(FEWEST_NEW, round(NEW_SHARE * manifest["cars"])))


def measure_drift() -> PriceDrift | None:
    """How the present model did on the latest imports it has not learnt from; None where there are too few."""
    estimator = present()
    manifest = estimator.manifest
    until = manifest.get("recalibrated", manifest)["until"]
    rows = recent_rows().filter(listed_on__gt=date.fromisoformat(until))
    recent = listings_of(rows.order_by("-imported_at")[:MOST_MEASURED])
    if len(recent.cars) < FEWEST_MEASURED:
        return None
    found = measure(estimator.load(), recent.cars, recent.prices)
    if len(found.cars) < FEWEST_MEASURED:
        return None
    figures = {
        "cars": len(found.cars),
        "coverage": float(found.inside.mean()),
        "median_error": float(np.median(np.abs(np.exp(-found.residuals) - 1))),
        "bias": float(np.exp(np.median(found.residuals)) - 1),
    }
    drift, _ = PriceDrift.objects.update_or_create(
        measured_on=timezone.localdate(), model_version=manifest["version"], defaults=figures
    )
    return drift


def shared_rows() -> QuerySet[MarketListing]:
    return MarketListing.objects.filter(source__dealership=None, price_eur__gt=0)


def recent_rows() -> QuerySet[MarketListing]:
    return shared_rows().filter(imported_at__gt=timezone.now() - WINDOW)


def back_office(request: HttpRequest) -> dict[str, Any]:
    """For the back office's start page: the last measurement, and whether it calls for a person."""
    return {
        "price_drift": PriceDrift.objects.order_by("-measured_on", "-pk").first(),
        "price_drift_limits": (round(100 * LEAST_COVERAGE), round(100 * MOST_COVERAGE)),
    }
