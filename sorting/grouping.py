"""From what each photo shows, when and by what camera it was taken, to the car it belongs to.

Photos whose plate was read name the cars. The others follow by their chances, which are the confidence shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sorting.chances import Floats, chances_of
from sorting.plate_votes import Reading, plate_groups
from sorting.reasons import explain
from sorting.shots import Basis, Group, KnownCar, Placing, Reason, Shot, Why
from sorting.unread_cars import place_unread

# The figures below were chosen on benchmarks/sorting.py.
SUGGEST, SUGGEST_READ = 0.7, 0.6
"""Below this confidence a photo stays in the tray; the second where an unsure reading says the same."""
MOST_SURE = 0.99
"""No suggestion claims more."""
SUSPECT = 0.2
"""From this confidence on, the likeliest car of a photo in the tray is named."""
CONTRADICTED = 0.9
"""From this confidence on, an unsure reading of a plate keeps its photo from being suggested for another car."""


def group_shots(
    shots: Sequence[Shot],
    known: Iterable[KnownCar] = (),
    expected: Iterable[str] = (),
    albums: Mapping[str, str] | None = None,
) -> tuple[list[Group], list[Placing]]:
    """``expected`` are the bare plates of the stock; ``albums`` the plates that folders are named by, where they are.

    A plate that was read surely is never outvoted by time or looks, and what a person decided never by anything.
    """
    groups, said = plate_groups(shots, known, expected)
    fixed = _albums(shots, groups, said, albums or {})
    placed: dict[int, Placing] = {shot.key: fixed[shot.key] for shot in shots if shot.key in fixed}
    by_key = {group.key: index for index, group in enumerate(groups) if group.key is not None}
    for shot in shots:
        if shot.car is not None and shot.car in by_key:
            placed[shot.key] = Placing(shot.key, by_key[shot.car], Basis.DECIDED, 1.0, Reason(Why.READ))
        elif shot.key in said and shot.key not in placed and _counts(shot, said[shot.key], groups):
            index, confidence, reason = said[shot.key]
            basis = Basis.READ if reason.why == Why.READ else Basis.SUGGESTED
            placed[shot.key] = Placing(shot.key, index, basis, confidence, reason)
    hints = {key: reading for key, reading in said.items() if key not in placed}
    chances = chances_of(shots, groups, placed, hints)
    place_unread(shots, groups, placed, chances, hints)
    for shot in shots:
        if shot.key not in placed:
            hint = hints.get(shot.key)
            placed[shot.key] = _by_chance(shot, shots, groups, placed, chances=chances[shot.key], hint=hint)
    _count_votes(groups, hints, placed)
    return groups, [placed[shot.key] for shot in shots]


def _counts(shot: Shot, reading: Reading, groups: list[Group]) -> bool:
    """Whether the reading places the photo by itself; an unsure one is a hint, since badges are read as plates too."""
    group = groups[reading[0]]
    return group.is_sure and (group.key is None or group.key not in shot.refused)


def _count_votes(groups: list[Group], hints: Mapping[int, Reading], placed: dict[int, Placing]) -> None:
    """Two unsure readings of the same plate, in the same place, make it sure."""
    votes = Counter(index for key, (index, _c, _r) in hints.items() if placed[key].group == index)
    for key, (index, confidence, _reason) in hints.items():
        if votes[index] > 1 and placed[key].group == index:
            groups[index].is_sure = True
            reason = Reason(Why.READ, groups[index].plate)
            placed[key] = Placing(key, index, Basis.READ, max(confidence, placed[key].confidence), reason)


def _albums(
    shots: Sequence[Shot], groups: list[Group], said: Mapping[int, Reading], plates: Mapping[str, str]
) -> dict[int, Placing]:
    """All photos of a folder show one car: the one it is named by, that a person gave it, or read most on them."""
    inside: dict[str, list[Shot]] = defaultdict(list)
    for shot in shots:
        if shot.album:
            inside[shot.album].append(shot)
    found = {}
    for album, members in inside.items():
        index = _albums_group(album, members, groups, said, plates.get(album, ""))
        for shot in members:
            found[shot.key] = Placing(
                shot.key, index, Basis.SUGGESTED, 0.98, Reason(Why.ALBUM, groups[index].plate, text=album)
            )
    return found


def _albums_group(
    album: str, members: Sequence[Shot], groups: list[Group], said: Mapping[int, Reading], plate: str
) -> int:
    votes: dict[int, float] = defaultdict(float)
    for shot in members:
        if shot.key in said:
            votes[said[shot.key][0]] += said[shot.key][1]
    decided = next((shot.car for shot in members if shot.car is not None), None)
    for index, group in enumerate(groups):
        if (plate and group.plate == plate) or (decided is not None and group.key == decided):
            return index
    if votes and not plate:
        best = max(votes, key=lambda index: votes[index])
        groups[best].is_sure = True
        return best
    groups.append(Group(plate=plate, is_sure=True, album=album))
    return len(groups) - 1


def _by_chance(
    shot: Shot,
    shots: Sequence[Shot],
    groups: list[Group],
    placed: Mapping[int, Placing],
    *,
    chances: Floats,
    hint: Reading | None,
) -> Placing:
    named = chances[:-1]
    best = int(np.argmax(named)) if named.size else 0
    confidence = float(named[best]) if named.size else 0.0
    if confidence < SUSPECT or chances[-1] > confidence:
        return Placing(shot.key, None, Basis.UNSORTED, 0.0, Reason(Why.ALONE))
    is_contradicted = hint is not None and hint[0] != best and shot.has_format and hint[1] >= CONTRADICTED
    least = SUGGEST_READ if hint is not None and hint[0] == best else SUGGEST
    if confidence < least or is_contradicted:
        return Placing(shot.key, None, Basis.UNSORTED, confidence, Reason(Why.DOUBTFUL, groups[best].plate))
    reason = hint[2] if hint and hint[0] == best else explain(shot, best, groups[best].plate, shots, placed)
    return Placing(shot.key, best, Basis.SUGGESTED, min(confidence, MOST_SURE), reason)
