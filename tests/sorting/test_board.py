from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sorting.models import Batch
from tests.sorting.conftest import sorted_by_plate

pytestmark = pytest.mark.django_db
Read = Callable[..., Batch]
MIXED = [("red", 0), ("grey", 8), ("red", 15), ("blue", 200), ("grey", 209), ("grey", 214)]


def test_photos_go_to_the_car_whose_plate_they_show_and_the_others_with_their_neighbours(
    read: Read, client: Client
) -> None:
    batch = read(*MIXED)
    assert sorted_by_plate(batch) == {"AB-123-CD": ["red", "grey", "red"], "EF-456-GH": ["blue", "grey", "grey"]}
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert "AB-123-CD" in page
