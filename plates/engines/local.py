"""Reads plates on this machine with the two networks of PP-OCRv6; nothing leaves it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np
from PIL.Image import Image

from plates.engines.base import Plate, PlateReader
from plates.engines.decoding import Grammar
from plates.engines.detection import lines_in
from plates.engines.grammar import weighted_templates
from plates.engines.networks import LineReader, Pixels, TextFinder, fit
from plates.engines.sightings import Sighting, SightingReader, same_place, seller_first, whole_plate

# Sides the photo is searched at, in pixels: the finer one costs three times as much and finds distant plates.
_SIDES = (960, 1600)
_MOST_LINES = 12
_SQUAREST, _LONGEST = 1.1, 12.0

# Set on the photos that benchmarks/plates.py reads: below the first what is read is no plate, above the others it is
# right 99 times in 100.
_LEAST_LIKELIHOOD = 0.0003
_CLEAR = 0.02
_CONFIDENT_EVIDENCE, _CONFIDENT_RIVALRY = 0.2, 0.06
_OTHER_PLATE = 0.01


class LocalPlateReader(PlateReader):
    """``threads`` is the number of threads each network may use for one photo."""

    name: ClassVar[str] = "pp-ocrv6"

    def __init__(self, *, detection_weights: Path, recognition_weights: Path, threads: int = 2) -> None:
        self._finder = TextFinder(Path(detection_weights), threads)
        self._reader = SightingReader(LineReader(Path(recognition_weights), threads), Grammar(weighted_templates()))

    def read(self, photo: Image) -> Plate | None:
        pixels = np.asarray(photo.convert("RGB"))
        sightings = self._search(pixels, _SIDES[0])
        if not sightings or not _is_clear(sightings[0]):
            sightings = seller_first([*sightings, *self._search(pixels, _SIDES[1])], pixels)
        return _plate(sightings, pixels) if sightings else None

    def _search(self, pixels: Pixels, side: int) -> list[Sighting]:
        shrunk = fit(pixels, side)
        scale = pixels.shape[1] / shrunk.shape[1], pixels.shape[0] / shrunk.shape[0]
        lines = [line.scaled(*scale) for line in lines_in(self._finder.heat(shrunk))]
        shaped = [line for line in lines if _SQUAREST < line.width / line.height < _LONGEST]
        largest = sorted(shaped, key=lambda line: -line.width * line.height)[:_MOST_LINES]
        found = self._reader.read(pixels, largest)
        return seller_first([sighting for sighting in found if sighting.best.likelihood >= _LEAST_LIKELIHOOD], pixels)


def _plate(sightings: list[Sighting], pixels: Pixels) -> Plate:
    first = sightings[0]
    others = [
        whole_plate(other)
        for other in sightings[1:]
        if other.best.evidence >= _OTHER_PLATE and not same_place(other, first)
    ]
    return Plate(
        text=first.candidates[0].text,
        country=first.best.template.country,
        quad=whole_plate(first),
        confidence=first.candidates[0].confidence,
        is_confident=_is_confident(first),
        candidates=first.candidates,
        others=tuple(others),
    )


def _is_clear(sighting: Sighting) -> bool:
    """Likely as it is, or rare and yet unmistakable."""
    return sighting.best.likelihood >= _CLEAR or _is_confident(sighting)


def _is_confident(sighting: Sighting) -> bool:
    clear = sighting.best.evidence >= _CONFIDENT_EVIDENCE and sighting.rivalry <= _CONFIDENT_RIVALRY
    return clear and sighting.is_agreed
