"""What sorting knows of each photo, and what it says about it: plain values, no rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sorting.fingerprint import Fingerprint


@dataclass(frozen=True)
class Shot:
    """``taken_at`` in seconds. ``plate`` and candidates are bare texts; ``has_format`` tells that French plates are
    written so, which badges and stickers are not; ``is_aside`` that it is small and at the photo's rim, as those of
    neighbours are. ``car`` is what a person decided, ``refused`` what was turned down,
    ``was`` what was suggested before.
    """

    key: int
    name: str = ""
    taken_at: float | None = None
    camera: str = ""
    plate: str = ""
    confidence: float = 0.0
    is_confident: bool = False
    has_format: bool = False
    is_aside: bool = False
    candidates: tuple[tuple[str, float], ...] = ()
    fingerprint: Fingerprint | None = None
    album: str = ""
    car: int | None = None
    refused: frozenset[int] = frozenset()
    was: int | None = None

    @property
    def stream(self) -> tuple[str, str]:
        """Photos of one camera, in whose order there is sense: files named otherwise come from elsewhere."""
        return self.camera, "" if self.camera and self.taken_at is not None else numbered(self.name)[0]

    @property
    def number(self) -> int | None:
        return numbered(self.name)[1]


def numbered(name: str) -> tuple[str, int | None]:
    """IMG_1234.jpg is ("IMG_", 1234)."""
    stem = name.rpartition(".")[0] or name
    found = re.fullmatch(r"(.*?)(\d{1,9})(?:__\d+|[ ~_-]?\(\d+\))?", stem)
    return (found[1], int(found[2])) if found else (stem, None)


def time_in(name: str) -> float | None:
    """Phones name files by the time, as IMG_20201123_132218.jpg: seconds, where the photo itself tells none."""
    found = re.search(r"(?<!\d)(20\d{6})[_-]?(\d{6})(?!\d)", name)
    try:
        return (
            datetime.strptime("".join(found.groups()), "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
            if found
            else None
        )
    except ValueError:
        return None


@dataclass(frozen=True)
class KnownCar:
    """A car on the page already: groups keep its key. Its plate is sure when a person typed it or the stock has it."""

    key: int
    plate: str = ""
    is_sure: bool = False


@dataclass
class Group:
    """A car of the batch. A sure plate was read with confidence, typed, is in the stock, or was read twice."""

    key: int | None = None
    plate: str = ""
    is_sure: bool = False
    album: str = ""
    looks_like: list[str] = field(default_factory=list)


class Basis(StrEnum):
    UNSORTED = ""
    READ = "read"
    SUGGESTED = "suggested"
    DECIDED = "decided"


class Why(StrEnum):
    READ = "read"
    NEARLY_READ = "nearly_read"
    UNSURE_PLATE = "unsure_plate"
    ALBUM = "album"
    BETWEEN = "between"
    AFTER = "after"
    BEFORE = "before"
    MEANWHILE = "meanwhile"
    ALIKE = "alike"
    APART = "apart"
    DOUBTFUL = "doubtful"
    ALONE = "alone"
    PUT_BACK = "put_back"


@dataclass(frozen=True)
class Reason:
    """``seconds`` or, where photos tell no time, ``count`` of files, to the ``plate`` that the photo goes by."""

    why: Why = Why.ALONE
    plate: str = ""
    seconds: int | None = None
    count: int | None = None
    is_same_camera: bool = False
    is_alike: bool = False
    text: str = ""


@dataclass(frozen=True)
class Placing:
    """``group`` is an index into the groups, or None for the tray."""

    shot: int
    group: int | None
    basis: Basis
    confidence: float
    reason: Reason
