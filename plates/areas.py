"""What a person marks in a photo to be hidden: plates and faces, by their corners."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plates.engines.base import Quad

MOST_AREAS = 40
SMALLEST = 16.0
"""Square pixels."""


class InvalidAreas(ValueError):
    """The message tells the seller what to change."""


@dataclass(frozen=True)
class Areas:
    """``quad`` is the car's own plate, ``others`` are plates that are hidden as well."""

    quad: Quad | None = None
    others: tuple[Quad, ...] = ()
    faces: tuple[Quad, ...] = ()

    @classmethod
    def of(cls, found: Any) -> Areas:
        """From a row that keeps them as JSON does."""
        return cls(
            as_quad(found.quad) if found.quad else None,
            tuple(as_quad(corners) for corners in found.others),
            tuple(as_quad(corners) for corners in found.faces),
        )

    @classmethod
    def marked(cls, plates: Iterable[Any], faces: Iterable[Any], size: tuple[int, int]) -> Areas:
        """Check what a person or a program has drawn on a photo of that size. Raises ``InvalidAreas``."""
        quads, heads = list(plates), list(faces)
        if len(quads) + len(heads) > MOST_AREAS:
            text = ngettext("Mark at most %(most)d area.", "Mark at most %(most)d areas.", MOST_AREAS)
            raise InvalidAreas(text % {"most": MOST_AREAS})
        checked = [_checked(corners, size) for corners in quads]
        return cls(checked[0] if checked else None, tuple(checked[1:]), tuple(_checked(one, size) for one in heads))


def as_quad(corners: Sequence[Sequence[float]]) -> Quad:
    return cast("Quad", tuple((float(x), float(y)) for x, y in corners))


def _checked(corners: Any, size: tuple[int, int]) -> Quad:
    try:
        quad = as_quad(corners)
    except (TypeError, ValueError) as error:
        raise InvalidAreas(_("A corner is two numbers, in pixels from the photo's left and top.")) from error
    if len(quad) != 4 or not all(math.isfinite(number) for corner in quad for number in corner):
        raise InvalidAreas(_("An area has four corners, each with two numbers."))
    if not _touches(quad, size):
        raise InvalidAreas(_("An area lies outside the photo: move it back in, or remove it."))
    if not _is_convex(quad):
        raise InvalidAreas(_("The corners of an area cross: give them clockwise, from the top left."))
    return quad


def _touches(quad: Quad, size: tuple[int, int]) -> bool:
    """Some of it in the photo, and no corner farther outside than the photo is large: a bumper may be cut off."""
    spans = [([corner[axis] for corner in quad], size[axis]) for axis in (0, 1)]
    return all(min(at) < side and max(at) > 0 and min(at) >= -side and max(at) <= 2 * side for at, side in spans)


def _is_convex(quad: Quad) -> bool:
    """Clockwise as seen, since y goes down, each corner turning right, and not a mere line."""
    turns = []
    for at in range(4):
        (x0, y0), (x1, y1), (x2, y2) = quad[at], quad[(at + 1) % 4], quad[(at + 2) % 4]
        turns.append((x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1))
    return min(turns) > 0 and sum(turns) > 2 * SMALLEST
