"""Plates that do not stand upright: in a mirrored photo, in one that is upside down, in a wet floor or a shop window.

They are read to be hidden, from a line of text whose corners are taken in another order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from plates.engines.detection import Line
from plates.engines.framing import framed
from plates.engines.grammar import Kind
from plates.engines.pixels import Pixels
from plates.engines.sightings import Sighting, SightingReader

Turn = tuple[int, int, int, int]
"""Which corner of the line in the photo is the top left, top right, bottom right, bottom left of the text."""

_MIRRORED: Turn = (1, 0, 3, 2)
_UPSIDE_DOWN: Turn = (2, 3, 0, 1)
_REFLECTED: Turn = (3, 2, 1, 0)

_MOST_LINES = 4
_SQUAREST, _LONGEST = 1.8, 7.5
_FRAMED = 0.7
_LEAST_LIKELIHOOD, _LEAST_CHARACTERS = 0.005, 7
# A reflection is fainter than the plate but says the same.
_ALIKE = 0.6
_NARROWEST, _WIDEST = 0.5, 1.4


def turned_plates(reader: SightingReader, pixels: Pixels, lines: Sequence[Line]) -> list[Sighting]:
    """What reads as a plate in a photo that is mirrored or upside down, the likeliest first."""
    shaped = [line for line in lines if _SQUAREST < line.width / line.height < _LONGEST]
    standing = [line for line in _largest(shaped) if framed(pixels, line) >= _FRAMED]
    seen = [one for turn in (_MIRRORED, _UPSIDE_DOWN) for one in _read(reader, pixels, standing, turn)]
    return sorted(filter(_is_unmistakable, seen), key=lambda one: -one.best.likelihood)


def reflections(reader: SightingReader, pixels: Pixels, lines: Sequence[Line], plate: Sighting) -> list[Sighting]:
    """The plate once more: on its head below itself, or mirrored beside."""
    below = [line for line in lines if _is_as_wide(line, plate.line) and _is_below(line, plate.line)]
    beside = [line for line in lines if _is_as_wide(line, plate.line) and _is_beside(line, plate.line)]
    seen = [
        *_read(reader, pixels, _largest(below), _REFLECTED),
        *_read(reader, pixels, _largest(beside), _MIRRORED),
    ]
    return [one for one in seen if any(_says(reading.bare, plate.best.bare) for reading in one.readings)]


def _read(reader: SightingReader, pixels: Pixels, lines: Sequence[Line], turn: Turn) -> list[Sighting]:
    """Sightings keep the corners in the photo's order."""
    order = list(turn)
    ways = [Line(line.box[order], line.upright[order], line.score) for line in lines]
    return [
        replace(one, target=replace(one.target, line=_unturned(one.line, order)))
        for one in reader.read_once(pixels, ways)
    ]


def _unturned(line: Line, order: list[int]) -> Line:
    """Each turn undoes itself."""
    return Line(line.box[order], line.upright[order], line.score)


def _largest(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: -line.width * line.height)[:_MOST_LINES]


def _is_unmistakable(sighting: Sighting) -> bool:
    best = sighting.best
    long_enough = len(best.bare) >= _LEAST_CHARACTERS or best.template.kind is Kind.TRADE
    return long_enough and best.template.kind is not Kind.UNKNOWN and best.likelihood >= _LEAST_LIKELIHOOD


def _is_as_wide(line: Line, plate: Line) -> bool:
    return _NARROWEST * plate.width < line.width < _WIDEST * plate.width


def _is_below(line: Line, plate: Line) -> bool:
    (x, y), (plate_x, plate_y) = line.box.mean(axis=0), plate.box.mean(axis=0)
    return bool(y - plate_y > plate.height and abs(x - plate_x) < plate.width)


def _is_beside(line: Line, plate: Line) -> bool:
    (x, y), (plate_x, plate_y) = line.box.mean(axis=0), plate.box.mean(axis=0)
    return bool(abs(x - plate_x) > plate.width * 0.7 and abs(y - plate_y) < 4 * plate.height)


def _says(bare: str, plate: str) -> bool:
    return SequenceMatcher(None, bare, plate).ratio() >= _ALIKE
