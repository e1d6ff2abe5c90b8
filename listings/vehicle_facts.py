"""From the rows of a car to what may be said of it."""

from __future__ import annotations

import hashlib

from django.apps import apps

from accounts.models import Dealership
from imaging.gallery import published
from listings.facts import OWN_STOCK, Facts, Seller
from vehicles.models import Vehicle


def facts_of(vehicle: Vehicle) -> Facts:
    """What the gallery asks, and the dealership where it is not loaded."""
    photos = published(vehicle)
    return Facts(
        make=vehicle.make,
        model=vehicle.model,
        version=vehicle.version,
        first_registration_year=vehicle.first_registration_year,
        first_registration_month=vehicle.first_registration_month,
        mileage_km=vehicle.mileage_km,
        mileage_guaranteed=vehicle.mileage_guaranteed,
        fuel=vehicle.fuel,
        gearbox=vehicle.gearbox,
        power_hp=vehicle.power_hp,
        fiscal_power=vehicle.fiscal_power,
        color=vehicle.color,
        doors=vehicle.doors,
        seats=vehicle.seats,
        body=vehicle.body,
        options=tuple(line.strip() for line in vehicle.options.splitlines() if line.strip()),
        owners_count=vehicle.owners_count,
        inspection_date=vehicle.inspection_date,
        condition_notes=vehicle.condition_notes,
        price_eur=vehicle.price_eur,
        plate=vehicle.plate,
        sale_mode=sale_mode_of(vehicle),
        has_composites=any(photo.is_composite for photo in photos),
        plates_masked=any(photo.hides_plates for photo in photos),
        windows_toned=any(photo.tones_windows for photo in photos),
        seller=seller_of(vehicle.dealership),
    )


def sale_mode_of(vehicle: Vehicle) -> str:
    # By its name only: the models of this app know the facts.
    paperwork = apps.get_model("listings", "Paperwork")._default_manager
    return paperwork.filter(vehicle=vehicle).values_list("sale_mode", flat=True).first() or OWN_STOCK


def seller_of(dealership: Dealership) -> Seller:
    return Seller(
        kind=dealership.kind,
        name=dealership.name,
        siren=dealership.siren,
        address=dealership.address,
        postcode=dealership.postcode,
        city=dealership.city,
    )


def key_of(facts: Facts) -> str:
    """Changes when anything that an ad may say changes."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()
