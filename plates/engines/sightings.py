"""Read lines of text as plates, look again when unsure, and tell the seller's plate from others in the photo."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from plates.engines.base import Quad
from plates.engines.corners import plate_corners
from plates.engines.decoding import SEPARATOR, Frames, Grammar
from plates.engines.detection import Corners, Line, grown
from plates.engines.grammar import Kind
from plates.engines.joining import Target, targets
from plates.engines.line_reader import LineReader
from plates.engines.opinions import Opinion, Reading, weigh
from plates.engines.pixels import Pixels
from plates.engines.rectification import flatten

_SURE, _UNRIVALLED = 0.5, 0.03
_LOOKED_AT_AGAIN = 4

# In heights of the plate: labelled plates are then covered to 98 % and still matched tightly.
_AROUND = 0.12

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
_SECOND_VIEWS: tuple[View, ...] = (_as_found, _wider)


@dataclass(frozen=True, eq=False)
class Sighting:
    """A place in the photo and the plates it may show, the likeliest first; never none.

    ``first`` are the opinions of the main recogniser, ``second`` those of the other, asked when the first was unsure.
    """

    target: Target
    readings: tuple[Reading, ...]
    first: tuple[Opinion, ...]
    second: tuple[Opinion, ...] = ()

    @property
    def line(self) -> Line:
        return self.target.line

    @property
    def best(self) -> Reading:
        return self.readings[0]

    @property
    def rivalry(self) -> float:
        """How likely the second reading is, compared with the first."""
        return self.readings[1].likelihood / self.best.likelihood if len(self.readings) > 1 else 0.0


class SightingReader:
    """``second`` is another recogniser, asked about what the first is unsure of."""

    def __init__(self, first: LineReader, second: LineReader, grammar: Grammar) -> None:
        self._first = first
        self._second = second
        self._grammar = grammar

    def read(self, pixels: Pixels, lines: Sequence[Line]) -> list[Sighting]:
        """Read each line once, and the most promising from more points of view unless they are sure already."""
        promising = sorted(self.read_once(pixels, lines), key=_promise, reverse=True)
        again = [one for one in promising if not _is_sure(one)][:_LOOKED_AT_AGAIN]
        return [*(one for one in promising if one not in again), *(self._again(pixels, lines, one) for one in again)]

    def read_once(self, pixels: Pixels, lines: Sequence[Line]) -> list[Sighting]:
        if not lines:
            return []
        frames = self._first.read([_as_found(pixels, line) for line in lines])
        return [
            Sighting(target, readings, (opinion,))
            for target in targets(lines)
            if (readings := weigh([opinion := self._opinion([frames[part] for part in target.parts])]))
        ]

    def _again(self, pixels: Pixels, lines: Sequence[Line], sighting: Sighting) -> Sighting:
        parts = [lines[part] for part in sighting.target.parts]
        first = [*sighting.first, *self._look(self._first, pixels, parts, _MORE_VIEWS)]
        second = self._look(self._second, pixels, parts, _SECOND_VIEWS)
        readings = weigh([*first, *second])
        return Sighting(sighting.target, readings, tuple(first), tuple(second)) if readings else sighting

    def _look(self, reader: LineReader, pixels: Pixels, parts: Sequence[Line], views: Sequence[View]) -> list[Opinion]:
        frames = reader.read([view(pixels, part) for view in views for part in parts])
        count = len(parts)
        return [self._opinion(frames[at : at + count]) for at in range(0, len(frames), count)]

    def _opinion(self, parts: Sequence[Frames]) -> Opinion:
        """Lines are read as one, with a gap between them."""
        joined = parts[0]
        for part in parts[1:]:
            gap = np.zeros((1, joined.shape[1]))
            gap[0, SEPARATOR] = 1.0
            joined = np.concatenate([joined, gap, part])
        return Opinion.of(joined, self._grammar)


def _promise(sighting: Sighting) -> float:
    """Likelihood first; a large line that said little may still say something from another angle."""
    line = sighting.line
    return math.log(sighting.best.likelihood + 1e-9) + math.log(line.width * line.height)


def _is_sure(sighting: Sighting) -> bool:
    best = sighting.best
    return best.evidence >= _SURE and sighting.rivalry < _UNRIVALLED and best.template.kind is not Kind.UNKNOWN


def seller_first(sightings: Sequence[Sighting], pixels: Pixels) -> list[Sighting]:
    """Order by likelihood, size and centrality: of two cars, the seller's is the large one in the middle."""
    height, width = pixels.shape[:2]

    def weight(sighting: Sighting) -> float:
        x, y = sighting.line.box.mean(axis=0)
        off_centre = math.hypot(x / width - 0.5, y / height - 0.6)
        size = math.log(sighting.line.width / width)
        return 0.5 * math.log(sighting.best.likelihood) + 1.5 * size - 2 * off_centre

    return sorted(sightings, key=weight, reverse=True)


def whole_plate(sighting: Sighting, pixels: Pixels) -> Quad:
    """The quad of the plate around the text."""
    corners = plate_corners(pixels, sighting.line.upright)
    around = float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2 * _AROUND
    corners = grown(corners, around, around)
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in corners)
    return top_left, top_right, bottom_right, bottom_left


def same_place(one: Sighting, other: Sighting) -> bool:
    """Two passes may see the same plate twice."""
    return _centre_inside(one.line.box, other.line.box) or _centre_inside(other.line.box, one.line.box)


def _centre_inside(box: Corners, other: Corners) -> bool:
    low, high = other.min(axis=0), other.max(axis=0)
    centre = box.mean(axis=0)
    return bool(np.all(centre >= low) and np.all(centre <= high))
