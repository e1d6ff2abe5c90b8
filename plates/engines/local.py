"""Reads plates on this machine with the networks of PP-OCR; nothing leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from PIL.Image import Image

from plates.engines.base import Plate, PlateReader
from plates.engines.certainty import CONFIDENT, candidates, probability
from plates.engines.corrections import corrections_of
from plates.engines.decoding import Grammar
from plates.engines.detection import lines_in
from plates.engines.networks import LineReader, Pixels, TextFinder, fit
from plates.engines.priors import weighted_templates
from plates.engines.sightings import Sighting, SightingReader, same_place, seller_first, whole_plate
from plates.engines.standing import is_clear, is_other_plate, is_plate

# Sides the photo is searched at, in pixels: the finer one costs three times as much and finds distant plates.
_SIDES = (960, 1600)
_MOST_LINES = 12
_SQUAREST, _LONGEST = 1.1, 12.0


class LocalPlateReader(PlateReader):
    """``threads`` is the number of threads each network may use for one photo.

    ``second_weights`` are another recogniser's, asked when the first is unsure.
    """

    name: ClassVar[str] = "pp-ocrv6"

    def __init__(
        self, *, detection_weights: Path, recognition_weights: Path, second_weights: Path, threads: int = 2
    ) -> None:
        self._finder = TextFinder(Path(detection_weights), threads)
        first, second = (LineReader(Path(weights), threads) for weights in (recognition_weights, second_weights))
        self._reader = SightingReader(first, second, Grammar(weighted_templates()))

    def read(self, photo: Image) -> Plate | None:
        pixels = np.asarray(photo.convert("RGB"))
        return self._seen(self.sightings(pixels), pixels)

    def glance(self, photo: Image) -> Plate | None:
        """The finer search only where the coarse one has found something like a plate: most details have nothing."""
        pixels = np.asarray(photo.convert("RGB"))
        found = self._search(pixels, _SIDES[0])
        if not any(is_plate(one, pixels) for one in found):
            return None
        return self._seen(self._finer(found, pixels), pixels)

    def _seen(self, sightings: list[Sighting], pixels: Pixels) -> Plate | None:
        plates = [one for one in sightings if is_plate(one, pixels)]
        return _plate(plates[0], sightings, pixels) if plates else None

    def sightings(self, pixels: Pixels) -> list[Sighting]:
        """Everything that may be a plate, the seller's first."""
        return self._finer(self._search(pixels, _SIDES[0]), pixels)

    def _finer(self, found: list[Sighting], pixels: Pixels) -> list[Sighting]:
        if not any(is_clear(one) for one in found):
            found = found + self._search(pixels, _SIDES[1])
        return seller_first(found, pixels)

    def _search(self, pixels: Pixels, side: int) -> list[Sighting]:
        shrunk = fit(pixels, side)
        scale = pixels.shape[1] / shrunk.shape[1], pixels.shape[0] / shrunk.shape[0]
        lines = [line.scaled(*scale) for line in lines_in(self._finder.heat(shrunk))]
        shaped = [line for line in lines if _SQUAREST < line.width / line.height < _LONGEST]
        largest = sorted(shaped, key=lambda line: -line.width * line.height)[:_MOST_LINES]
        return self._reader.read(pixels, largest)


def _plate(first: Sighting, sightings: Sequence[Sighting], pixels: Pixels) -> Plate:
    certainty = probability(first)
    places = [first]
    for other in sightings:
        if is_other_plate(other, pixels) and not any(same_place(other, known) for known in places):
            places.append(other)
    return Plate(
        text=first.best.template.write(first.best.bare),
        country=first.best.template.country,
        quad=whole_plate(first, pixels),
        confidence=certainty,
        is_confident=certainty >= CONFIDENT,
        candidates=candidates(first),
        others=tuple(whole_plate(other, pixels) for other in places[1:]),
        corrections=corrections_of(first.first[0].frames, first.best.bare),
    )
