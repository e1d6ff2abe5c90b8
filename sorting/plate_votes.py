"""Which readings are of the same car: by their text, by votes, and by what the stock expects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sorting.shots import Group, KnownCar, Reason, Shot, Why

# Characters that readers mix up, most of all on worn or slanted plates.
CONFUSABLE = frozenset(
    frozenset(pair) for pair in re.findall("..", "0O0D0QODOQDQ1I1LIL172Z5S6G8B383B564AUVVYMNMWNHHKEFPRPFCG79KX")
)
NEAR_SECONDS = 900
Reading = tuple[int, float, Reason]
"""The index of the group, the confidence, the reason."""


def plate_groups(
    shots: Sequence[Shot], known: Iterable[KnownCar], expected: Iterable[str]
) -> tuple[list[Group], dict[int, Reading]]:
    """Groups by plate, those known first, and what each reading says by its shot's key."""
    groups = [Group(key=car.key, plate=car.plate, is_sure=car.is_sure) for car in known]
    by_text = {group.plate: index for index, group in enumerate(groups) if group.plate}
    expected = set(expected)
    read = [shot for shot in shots if shot.plate]
    votes: dict[str, list[Shot]] = defaultdict(list)
    for shot in read:
        votes[shot.plate].append(shot)
    for text, voters in votes.items():
        if text in expected or any(shot.is_confident and not shot.is_aside for shot in voters):
            groups[_index(groups, by_text, text)].is_sure = True
    sure = {text for text in by_text if groups[by_text[text]].is_sure}
    said: dict[int, Reading] = {}
    for shot in read:
        text, confidence, reason = _voiced(shot, sure, expected, votes)
        said[shot.key] = _index(groups, by_text, text), confidence, reason
        if text in expected:
            groups[by_text[text]].is_sure = True
    _tell_lookalikes(groups, votes)
    return groups, said


def _voiced(shot: Shot, sure: set[str], expected: set[str], votes: dict[str, list[Shot]]) -> tuple[str, float, Reason]:
    """The text that this reading counts for."""
    if shot.plate in sure:
        return shot.plate, max(shot.confidence, 0.95), Reason(Why.READ, shot.plate)
    near = [text for text in sure if _is_near(shot, text, votes)] or [
        text for text in expected - sure if _differ_by_one(shot.plate, text)
    ]
    if len(near) == 1:
        return near[0], 0.9, Reason(Why.NEARLY_READ, near[0], text=shot.plate)
    return shot.plate, shot.confidence, Reason(Why.UNSURE_PLATE, shot.plate, text=shot.plate)


def _is_near(shot: Shot, text: str, votes: dict[str, list[Shot]]) -> bool:
    """An unsure reading almost like a sure one, taken about the same time, or with it among its candidates."""
    if not (differ_by_confusable(shot.plate, text) or any(text == other for other, _confidence in shot.candidates)):
        return False
    times = [other.taken_at for other in votes.get(text, []) if other.taken_at is not None]
    if shot.taken_at is None or not times:
        return True
    return min(abs(shot.taken_at - time) for time in times) <= NEAR_SECONDS


def _index(groups: list[Group], by_text: dict[str, int], text: str) -> int:
    if text not in by_text:
        by_text[text] = len(groups)
        groups.append(Group(plate=text))
    return by_text[text]


def _tell_lookalikes(groups: list[Group], votes: dict[str, list[Shot]]) -> None:
    """Two plates that were both read surely stay two cars; a person may find them to be one."""
    read = [group for group in groups if group.plate in votes]
    for group in read:
        group.looks_like = [other.plate for other in read if differ_by_confusable(group.plate, other.plate)]


def differ_by_confusable(one: str, other: str) -> bool:
    return _differ_by_one(one, other) and any(
        frozenset((a, b)) in CONFUSABLE for a, b in zip(one, other, strict=True) if a != b
    )


def _differ_by_one(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
