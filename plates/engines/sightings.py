"""Read lines of text as plates, look again when unsure, and tell the seller's plate from others in the photo."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from plates.engines.base import Candidate, Quad
from plates.engines.decoding import Decoded, Grammar, decode
from plates.engines.detection import Corners, Line, grown
from plates.engines.networks import LineReader, Pixels
from plates.engines.rectification import flatten

_MOST_READINGS = 6
_SURE, _UNRIVALLED = 0.5, 0.03
_LOOKED_AT_AGAIN = 4

# From text to plate, in heights of the text: labelled plates are then covered to 98 % and still matched tightly.
_ALONG, _ACROSS = 0.45, 0.16

View = Callable[[Pixels, Line], Pixels]


def _as_found(pixels: Pixels, line: Line) -> Pixels:
    return flatten(pixels, line.upright)


def _wider(pixels: Pixels, line: Line) -> Pixels:
    return flatten(pixels, grown(line.upright, line.height * 0.15, line.height * 0.05))


def _leaning_left(pixels: Pixels, line: Line) -> Pixels:
    return flatten(pixels, line.upright, shear=0.25)


def _leaning_right(pixels: Pixels, line: Line) -> Pixels:
    return flatten(pixels, line.upright, shear=-0.25)


_MORE_VIEWS: tuple[View, ...] = (_wider, _leaning_left, _leaning_right)


@dataclass(frozen=True)
class Sighting:
    """A line of text and the plates it may be, the likeliest first; never none."""

    line: Line
    readings: tuple[Decoded, ...]
    is_agreed: bool
    """Every view of the line had the same favourite."""

    @property
    def best(self) -> Decoded:
        return self.readings[0]

    @property
    def rivalry(self) -> float:
        """How likely the second reading is, compared with the first."""
        return self.readings[1].likelihood / self.best.likelihood if len(self.readings) > 1 else 0.0

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The mean certainty of a character, shared out by likelihood."""
        certainty = min(1.0, self.best.evidence) ** (1 / len(self.best.bare))
        total = sum(reading.likelihood for reading in self.readings)
        return tuple(
            Candidate(reading.template.write(reading.bare), certainty * reading.likelihood / total)
            for reading in self.readings
        )


class SightingReader:
    def __init__(self, reader: LineReader, grammar: Grammar) -> None:
        self._reader = reader
        self._grammar = grammar

    def read(self, pixels: Pixels, lines: Sequence[Line]) -> list[Sighting]:
        """Read each line once, and the most promising from more points of view unless they are sure already."""
        if not lines:
            return []
        first = self._decode([_as_found(pixels, line) for line in lines])
        promising = sorted(range(len(lines)), key=lambda at: -_promise(first[at], lines[at]))[:_LOOKED_AT_AGAIN]
        sightings = []
        for at, line in enumerate(lines):
            opinions = [first[at]]
            if at in promising and not _is_sure(first[at]):
                opinions += self._decode([view(pixels, line) for view in _MORE_VIEWS])
            readings = _mean(opinions)
            if readings:
                agreed = all(opinion and opinion[0].bare == readings[0].bare for opinion in opinions)
                sightings.append(Sighting(line, readings, agreed))
        return sightings

    def _decode(self, pictures: list[Pixels]) -> list[list[Decoded]]:
        return [decode(frames, self._grammar)[:_MOST_READINGS] for frames in self._reader.read(pictures)]


def _promise(readings: list[Decoded], line: Line) -> float:
    """Likelihood first; a large line that said nothing may still say something from another angle."""
    return math.log((readings[0].likelihood if readings else 0.0) + 1e-9) + math.log(line.width * line.height)


def _is_sure(readings: list[Decoded]) -> bool:
    if not readings or readings[0].evidence < _SURE:
        return False
    return len(readings) < 2 or readings[1].likelihood < _UNRIVALLED * readings[0].likelihood


def _mean(opinions: list[list[Decoded]]) -> tuple[Decoded, ...]:
    evidence: dict[str, float] = defaultdict(float)
    example: dict[str, Decoded] = {}
    for opinion in opinions:
        for reading in opinion:
            evidence[reading.bare] += reading.evidence / len(opinions)
            example[reading.bare] = reading
    merged = [replace(example[bare], evidence=mean) for bare, mean in evidence.items()]
    return tuple(sorted(merged, key=lambda reading: -reading.likelihood)[:_MOST_READINGS])


def seller_first(sightings: Sequence[Sighting], pixels: Pixels) -> list[Sighting]:
    """Order by likelihood, size and centrality: of two cars, the seller's is the large one in the middle."""
    height, width = pixels.shape[:2]

    def weight(sighting: Sighting) -> float:
        x, y = sighting.line.box.mean(axis=0)
        off_centre = math.hypot(x / width - 0.5, y / height - 0.6)
        size = math.log(sighting.line.width / width)
        return 0.5 * math.log(sighting.best.likelihood) + 1.5 * size - 2 * off_centre

    return sorted(sightings, key=weight, reverse=True)


def whole_plate(sighting: Sighting) -> Quad:
    """The quad of the plate around the text."""
    line = sighting.line
    corners = grown(line.upright, line.height * _ALONG, line.height * _ACROSS)
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in corners)
    return top_left, top_right, bottom_right, bottom_left


def same_place(one: Sighting, other: Sighting) -> bool:
    """Two passes may see the same plate twice."""
    return _centre_inside(one.line.box, other.line.box) or _centre_inside(other.line.box, one.line.box)


def _centre_inside(box: Corners, other: Corners) -> bool:
    low, high = other.min(axis=0), other.max(axis=0)
    centre = box.mean(axis=0)
    return bool(np.all(centre >= low) and np.all(centre <= high))
