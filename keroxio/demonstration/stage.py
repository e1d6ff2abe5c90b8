"""Puts the demonstration's cast on stage, through the same verbs as a seller."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Dealership, Membership, User
from keroxio.demonstration.cast import CARS, DEALERSHIP, DEMONSTRATION_EMAIL, DEMONSTRATION_PASSWORD
from keroxio.errors import EngineError
from listings.batch_import import settle_price
from listings.publishing import mark_published
from listings.writing import request_ad
from plates.reading import request_readings
from pricing.valuing import request_valuation
from vehicles.intake import add_photo
from vehicles.models import Vehicle

logger = logging.getLogger(__name__)

PHOTOS = Path(__file__).parent / "photos"
STEPS = ["plate", "photos", "price", "ad", "publication", "sold"]


def open_demonstration() -> bool:
    """False when it is open already. Photos are queued for the worker, prices and texts are made at once."""
    if Dealership.objects.filter(slug=DEALERSHIP["slug"]).exists():
        return False
    with transaction.atomic():
        dealership = _dealership()
        vehicles = [_vehicle(dealership, **car) for car in CARS]
    for vehicle, car in zip(vehicles, CARS, strict=True):
        _advance(vehicle, STEPS.index(car["until"]))
    return True


def _dealership() -> Dealership:
    user = User.objects.create_user(DEMONSTRATION_EMAIL, DEMONSTRATION_PASSWORD, name="Camille Martin")
    EmailAddress.objects.create(user=user, email=DEMONSTRATION_EMAIL, primary=True, verified=True)
    dealership = Dealership.objects.create(**DEALERSHIP)
    Membership.objects.create(dealership=dealership, user=user, role=Membership.Role.OWNER)
    return dealership


def _vehicle(dealership: Dealership, *, until: str, days: int, photos: list[str], **facts: Any) -> Vehicle:
    vehicle = Vehicle.objects.create(dealership=dealership, plate_country="FR" if facts else "", **facts)
    since = timezone.now() - timedelta(days=days)
    Vehicle.objects.filter(pk=vehicle.pk).update(created_at=since)
    for name in photos:
        add_photo(vehicle, ContentFile((PHOTOS / f"{name}.jpg").read_bytes(), f"{name}.jpg"))
    request_readings(vehicle.photos.all())
    return vehicle


def _is_estimated(vehicle: Vehicle) -> bool:
    """Without a price model the dealership opens all the same, its cars left at that step: their pages say why."""
    try:
        request_valuation(vehicle).perform()
    except EngineError as error:
        logger.warning("The demonstration's cars are not estimated: %s", error)
        return False
    return True


def _advance(vehicle: Vehicle, steps: int) -> None:
    if steps >= STEPS.index("price") and not _is_estimated(vehicle):
        return
    if steps >= STEPS.index("ad"):
        settle_price(vehicle)
    if steps >= STEPS.index("publication"):
        request_ad(vehicle).perform()
        mark_published(vehicle, "leboncoin", "https://www.leboncoin.fr/")
    if steps >= STEPS.index("sold"):
        vehicle.sold_at = timezone.now() - timedelta(days=3)
        vehicle.save(update_fields=["sold_at"])
