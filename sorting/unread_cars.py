"""Cars whose plate nobody could read for sure, or that have none: what a camera took of them between two pauses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from sorting.chances import Floats, seconds_between, taken
from sorting.plate_votes import Reading
from sorting.shots import Basis, Group, Placing, Reason, Shot, Why

LIKELY = 0.7
"""From this probability on that no car of another round is shown, a photo is one of a car of its own."""
FEWEST = 3
"""Fewer photos are no round of a car: they are left for a person."""
LONGEST_PAUSE = 45.0
"""Seconds between two photos of one round, at most."""
MOST_SURE = 0.95


def place_unread(
    shots: Sequence[Shot],
    groups: list[Group],
    placed: dict[int, Placing],
    chances: Mapping[int, Floats],
    hints: Mapping[int, Reading],
) -> None:
    """Gives each round of photos that no other car explains a car of its own.

    It is named by the unsure reading that is likeliest among the round's own; without one it goes without a plate, as
    the car suggested before if there was one.
    """
    spare = _spare(groups, placed.values())
    nameless = {group.key for group in groups if group.key is not None and not group.plate}
    for shown in _rounds(shots, placed):
        local = _local(shown, groups, hints, placed)
        own = {shot.key: float(chances[shot.key][-1] + chances[shot.key][local].sum()) for shot in shown}
        is_told = {shot.key: chances[shot.key][:-1].max(initial=0.0) >= LIKELY for shot in shown}
        members = [s for s in shown if own[s.key] >= LIKELY and not is_told[s.key] and not s.refused & nameless]
        heard = {index: sum(float(chances[shot.key][index]) for shot in shown) for index in local}
        if len(members) < FEWEST and not (heard and any(is_told.values())):
            continue
        index = max(heard, key=lambda one: heard[one]) if heard else _without_plate(members, groups, spare)
        for shot in members:
            reason = hints[shot.key][2] if shot.key in hints else Reason(Why.APART, groups[index].plate)
            placed[shot.key] = Placing(shot.key, index, Basis.SUGGESTED, min(own[shot.key], MOST_SURE), reason)


def _rounds(shots: Sequence[Shot], placed: Mapping[int, Placing]) -> list[list[Shot]]:
    """Neighbours in a camera's order without a long pause and without a photo of a known car between them."""
    found = []
    for _stream, row in groupby(sorted(shots, key=lambda one: (one.stream, taken(one))), lambda one: one.stream):
        shown: list[Shot] = []
        for shot in row:
            if shown and (shot.key in placed or not _follows(shown[-1], shot)):
                found.append(shown)
                shown = []
            if shot.key not in placed:
                shown.append(shot)
        found.append(shown)
    return found


def _follows(one: Shot, other: Shot) -> bool:
    seconds = seconds_between(one, other)
    return seconds is not None and seconds <= LONGEST_PAUSE


def _local(
    shown: Sequence[Shot], groups: Sequence[Group], hints: Mapping[int, Reading], placed: Mapping[int, Placing]
) -> list[int]:
    """Cars that nothing tells of but unsure readings in this round."""
    members = {shot.key for shot in shown}
    readers: dict[int, set[int]] = defaultdict(set)
    for key, (index, _confidence, _reason) in hints.items():
        readers[index].add(key)
    elsewhere = {placing.group for placing in placed.values()}
    return [
        index
        for index, keys in readers.items()
        if keys <= members and index not in elsewhere and not groups[index].is_sure
    ]


def _spare(groups: Sequence[Group], placings: Iterable[Placing]) -> dict[int, int]:
    """Cars without a plate that hold nothing for certain, by their keys."""
    used = {placing.group for placing in placings}
    return {
        group.key: index
        for index, group in enumerate(groups)
        if group.key is not None and not group.plate and index not in used
    }


def _without_plate(shown: Sequence[Shot], groups: list[Group], spare: dict[int, int]) -> int:
    before = Counter(shot.was for shot in shown if shot.was in spare)
    for key, _count in before.most_common(1):
        if key is not None:
            return spare.pop(key)
    groups.append(Group())
    return len(groups) - 1
