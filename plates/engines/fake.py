"""A reader for tests: it answers at once, always the same for the same photo."""

from __future__ import annotations

from typing import ClassVar

from PIL.Image import Image

from plates.engines.base import Candidate, Plate, PlateReader


class FakePlateReader(PlateReader):
    """Finds ``text`` in the lower middle of every photo but those of one colour, which show nothing."""

    name: ClassVar[str] = "fake"

    def __init__(self, *, text: str = "AB-123-CD", country: str = "FR", confidence: float = 0.97) -> None:
        self._text = text
        self._country = country
        self._confidence = confidence

    def read(self, photo: Image) -> Plate | None:
        extrema = photo.getextrema()
        if all(band[0] == band[1] for band in extrema if isinstance(band, tuple)):
            return None
        left, right, top, bottom = (
            photo.width * 0.4,
            photo.width * 0.6,
            photo.height * 0.7,
            photo.height * 0.76,
        )
        return Plate(
            text=self._text,
            country=self._country,
            quad=((left, top), (right, top), (right, bottom), (left, bottom)),
            confidence=self._confidence,
            is_confident=self._confidence >= 0.9,
            candidates=(Candidate(self._text, self._confidence),),
        )
