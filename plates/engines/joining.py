"""Lines of text that may be one plate: side by side, or one below the other as on square plates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from plates.engines.detection import Corners, Line

_SAME_HEIGHT = 1.5
_LEAST_PARALLEL = 0.97


@dataclass(frozen=True)
class Target:
    """What is read as one plate: one line, or two in reading order with ``line`` around them."""

    line: Line
    parts: tuple[int, ...]
    is_stacked: bool = False


def targets(lines: Sequence[Line]) -> list[Target]:
    """Every line alone, and the pairs that stand like parts of one plate."""
    found = [Target(line, (at,)) for at, line in enumerate(lines)]
    for first, second in permutations(range(len(lines)), 2):
        one, other = lines[first], lines[second]
        if not _are_alike(one, other):
            continue
        if _is_right_of(other, one):
            found.append(Target(_side_by_side(one, other), (first, second)))
        elif _is_below(other, one):
            found.append(Target(_stacked(one, other), (first, second), is_stacked=True))
    return found


def _are_alike(one: Line, other: Line) -> bool:
    ratio = one.height / max(other.height, 1e-6)
    return 1 / _SAME_HEIGHT < ratio < _SAME_HEIGHT and float(_right(one) @ _right(other)) > _LEAST_PARALLEL


def _is_right_of(other: Line, one: Line) -> bool:
    along, across = _offset(one, other)
    gap = along - (one.width + other.width) / 2
    return abs(across) < 0.35 * one.height and -0.5 * one.height < gap < 1.2 * one.height


def _is_below(other: Line, one: Line) -> bool:
    along, across = _offset(one, other)
    height = (one.height + other.height) / 2
    shape = (max(one.width, other.width), 2 * height)
    return 0.7 * height < across < 1.7 * height and abs(along) < 0.5 * shape[0] and shape[0] < 3 * shape[1]


def _offset(one: Line, other: Line) -> tuple[float, float]:
    """From centre to centre, along the first line and across it, downwards."""
    way = other.box.mean(axis=0) - one.box.mean(axis=0)
    right = _right(one)
    return float(way @ right), float(way @ np.array([-right[1], right[0]]))


def _right(line: Line) -> Corners:
    way = line.box[1] - line.box[0]
    return np.asarray(way / max(float(np.linalg.norm(way)), 1e-6))


def _side_by_side(one: Line, other: Line) -> Line:
    return Line(_between(one.box, other.box), _between(one.upright, other.upright), min(one.score, other.score))


def _between(left: Corners, right: Corners) -> Corners:
    return np.stack([left[0], right[1], right[2], left[3]])


def _stacked(one: Line, other: Line) -> Line:
    """The box around both, turned as the upper line is."""
    right = _right(one)
    axes = np.stack([right, [-right[1], right[0]]])
    turned = np.concatenate([one.box, other.box]) @ axes.T
    (left, top), (far, bottom) = turned.min(axis=0), turned.max(axis=0)
    corners = np.array([[left, top], [far, top], [far, bottom], [left, bottom]])
    box = (corners @ axes).astype(np.float32)
    return Line(box, box, min(one.score, other.score))
