"""What a photo shows, as far as it can be told before its seller says."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from imaging.engines.vehicles import VehicleBox
from keroxio.engines import engine, has_engine
from keroxio.errors import EngineError
from vehicles.vocabulary import PhotoKind

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class OtherKind:
    """What a photo shows that is of no use to cut a car out of, and which engine says so."""

    kind: str
    engine: str


def other_kind(photo: Image.Image, vehicles: Sequence[VehicleBox], *, has_plate: bool) -> OtherKind | None:
    """A first guess, no more; None where there may be a car to cut out.

    ``vehicles`` are those found in the photo. Of 231 photos of whole cars one was found in each: where there is
    neither one nor a plate, the photo is taken from inside.
    """
    told = _told(photo)
    if told:
        return OtherKind(told, engine("kinds").name)
    return None if vehicles or has_plate else OtherKind(PhotoKind.INTERIOR, engine("vehicles").name)


def _told(photo: Image.Image) -> str | None:
    if not has_engine("kinds"):
        return None
    try:
        told: str | None = engine("kinds").tell(photo)
    except EngineError as error:
        # A guess that one click puts right is no reason to hold a photo up.
        logger.warning("The kind of a photo is guessed without its engine: %s", error)
        return None
    return told
