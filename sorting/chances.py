"""How likely each photo shows each car, by when it was taken, what it looks like and what was read.

A hidden Markov model over the order in which a camera took its photos: people photograph one car, then the next, so the
car changes seldom, and more likely after a pause. How alike photos look speaks too. The forward-backward algorithm
(Rabiner, 1989) gives the probability of each car for each photo.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sorting.fingerprint import similarities
from sorting.plate_votes import Reading
from sorting.shots import Group, Placing, Shot

Floats = NDArray[np.float64]

# The figures below were chosen on benchmarks/sorting.py.
RESTLESS, MOST_RESTLESS, PAUSE_SECONDS, PAUSE_SHARPNESS = 0.005, 0.97, 25.0, 3.0
"""The chance that the next photo shows another car: at once, after the longest pause, and where it lies between."""
UNREAD_FIRST = 0.35
"""How much less likely a car begins with a photo without a plate: details come after the whole."""
UNNUMBERED = 0.5
"""The same chance where nothing tells the order."""
SECONDS_A_FILE = 8.0
"""A number of a file stands for so many seconds where no time is known."""
ALIKE = 10.0
MOST_ALIKE = 2.0
"""How loudly likeness speaks, as a log-likelihood per unit of similarity, and its limit."""
UNREAD = 0.8
"""How likely a camera turns to a car whose plate was not read at all, against one whose plate it has taken."""
READ_ELSEWHERE = -14.0
NEARLY_SURE = 0.9
"""From this confidence on, an unsure reading counts as a plate's whatever its format, and its photo as an example."""
UNSURE_TEXT, UNSURE_PLATE, UNSURE_GROWTH = 0.0, 3.0, 4.0
"""How loudly an unsure reading speaks for its car at no confidence, with a plate's format, and at full confidence."""
AWAY, AWAY_SECONDS, MOST_AWAY = 0.7, 30.0, 4.0
"""How loudly the time since a car's plate was read speaks against it, in which measure, and its limit."""
UNKNOWN_LOOSE = 0.5
"""How loudly all speaks for an unknown car where nothing tells when the photo was taken."""
ELSEWHERE = 0.05
"""How likely a camera turns to a car whose plate only other cameras have taken, against one of its own."""
NEVER = -1e9


def chances_of(
    shots: Sequence[Shot], groups: list[Group], placed: Mapping[int, Placing], hints: Mapping[int, Reading]
) -> dict[int, Floats]:
    """For each shot the probability of each group and, last, of a car that no plate names."""
    if not groups:
        return {shot.key: np.ones(1) for shot in shots}
    evidence = _likeness(shots, groups, placed, hints) + _nearness(shots, groups, placed, hints)
    streams: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, shot in enumerate(shots):
        streams[shot.stream].append(place)
    rows = [sorted(places, key=lambda place: taken(shots[place])) for places in streams.values()]
    for place, shot in enumerate(shots):
        if shot.key in hints:
            index, confidence, _reason = hints[shot.key]
            least = UNSURE_PLATE if shot.has_format or confidence >= NEARLY_SURE else UNSURE_TEXT
            evidence[place, index] += least + UNSURE_GROWTH * confidence
    chances = {}
    for row in rows:
        changes = np.array([change(shots[a], shots[b]) for a, b in pairwise(row)])
        own = {placed[shots[place].key].group for place in row if shots[place].key in placed}
        own |= {hints[shots[place].key][0] for place in row if shots[place].key in hints}
        likely = np.array([1.0 if index in own else ELSEWHERE for index in range(len(groups))])
        target = np.append(likely, UNREAD)
        target /= target.sum()
        for place, chance in zip(row, _forward_backward(evidence[row], changes, target), strict=True):
            chances[shots[place].key] = chance
    return chances


def _likeness(
    shots: Sequence[Shot], groups: list[Group], placed: Mapping[int, Placing], hints: Mapping[int, Reading]
) -> Floats:
    """The logarithm of how well each shot fits each group by itself."""
    fit = np.zeros((len(shots), len(groups) + 1))
    seen = [place for place, shot in enumerate(shots) if shot.fingerprint is not None]
    owners = {place: owner for place in seen if (owner := _owner(shots[place], placed, hints)) is not None}
    unnamed = [place for place in seen if shots[place].key not in placed]
    if owners and unnamed:
        prints = {place: shots[place].fingerprint for place in seen}
        alike = similarities(np.array([prints[p] for p in unnamed]), np.array([prints[p] for p in owners]))
        alike[np.array(unnamed)[:, None] == np.array(list(owners))] = np.nan
        columns = np.array(list(owners.values()))
        best = np.full((len(unnamed), len(groups)), np.nan)
        for index in np.unique(columns):
            best[:, index] = np.fmax.reduce(alike[:, columns == index], axis=1)
        known = ~np.isnan(best)
        usual = np.nansum(best, axis=1, keepdims=True) / np.maximum(1, known.sum(axis=1, keepdims=True))
        spoken = np.clip(ALIKE * (best - usual), -MOST_ALIKE, MOST_ALIKE)
        fit[unnamed, : len(groups)] = np.nan_to_num(spoken)
    for place, shot in enumerate(shots):
        placing = placed.get(shot.key)
        if placing and placing.group is not None:
            fit[place] = READ_ELSEWHERE
            fit[place, placing.group] = 0.0
        fit[place, [i for i, group in enumerate(groups) if group.key in shot.refused and group.key is not None]] = NEVER
    return fit


def _owner(shot: Shot, placed: Mapping[int, Placing], hints: Mapping[int, Reading]) -> int | None:
    """The group it is an example of: the one it was placed in, or the one its unsure reading names."""
    if shot.key in placed:
        return placed[shot.key].group
    return hints[shot.key][0] if shot.key in hints and hints[shot.key][1] >= NEARLY_SURE else None


def _nearness(
    shots: Sequence[Shot], groups: list[Group], placed: Mapping[int, Placing], hints: Mapping[int, Reading]
) -> Floats:
    """A car is seldom photographed twice: the longer ago its plate was read, by whatever camera, the less likely."""
    fit = np.zeros((len(shots), len(groups) + 1))
    anchors: dict[int, list[Shot]] = defaultdict(list)
    for shot in shots:
        placing = placed.get(shot.key)
        if placing and placing.group is not None:
            anchors[placing.group].append(shot)
        elif shot.key in hints:
            anchors[hints[shot.key][0]].append(shot)
    # A car that was suggested before and that nothing shows any more draws no photos.
    fit[:, [index for index in range(len(groups)) if index not in anchors]] = NEVER
    for place, shot in enumerate(shots):
        if shot.key in placed:
            continue
        is_ordered = False
        for index, named in anchors.items():
            gaps = (0.0 if other is shot else seconds_between(shot, other) for other in named)
            apart = min((gap for gap in gaps if gap is not None), default=None)
            away = MOST_AWAY / 2 if apart is None else AWAY * float(np.log1p(abs(apart) / AWAY_SECONDS))
            fit[place, index] = -min(MOST_AWAY, away)
            is_ordered = is_ordered or apart is not None
        fit[place, -1] = 0.0 if is_ordered else UNKNOWN_LOOSE
    return fit


def taken(shot: Shot) -> tuple[float, int, str]:
    return shot.taken_at if shot.taken_at is not None else 0.0, shot.number or 0, shot.name


def seconds_between(one: Shot, other: Shot) -> float | None:
    """Seconds from ``one`` to ``other``; None where nothing tells."""
    if one.taken_at is not None and other.taken_at is not None:
        return other.taken_at - one.taken_at
    if one.stream == other.stream and one.number is not None and other.number is not None:
        return SECONDS_A_FILE * (other.number - one.number)
    return None


def change(one: Shot, other: Shot) -> float:
    gap = seconds_between(one, other)
    if gap is None:
        change = UNNUMBERED
    else:
        calm: float = (PAUSE_SECONDS / max(gap, 0.5)) ** PAUSE_SHARPNESS
        change = RESTLESS + (MOST_RESTLESS - RESTLESS) / (1 + calm)
    return change if other.plate else UNREAD_FIRST * change


def _forward_backward(fit: Floats, changes: Floats, target: Floats) -> Floats:
    likely = np.exp(np.maximum(fit - fit.max(axis=1, keepdims=True), -60.0))
    forward = np.empty_like(likely)
    backward = np.ones_like(likely)
    forward[0] = target * likely[0]
    forward[0] /= forward[0].sum()
    for step, change in enumerate(changes, start=1):
        forward[step] = ((1 - change) * forward[step - 1] + change * target) * likely[step]
        forward[step] /= forward[step].sum()
    for step in range(len(changes) - 1, -1, -1):
        ahead = likely[step + 1] * backward[step + 1]
        backward[step] = (1 - changes[step]) * ahead + changes[step] * float(target @ ahead)
        backward[step] /= backward[step].max()
    chances = forward * backward
    result: Floats = chances / chances.sum(axis=1, keepdims=True)
    return result
