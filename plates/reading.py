"""Read the plates of photos, and make one out of what was read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef
from PIL.Image import Image

from accounts.models import Dealership
from keroxio.runs import Run
from plates.areas import Areas
from plates.engines.base import Candidate, Plate
from plates.formats import bare
from plates.models import BY_HAND, PlateReading
from plates.voting import Vote, vote
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


def correct_reading(photo: Photo, areas: Areas) -> PlateReading:
    """Keep what a person has marked in the photo. The same again changes nothing.

    Raises ``EngineError`` when storage has lost the photo.
    """
    with transaction.atomic():
        Photo.objects.select_for_update().get(pk=photo.pk)
        before = PlateReading.objects.filter(photo=photo, status=Run.Status.DONE).order_by("pk").last()
        if before and areas == Areas.of(before):
            return before
        reading = PlateReading(dealership_id=photo.dealership_id, photo=photo)
        reading.correct(areas, before)
    return reading


def machine_reading(photo: Photo) -> PlateReading | None:
    """The last reading that no person has made."""
    done = PlateReading.objects.filter(photo=photo, status=Run.Status.DONE)
    return done.exclude(engine=BY_HAND).order_by("pk").last()


def readings_of(vehicle: Vehicle) -> list[PlateReading]:
    """The last reading of each of the car's present photos, in the photos' order."""
    readings = PlateReading.objects.filter(
        dealership=vehicle.dealership_id, photo__vehicle=vehicle, photo__deleted_at=None
    )
    ordered = readings.select_related("photo").order_by("photo__position", "photo_id", "pk")
    return list({reading.photo_id: reading for reading in ordered}.values())


def best_of(readings: Iterable[PlateReading], *, dealership: Dealership | None = None) -> Vote | None:
    """What the readings say together. ``dealership``, where given, is asked for its stock only when they are unsure.

    Who knows which plates to expect without asking the database calls ``plates.voting.vote`` with them.
    """
    readings = list(readings)
    best = vote(readings)
    if best is None or best.is_confident or dealership is None:
        return best
    return vote(readings, expected_plates(dealership))


def expected_plates(dealership: Dealership) -> frozenset[str]:
    """The bare plates of cars in stock that have no photo yet, as after the import of a stock list."""
    waiting = Vehicle.objects.owned_by(dealership).active().exclude(plate="")
    shown = Photo.objects.owned_by(dealership).present().filter(vehicle=OuterRef("pk"))
    return frozenset(bare(plate) for plate in waiting.filter(~Exists(shown)).values_list("plate", flat=True))


def candidates_of(readings: Iterable[PlateReading]) -> list[Candidate]:
    """Every plate the photos may show, the likeliest first, each with its best confidence."""
    best: dict[str, Candidate] = {}
    for reading in readings:
        for entry in [{"text": reading.text, "confidence": reading.confidence or 0.0}, *reading.candidates]:
            text, confidence = entry["text"], entry["confidence"]
            if text and (bare(text) not in best or best[bare(text)].confidence < confidence):
                best[bare(text)] = Candidate(text, confidence)
    return sorted(best.values(), key=lambda one: -one.confidence)[:MOST_CANDIDATES]


def alternatives_to(best: Vote, readings: Iterable[PlateReading]) -> list[Candidate]:
    """What the seller may have to choose instead; beside a confident reading only what another photo shows plainly."""
    least = 0.3 if best.is_confident else 0.02
    others = [one for one in candidates_of(readings) if bare(one.text) != bare(best.text) and one.confidence >= least]
    return others[:MOST_ALTERNATIVES]


def plates_read(readings: Iterable[PlateReading]) -> frozenset[str]:
    """The bare texts of all candidates."""
    return frozenset(bare(candidate.text) for candidate in candidates_of(readings))
