"""Why a photo is thought to show a car."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sorting.shots import Placing, Reason, Shot, Why

ALIKE = 0.86
"""The similarity from which two photos are said to have the same colours."""


def explain(shot: Shot, group: int, plate: str, shots: Sequence[Shot], placed: Mapping[int, Placing]) -> Reason:
    """By the car's named photo nearest in the camera's order, else by its looks."""
    named = [other for other in shots if other.key in placed and placed[other.key].group == group]
    is_alike = any(_likeness(shot, other) >= ALIKE for other in named)
    mine = [other for other in named if other.stream == shot.stream and _distance(shot, other) is not None]
    if not mine:
        timed = [other for other in named if other.taken_at is not None and shot.taken_at is not None]
        nearest = min(timed, key=lambda other: abs(_distance(shot, other) or 0.0), default=None)
        if nearest is not None and abs(_distance(shot, nearest) or 0.0) < 180:
            seconds = round(abs(_distance(shot, nearest) or 0.0))
            return Reason(Why.MEANWHILE, plate, seconds=seconds, is_alike=is_alike)
        return Reason(Why.ALIKE, plate, is_alike=True)
    before = [other for other in mine if (_distance(shot, other) or 0.0) >= 0]
    after = [other for other in mine if (_distance(shot, other) or 0.0) < 0]
    nearest = min(mine, key=lambda other: abs(_distance(shot, other) or 0.0))
    apart = abs(_distance(shot, nearest) or 0.0)
    is_timed = nearest.taken_at is not None and shot.taken_at is not None
    why = Why.AFTER if nearest in before else Why.BEFORE
    others = [other for other in shots if other.key in placed and placed[other.key].group != group]
    if before and after and not _someone_between(shot, before, after, others):
        why = Why.BETWEEN
    return Reason(
        why,
        plate,
        seconds=round(apart) if is_timed else None,
        count=None if is_timed else round(apart),
        is_same_camera=bool(shot.camera),
        is_alike=is_alike,
    )


def _someone_between(shot: Shot, before: Sequence[Shot], after: Sequence[Shot], others: Sequence[Shot]) -> bool:
    """Whether another car's plate was read between the car's photos before and after this one."""
    first = min((_distance(shot, other) or 0.0) for other in before)
    last = max((_distance(shot, other) or 0.0) for other in after)
    mine = [_distance(shot, other) for other in others if other.stream == shot.stream]
    return any(distance is not None and last < distance < first for distance in mine)


def _distance(shot: Shot, other: Shot) -> float | None:
    """Seconds, or files where times are not known, since ``other``."""
    if shot.taken_at is not None and other.taken_at is not None:
        return shot.taken_at - other.taken_at
    if shot.taken_at is None and other.taken_at is None and shot.number is not None and other.number is not None:
        return float(shot.number - other.number)
    return None


def _likeness(one: Shot, other: Shot) -> float:
    if one.fingerprint is None or other.fingerprint is None:
        return 0.0
    return float(np.dot(one.fingerprint, other.fingerprint)) / 3
