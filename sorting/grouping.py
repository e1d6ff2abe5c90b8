"""From what each photo shows, when and by what camera it was taken, to the car it belongs to.

Photos whose plate was read name the cars. The others follow by a hidden Markov model over the order in which a camera
took them: people photograph one car, then the next, so the car changes seldom, and more likely after a pause. How alike
photos look speaks too. The forward-backward algorithm (Rabiner, 1989) gives the probability of each car for each photo,
which is the confidence shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sorting.fingerprint import similarities
from sorting.plate_votes import Reading, plate_groups
from sorting.reasons import explain
from sorting.shots import Basis, Group, KnownCar, Placing, Reason, Shot, Why

Floats = NDArray[np.float64]

# The figures below were chosen on benchmarks/sorting.py.
SUGGEST, SUGGEST_READ = 0.7, 0.6
"""Below this confidence a photo stays in the tray; the second where an unsure reading says the same."""
MOST_SURE = 0.99
"""No suggestion claims more."""
SUSPECT = 0.2
"""From this confidence on, the likeliest car of a photo in the tray is named."""
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
UNKNOWN = 0.05
"""The chance that a change is to a car whose plate was not read at all."""
READ_ELSEWHERE = -14.0
UNSURE_TEXT, UNSURE_PLATE, UNSURE_GROWTH = 0.0, 3.0, 4.0
"""How loudly an unsure reading speaks for its car at no confidence, with a plate's format, and at full confidence."""
CONTRADICTED = 0.9
"""From this confidence on, an unsure reading of a plate keeps its photo from being suggested for another car."""
AWAY, AWAY_SECONDS, MOST_AWAY = 0.7, 30.0, 4.0
"""How loudly the time since a car's plate was read speaks against it, in which measure, and its limit."""
UNKNOWN_AWAY, UNKNOWN_LOOSE = 3.0, 2.0
"""How loudly all speaks against an unknown car, and for it where nothing tells when the photo was taken."""
NEVER = -1e9


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
    chances = _chances(shots, groups, placed, hints)
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


def _chances(
    shots: Sequence[Shot], groups: list[Group], placed: Mapping[int, Placing], hints: Mapping[int, Reading]
) -> dict[int, Floats]:
    """For each shot the probability of each group and, last, of a car that no plate names."""
    if not groups:
        return {shot.key: np.ones(1) for shot in shots}
    evidence = _likeness(shots, groups, placed) + _nearness(shots, groups, placed, hints)
    for place, shot in enumerate(shots):
        if shot.key in hints:
            index, confidence, _reason = hints[shot.key]
            least = UNSURE_PLATE if shot.has_format else UNSURE_TEXT
            evidence[place, index] += least + UNSURE_GROWTH * confidence
    streams: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, shot in enumerate(shots):
        streams[shot.stream].append(place)
    chances = {}
    for places in streams.values():
        row = sorted(places, key=lambda place: _when(shots[place]))
        changes = np.array([_change(shots[a], shots[b]) for a, b in pairwise(row)])
        for place, chance in zip(row, _forward_backward(evidence[row], changes), strict=True):
            chances[shots[place].key] = chance
    return chances


def _likeness(shots: Sequence[Shot], groups: list[Group], placed: Mapping[int, Placing]) -> Floats:
    """The logarithm of how well each shot fits each group by itself."""
    fit = np.zeros((len(shots), len(groups) + 1))
    named = [place for place, shot in enumerate(shots) if shot.key in placed and shot.fingerprint is not None]
    unnamed = [place for place, shot in enumerate(shots) if shot.key not in placed and shot.fingerprint is not None]
    if named and unnamed:
        prints = np.array([shot.fingerprint for shot in shots if shot.fingerprint is not None])
        where = {place: row for row, place in enumerate(p for p, s in enumerate(shots) if s.fingerprint is not None)}
        alike = similarities(prints[[where[p] for p in unnamed]], prints[[where[p] for p in named]])
        owners = np.array([placed[shots[place].key].group for place in named])
        best = np.full((len(unnamed), len(groups)), np.nan)
        for index in np.unique(owners):
            best[:, index] = alike[:, owners == index].max(axis=1)
        usual = np.nanmean(best, axis=1, keepdims=True)
        spoken = np.clip(ALIKE * (best - usual), -MOST_ALIKE, MOST_ALIKE)
        fit[unnamed, : len(groups)] = np.nan_to_num(spoken)
    for place, shot in enumerate(shots):
        placing = placed.get(shot.key)
        if placing and placing.group is not None:
            fit[place] = READ_ELSEWHERE
            fit[place, placing.group] = 0.0
        fit[place, [i for i, group in enumerate(groups) if group.key in shot.refused and group.key is not None]] = NEVER
    return fit


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
    for place, shot in enumerate(shots):
        if shot.key in placed:
            continue
        is_ordered = False
        for index, named in anchors.items():
            apart = min((gap for other in named if (gap := _gap(shot, other)) is not None), default=None)
            away = MOST_AWAY / 2 if apart is None else AWAY * float(np.log1p(abs(apart) / AWAY_SECONDS))
            fit[place, index] = -min(MOST_AWAY, away)
            is_ordered = is_ordered or apart is not None
        fit[place, -1] = -UNKNOWN_AWAY if is_ordered else UNKNOWN_LOOSE
    return fit


def _when(shot: Shot) -> tuple[float, int, str]:
    return shot.taken_at if shot.taken_at is not None else 0.0, shot.number or 0, shot.name


def _gap(one: Shot, other: Shot) -> float | None:
    """Seconds from ``one`` to ``other``; None where nothing tells."""
    if one.taken_at is not None and other.taken_at is not None:
        return other.taken_at - one.taken_at
    if one.stream == other.stream and one.number is not None and other.number is not None:
        return SECONDS_A_FILE * (other.number - one.number)
    return None


def _change(one: Shot, other: Shot) -> float:
    gap = _gap(one, other)
    if gap is None:
        change = UNNUMBERED
    else:
        calm: float = (PAUSE_SECONDS / max(gap, 0.5)) ** PAUSE_SHARPNESS
        change = RESTLESS + (MOST_RESTLESS - RESTLESS) / (1 + calm)
    return change if other.plate else UNREAD_FIRST * change


def _forward_backward(fit: Floats, changes: Floats) -> Floats:
    likely = np.exp(np.maximum(fit - fit.max(axis=1, keepdims=True), -60.0))
    states = likely.shape[1]
    target = np.full(states, (1 - UNKNOWN) / max(1, states - 1))
    target[-1] = UNKNOWN
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


def _by_chance(
    shot: Shot,
    shots: Sequence[Shot],
    groups: list[Group],
    placed: Mapping[int, Placing],
    *,
    chances: Floats,
    hint: Reading | None,
) -> Placing:
    best = int(np.argmax(chances[: len(groups)])) if groups else 0
    confidence = float(chances[best]) if groups else 0.0
    if not groups or confidence < SUSPECT or chances[-1] > confidence:
        return Placing(shot.key, None, Basis.UNSORTED, 0.0, Reason(Why.ALONE))
    is_contradicted = hint is not None and hint[0] != best and shot.has_format and hint[1] >= CONTRADICTED
    least = SUGGEST_READ if hint is not None and hint[0] == best else SUGGEST
    if confidence < least or is_contradicted:
        return Placing(shot.key, None, Basis.UNSORTED, confidence, Reason(Why.DOUBTFUL, groups[best].plate))
    reason = hint[2] if hint and hint[0] == best else explain(shot, best, groups[best].plate, shots, placed)
    return Placing(shot.key, best, Basis.SUGGESTED, min(confidence, MOST_SURE), reason)
