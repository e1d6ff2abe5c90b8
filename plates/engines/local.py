"""Reads plates on this machine with the networks of PP-OCR; nothing leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PIL.Image import Image

from plates.engines.base import Plate, PlateReader
from plates.engines.certainty import CONFIDENT, MOST_DOUBTFUL, candidates, probability
from plates.engines.corrections import corrections_of
from plates.engines.decoding import Grammar
from plates.engines.detection import Line, lines_in
from plates.engines.line_reader import LineReader
from plates.engines.pixels import Pixels, fit, fitted, pixels_of
from plates.engines.priors import weighted_templates
from plates.engines.sightings import Sighting, SightingReader, same_place, seller_first, whole_plate
from plates.engines.standing import is_clear, is_other_plate, is_plate, is_whole
from plates.engines.text_finder import TextFinder
from plates.engines.turned import reflections, turned_plates

# Sides the photo is searched at, in pixels: the finer one costs three times as much and finds distant plates.
_SIDES = (960, 1600)
_PHONES_PHOTOS = ((3024, 4032), (4032, 3024))
"""Height and width of what nearly all phones take."""
_MOST_LINES = 12
_SQUAREST, _LONGEST = 1.1, 12.0


@dataclass(frozen=True)
class _Found:
    lines: list[Line]
    sightings: list[Sighting]


class LocalPlateReader(PlateReader):
    """``threads`` is the number of threads each network may use for one photo.

    ``second_weights`` are another recogniser's, asked when the first is unsure.
    """

    name: ClassVar[str] = "pp-ocrv6"

    def __init__(
        self, *, detection_weights: Path, recognition_weights: Path, second_weights: Path, threads: int = 2
    ) -> None:
        often = [fitted(photo, side) for photo in _PHONES_PHOTOS for side in _SIDES]
        self._finder = TextFinder(Path(detection_weights), threads, often)
        self._first = LineReader(Path(recognition_weights), threads)
        second = LineReader(Path(second_weights), threads)
        self._reader = SightingReader(self._first, second, Grammar(weighted_templates()))

    def warm_up(self) -> None:
        """The recogniser loads beside the text finder; the second one only once it is asked."""
        with ThreadPoolExecutor() as pool:
            for opened in [pool.submit(network.open) for network in (self._finder, self._first)]:
                opened.result()

    def read(self, photo: Image) -> Plate | None:
        """A plate that is mirrored or upside down is found too, never confidently."""
        pixels = pixels_of(photo)
        return self._answer(self._finer(self._search(pixels, _SIDES[0]), pixels), pixels)

    def glance(self, photo: Image) -> Plate | None:
        """The finer search only where the coarse one has found something like a plate: most details have nothing."""
        pixels = pixels_of(photo)
        found = self._search(pixels, _SIDES[0])
        if not any(is_plate(one, pixels) for one in found.sightings):
            return None
        return self._answer(self._finer(found, pixels), pixels)

    def sightings(self, pixels: Pixels) -> list[Sighting]:
        """Everything that may be a plate, the seller's first."""
        return self._finer(self._search(pixels, _SIDES[0]), pixels).sightings

    def _answer(self, found: _Found, pixels: Pixels) -> Plate | None:
        plates = [one for one in found.sightings if is_plate(one, pixels)]
        if plates:
            reflected = reflections(self._reader, pixels, found.lines, plates[0])
            certainty = probability(plates[0])
            if not is_whole(plates[0], pixels):
                certainty = min(certainty, MOST_DOUBTFUL)
            others = [one for one in found.sightings if is_other_plate(one, pixels)]
            return _plate(plates[0], [*others, *reflected], certainty, pixels)
        turned = turned_plates(self._reader, pixels, found.lines)
        if turned:
            return _plate(turned[0], turned, min(probability(turned[0]), MOST_DOUBTFUL), pixels)
        return None

    def _finer(self, found: _Found, pixels: Pixels) -> _Found:
        lines, sightings = found.lines, found.sightings
        if not any(is_clear(one) for one in sightings):
            more = self._search(pixels, _SIDES[1])
            lines, sightings = [*lines, *more.lines], [*sightings, *more.sightings]
        return _Found(lines, seller_first(sightings, pixels))

    def _search(self, pixels: Pixels, side: int) -> _Found:
        shrunk = fit(pixels, side)
        scale = pixels.shape[1] / shrunk.shape[1], pixels.shape[0] / shrunk.shape[0]
        lines = [line.scaled(*scale) for line in lines_in(self._finder.heat(shrunk))]
        shaped = [line for line in lines if _SQUAREST < line.width / line.height < _LONGEST]
        largest = sorted(shaped, key=lambda line: -line.width * line.height)[:_MOST_LINES]
        return _Found(largest, self._reader.read(pixels, largest))


def _plate(first: Sighting, sightings: Sequence[Sighting], certainty: float, pixels: Pixels) -> Plate:
    places = [first]
    for other in sightings:
        if not any(same_place(other, known) for known in places):
            places.append(other)
    return Plate(
        text=first.best.template.write(first.best.bare),
        country=first.best.template.country,
        quad=whole_plate(first, pixels),
        confidence=certainty,
        is_confident=certainty >= CONFIDENT,
        candidates=candidates(first, certainty),
        others=tuple(whole_plate(other, pixels) for other in places[1:]),
        corrections=corrections_of(first.first[0].frames, first.best.bare),
    )
