"""The order in which buyers want to see a car: three-quarter front first, around it, inside, details."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from imaging.viewpoint import View

ORDER = (
    View.FRONT_QUARTER,
    View.FRONT,
    View.SIDE,
    View.OUTSIDE,
    View.REAR_QUARTER,
    View.REAR,
    View.INSIDE,
    View.DETAIL,
    View.UNKNOWN,
)


@dataclass(frozen=True)
class Seen:
    """``taken`` is anything that sorts as the photos were taken."""

    key: int
    view: View
    taken: Any


def arranged(photos: Sequence[Seen]) -> list[int]:
    """Within a view, as they were taken."""
    return [one.key for one in sorted(photos, key=lambda one: (ORDER.index(one.view), one.taken))]
