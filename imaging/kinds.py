"""What a photo shows, as far as it can be told before its seller says."""

from __future__ import annotations

import logging

from PIL import Image

from imaging.quality import guess_kind
from keroxio.engines import engine, has_engine
from keroxio.errors import EngineError

logger = logging.getLogger(__name__)


def kind_of(photo: Image.Image, alpha: Image.Image | None, *, has_plate: bool, has_vehicle: bool) -> str:
    """A first guess, no more: by the engine where it is sure, otherwise by what was found in the photo."""
    return _told(photo) or guess_kind(alpha, has_plate=has_plate, has_vehicle=has_vehicle)


def _told(photo: Image.Image) -> str | None:
    if not has_engine("kinds"):
        return None
    try:
        told: str | None = engine("kinds").tell(photo)
    except EngineError as error:
        # A guess that one click puts right is no reason to hold a photo up.
        logger.warning("The kind of a photo is guessed from its cut-out alone: %s", error)
        return None
    return told
