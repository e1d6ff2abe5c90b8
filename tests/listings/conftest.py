from __future__ import annotations

from collections.abc import Callable

import pytest

from keroxio.runs import Run
from listings.models import Ad
from listings.writing import request_ad
from vehicles.models import Vehicle


@pytest.fixture(autouse=True)
def real_writer(settings: object) -> None:
    """These screens are about what the real writer writes."""
    settings.ENGINES = {**settings.ENGINES, "writer": {"ENGINE": "listings.writers.templates.TemplateWriter"}}  # type: ignore[attr-defined]


@pytest.fixture
def priced(vehicle: Vehicle) -> Vehicle:
    vehicle.price_eur = 13_490
    vehicle.save()
    return vehicle


@pytest.fixture
def ad(priced: Vehicle, work: Callable[[], list[Run]]) -> Ad:
    ad = request_ad(priced)
    work()
    ad.refresh_from_db()
    return ad
