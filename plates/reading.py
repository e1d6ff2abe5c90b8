"""Read the plates of photos, and make one out of what was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from PIL.Image import Image

from keroxio.runs import Run
from plates.engines.base import Candidate, Plate
from plates.formats import bare
from plates.models import PlateReading
from vehicles.models import Photo, Vehicle

MOST_CANDIDATES = 30
MOST_ALTERNATIVES = 4


def request_readings(photos: Iterable[Photo], *, queue: str = Run.Queue.INTERACTIVE) -> list[PlateReading]:
    """Queue a reading of each photo that has none yet, failed ones aside; returns the new ones."""
    photos = list(photos)
    with transaction.atomic():
        known = PlateReading.objects.filter(photo__in=photos).exclude(status=Run.Status.FAILED)
        read = set(known.values_list("photo", flat=True))
        return [
            PlateReading.objects.request(dealership_id=photo.dealership_id, photo=photo, queue=queue)
            for photo in photos
            if photo.pk not in read
        ]


def record_reading(photo: Photo, plate: Plate | None, picture: Image) -> PlateReading:
    """Keep what an import has read already, so that nobody reads the photo again; what follows a reading follows."""
    reading = PlateReading(dealership_id=photo.dealership_id, photo=photo, queue=Run.Queue.BULK)
    reading.record(plate, picture)
    return reading


def readings_of(vehicle: Vehicle) -> list[PlateReading]:
    """The readings of the car's present photos, in the photos' order."""
    readings = PlateReading.objects.filter(
        dealership=vehicle.dealership_id, photo__vehicle=vehicle, photo__deleted_at=None
    )
    return list(readings.select_related("photo").order_by("photo__position", "photo_id", "pk"))


def best_reading(vehicle: Vehicle) -> PlateReading | None:
    """The surest reading of the plate that the photos agree on most."""
    return best_of(readings_of(vehicle))


def best_of(readings: Iterable[PlateReading]) -> PlateReading | None:
    by_plate: dict[str, list[PlateReading]] = defaultdict(list)
    for reading in readings:
        if reading.text:
            by_plate[bare(reading.text)].append(reading)
    if not by_plate:
        return None
    agreed = max(by_plate.values(), key=lambda same: sum(reading.confidence or 0 for reading in same))
    return max(agreed, key=lambda reading: reading.confidence or 0)


def candidates_of(readings: Iterable[PlateReading]) -> list[Candidate]:
    """Every plate the photos may show, the likeliest first, each with its best confidence."""
    best: dict[str, Candidate] = {}
    for reading in readings:
        for entry in [{"text": reading.text, "confidence": reading.confidence or 0.0}, *reading.candidates]:
            text, confidence = entry["text"], entry["confidence"]
            if text and (bare(text) not in best or best[bare(text)].confidence < confidence):
                best[bare(text)] = Candidate(text, confidence)
    return sorted(best.values(), key=lambda one: -one.confidence)[:MOST_CANDIDATES]


def alternatives_to(best: PlateReading, readings: Iterable[PlateReading]) -> list[Candidate]:
    """What the seller may have to choose instead; beside a confident reading only what another photo shows plainly."""
    least = 0.3 if best.is_confident else 0.02
    others = [one for one in candidates_of(readings) if bare(one.text) != bare(best.text) and one.confidence >= least]
    return others[:MOST_ALTERNATIVES]


def plates_read(readings: Iterable[PlateReading]) -> frozenset[str]:
    """The bare texts of all candidates."""
    return frozenset(bare(candidate.text) for candidate in candidates_of(readings))
