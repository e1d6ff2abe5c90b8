"""From a line of text to the corners of the plate that bears it.

The surroundings of the line are flattened so that its text stands 40 pixels high. There each side of the plate is
looked for as a straight, slightly slanting line along which the paper ends. It has to end along the whole side, which
tells the plate's edge from those of its characters. Behind the paper's end there may be a blue band, which belongs to
the plate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from plates.engines.detection import Corners, grown
from plates.engines.pixels import Pixels

Floats = NDArray[Any]

_TEXT = 40
"""Height of the text in the flattened picture, in pixels. Lengths below are in heights of the text, but for slants."""
_BESIDE, _ABOVE, _ABOVE_SHORT_TEXT = 1.5, 0.75, 1.75
_SHORT_TEXT = 2.6
"""Width over height of a text that may be one of two lines."""
_INWARDS, _INWARDS_SIDE = 0.3, 0.4
"""How far inside the text an edge is still believed: the text finder is generous where dirt or shadow continue it."""

# Where no edge is found.
_ALONG, _ACROSS = 0.22, 0.06
_OUTWARDS = 0.036

# Set on labelled photos and on drawn ones (tests/plates/drawn.py). Gains are shares of the step from paper to ink.
_BINS = 14
_LEVEL_SLANTS = np.linspace(-0.12, 0.12, 17)
_UPRIGHT_SLANTS = np.linspace(-0.5, 0.5, 31)
_LEAST_EDGE, _ENOUGH = 0.07, 0.3
_LEAST_BLUE = 0.13
_DARKEST = 10.65
# Where an edge usually is, and what each height of the text away from there costs.
_LEVEL_USUAL, _LEVEL_COST, _LEVEL_COST_SHORT_TEXT = -0.02, 0.22, 0.076
_UPRIGHT_USUAL, _UPRIGHT_COST = 0.11, 0.22

_BAND = 0.41
"""A blue band's width over the plate's height: 45 to 110 mm."""
_SIV_TEXT = 3.95
"""Width over height of a French plate's text seen from straight ahead."""


@dataclass(frozen=True)
class _Edge:
    """``at`` from the middle of the text, ``slant`` in pixels a pixel, both in the flattened picture."""

    at: float
    slant: float = 0.0


def plate_corners(pixels: Pixels, line: Corners) -> Corners:
    """The plate's corners, a little too far out rather than in; ``line`` is a text's quad with upright sides."""
    if min(_size(line)) < 4:
        return grown(line, _size(line)[1] * _ALONG, _size(line)[1] * _ACROSS)
    return _Search(pixels, line).corners()


class _Search:
    def __init__(self, pixels: Pixels, line: Corners) -> None:
        wide, high = _size(line)
        self.aspect = wide / high
        self.above = _ABOVE_SHORT_TEXT if self.aspect < _SHORT_TEXT else _ABOVE
        self.width = round(self.aspect * _TEXT)
        self.left, self.top = round(_BESIDE * _TEXT), round(self.above * _TEXT)
        self.middle = np.array([self.left + self.width / 2, self.top + _TEXT / 2])
        self.flat, self.matrix = self._flatten(pixels, np.asarray(line, dtype=np.float32))
        # Of logarithms a step has the same height in the shade as in the sun.
        self.colours = 64 * np.log(self.flat + _DARKEST)
        self.light = 64 * np.log(self.flat.mean(axis=2) + _DARKEST)
        text = self.light[self.top : self.top + _TEXT, self.left : self.left + self.width]
        ink, paper = _ink_and_paper(text)
        self.contrast = max(10.0, abs(paper - ink))
        # Positive where, seen outwards, paper gives way to something else.
        self.sign = 1.0 if paper >= ink else -1.0

    def corners(self) -> Corners:
        top, bottom = self._level(-1), self._level(1)
        left, right = self._upright(-1, top, bottom), self._upright(1, top, bottom)
        pairs = ((top, left), (top, right), (bottom, right), (bottom, left))
        points = np.array([_crossing(level, upright) for level, upright in pairs]) + self.middle
        return np.asarray(cv2.perspectiveTransform(points[None], np.linalg.inv(self.matrix))[0], dtype=np.float32)

    def _flatten(self, pixels: Pixels, line: Corners) -> tuple[Floats, Floats]:
        part, inside = _part(pixels, line, _BESIDE, self.above)
        low, high = np.array([self.left, self.top]), np.array([self.left + self.width, self.top + _TEXT])
        target = np.array([low, [high[0], low[1]], high, [low[0], high[1]]], dtype=np.float32)
        moved = cv2.perspectiveTransform(line[None], inside)[0]
        matrix = cv2.getPerspectiveTransform(moved.astype(np.float32), target)
        size = (self.width + 2 * self.left, _TEXT + 2 * self.top)
        flat = cv2.warpPerspective(part, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return cv2.GaussianBlur(flat, (0, 0), 1.0).astype(np.float32), matrix @ inside

    def _level(self, side: int) -> _Edge:
        """The upper (-1) or lower (1) edge."""
        columns = slice(self.left, self.left + self.width)
        steps = cv2.Sobel(self.light[:, columns], cv2.CV_32F, 0, 1, ksize=3) / 2
        gain = np.clip(-side * self.sign * steps / self.contrast, -1, _ENOUGH)
        reach = np.arange(-_INWARDS, (1.5 if self.above > 1 else 0.5), 1 / _TEXT)
        cost = np.abs(reach - _LEVEL_USUAL) * (_LEVEL_COST if self.above < 1 else _LEVEL_COST_SHORT_TEXT)
        places = self.middle[1] + side * (0.5 + reach) * _TEXT
        found = _strongest(_binned(gain, 1), places, cost, _LEVEL_SLANTS, self.width)
        if found is None:
            return _Edge(side * (0.5 + _ACROSS) * _TEXT)
        return _Edge(found.at - self.middle[1] + side * _OUTWARDS * _TEXT, found.slant)

    def _upright(self, side: int, top: _Edge, bottom: _Edge) -> _Edge:
        """The left (-1) or right (1) edge."""
        rows = slice(*(int(np.clip(round(self.middle[1] + edge.at), 0, len(self.light))) for edge in (top, bottom)))
        half, high = self.width / 2, max(4, rows.stop - rows.start)
        steps = cv2.Sobel(self.light[rows], cv2.CV_32F, 1, 0, ksize=3) / 2
        gain = np.clip(-side * self.sign * steps / self.contrast, -1, _ENOUGH)
        reach = np.arange(-_INWARDS_SIDE, _BESIDE - 0.6, 1 / _TEXT)
        cost = np.abs(reach - _UPRIGHT_USUAL) * _UPRIGHT_COST
        places = self.middle[0] + side * (half + reach * _TEXT)
        paper = _strongest(_binned(gain, 0).T, places, cost, _UPRIGHT_SLANTS, high)
        if paper is None:
            return _Edge(side * (half + _ALONG * _TEXT))
        at, slant = paper.at - self.middle[0], paper.slant
        if self._is_blue(rows, side, paper):
            at, slant = self._band_end(rows, side, paper, high)
        return _Edge(at + side * _OUTWARDS * _TEXT, slant)

    def _is_blue(self, rows: slice, side: int, paper: _Edge) -> bool:
        """Whether what follows the paper is a blue band."""
        near, far = paper.at + side * 0.08 * _TEXT, paper.at + side * 0.28 * _TEXT
        strip = self.colours[rows, max(0, round(min(near, far))) : round(max(near, far))]
        inner = self.colours[rows, round(min(paper.at - side * 3, paper.at - side * 0.2 * _TEXT)) :][
            :, : round(0.2 * _TEXT)
        ]
        if not strip.size or not inner.size:
            return False
        blueness = [float(np.median(one[..., 2] - one[..., 0])) for one in (strip, inner)]
        return blueness[0] - blueness[1] > _LEAST_BLUE * self.contrast

    def _band_end(self, rows: slice, side: int, paper: _Edge, high: int) -> tuple[float, float]:
        """Where the band meets anything else; where it cannot be told from the car, as far as bands reach."""
        narrowed = float(np.clip(self.aspect / _SIV_TEXT, 0.5, 1.0))
        steps = np.stack([cv2.Sobel(self.colours[rows, :, c], cv2.CV_32F, 1, 0, ksize=3) / 2 for c in range(3)])
        gain = np.clip(np.abs(steps).max(axis=0) / self.contrast, 0, _ENOUGH)
        reach = np.arange(0.45, 1.35, 1 / _TEXT) * _BAND * high * narrowed
        slants = paper.slant + np.linspace(-0.08, 0.08, 9)
        cost = np.abs(reach / (_BAND * high) - 1) * 0.05
        found = _strongest(_binned(gain, 0).T, paper.at + side * reach, cost, slants, high)
        if found is None:
            return paper.at + side * _BAND * high * narrowed * 1.15 - self.middle[0], paper.slant
        return found.at - self.middle[0], found.slant


def _size(line: Corners) -> tuple[float, float]:
    wide = np.linalg.norm(line[1] - line[0]) + np.linalg.norm(line[2] - line[3])
    high = np.linalg.norm(line[3] - line[0]) + np.linalg.norm(line[2] - line[1])
    return float(wide) / 2, float(high) / 2


def _part(pixels: Pixels, line: Corners, beside: float, above: float) -> tuple[Pixels, Floats]:
    """The surroundings, shrunk where they are much finer than needed, and the way there from the photo."""
    high = _size(line)[1]
    around = grown(line, high * beside, high * above)
    low = np.maximum(np.floor(around.min(axis=0)).astype(int) - 2, 0)
    far = np.minimum(np.ceil(around.max(axis=0)).astype(int) + 3, (pixels.shape[1], pixels.shape[0]))
    low = np.minimum(low, far - 1)
    part = pixels[low[1] : far[1], low[0] : far[0]]
    scale = min(1.0, 1.5 * _TEXT / high)
    if scale < 1:
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return part, np.array([[scale, 0, -low[0] * scale], [0, scale, -low[1] * scale], [0, 0, 1]])


def _ink_and_paper(text: Floats) -> tuple[float, float]:
    """Characters cover less than half of a plate, so the median is paper."""
    dark, middle, bright = np.percentile(text, [8, 50, 92])
    is_dark_paper = middle - dark < bright - middle and bright - middle > 1.6 * (middle - dark)
    return (float(bright), float(middle)) if is_dark_paper else (float(dark), float(max(middle, (dark + bright) / 2)))


def _binned(gain: Floats, axis: int) -> Floats:
    """Means over _BINS equal parts of the axis."""
    size = (_BINS, gain.shape[0]) if axis == 1 else (gain.shape[1], _BINS)
    return np.asarray(cv2.resize(gain, size, interpolation=cv2.INTER_AREA))


def _strongest(bins: Floats, places: Floats, cost: Floats, slants: Floats, length: float) -> _Edge | None:
    """The line with the most gain less cost; ``bins`` has one row a pixel across the line."""
    along = (np.arange(_BINS) + 0.5) / _BINS * length - length / 2
    rows = np.rint(places[:, None, None] + slants[None, :, None] * along).astype(int)
    values = bins[np.clip(rows, 0, len(bins) - 1), np.arange(_BINS)]
    values = np.where((rows < 0) | (rows >= len(bins)), 0, values)
    ranked = np.sort(values, axis=2)
    gain = 0.5 * values.mean(axis=2) + 0.5 * ranked[:, :, 2]
    place, slant = np.unravel_index(int((gain - cost[:, None]).argmax()), gain.shape)
    if gain[place, slant] < _LEAST_EDGE:
        return None
    return _Edge(float(places[place]), float(slants[slant]))


def _crossing(level: _Edge, upright: _Edge) -> tuple[float, float]:
    """Where y = a + b x meets x = c + d y."""
    y = (level.at + level.slant * upright.at) / (1 - level.slant * upright.slant)
    return upright.at + upright.slant * y, y
