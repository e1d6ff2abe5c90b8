"""What is seen in a photo before anything is cut out of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PIL import Image

from imaging.engines.base import Matte
from imaging.engines.overview import overview
from imaging.engines.vehicles import VehicleBox
from imaging.quality import Verdict, verdict
from keroxio.engines import engine, has_engine
from keroxio.errors import EngineError
from vehicles.vocabulary import PhotoKind

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class OtherKind:
    """What a photo shows that no car is to be cut out of, and which engine says so."""

    kind: str
    engine: str


@dataclass(frozen=True)
class FirstLook:
    seen: Image.Image
    """The photo, or a smaller copy."""
    vehicles: tuple[VehicleBox, ...]
    """The car for sale first."""

    @classmethod
    def at(cls, photo: Image.Image) -> FirstLook:
        """Raises ``EngineError`` when vehicles cannot be looked for."""
        seen = overview(photo)
        return cls(seen, engine("vehicles").find(seen))

    def other_kind(self, *, has_plate: bool) -> OtherKind | None:
        """A first guess, no more; None where there may be a car to cut out.

        In each of 231 photos of whole cars a vehicle was found: where there is neither one nor a plate, the photo is
        taken for one from inside.
        """
        told = self._told()
        if told:
            return OtherKind(told, engine("kinds").name)
        if self.vehicles or has_plate:
            return None
        return OtherKind(PhotoKind.INTERIOR, engine("vehicles").name)

    def _told(self) -> str | None:
        if not has_engine("kinds"):
            return None
        try:
            told: str | None = engine("kinds").tell(self.seen)
        except EngineError as error:
            # A guess that one click puts right is no reason to hold a photo up.
            logger.warning("The kind of a photo is guessed without its engine: %s", error)
            return None
        return told

    def verdict(self, matte: Matte | None) -> Verdict:
        return verdict(matte, self.seen, self.vehicles)
