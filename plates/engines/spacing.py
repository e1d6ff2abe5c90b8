"""How the characters of a plate stand: grouped as one country writes them and not another."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from plates.engines.decoding import SEPARATOR, Frames, lend_to_lookalikes
from plates.engines.grammar import ALPHABET, Kind, Template

# Logistic fit on the gaps of labelled plates: how much hyphen the recogniser saw, how wide the gap is.
_CONSTANT, _HYPHEN, _WIDTH = -1.95, 1.45, 1.13
# No gap is ever surer than this: shadows and screws make gaps, seals fill them.
_SUREST = 0.97
_NARROW = 0.4


def places_of(frames: Frames, bare: str) -> list[int] | None:
    """The steps at which the characters are seen: the likeliest in that order, or None where there are too few."""
    columns = [ALPHABET.index(character) for character in bare]
    seen = np.log(lend_to_lookalikes(frames)[:, columns] + 1e-6)
    if len(seen) < len(bare):
        return None
    sums = [seen[:, 0]]
    for character in range(1, len(bare)):
        before = np.maximum.accumulate(sums[-1])
        sums.append(np.concatenate([[-np.inf], before[:-1] + seen[1:, character]]))
    places = [int(sums[-1].argmax())]
    for earlier in reversed(sums[:-1]):
        places.append(int(earlier[: places[-1]].argmax()))
    return places[::-1]


def gaps_seen(frames: Frames, bare: str) -> list[float]:
    """How probable a gap is after each character but the last."""
    places = places_of(frames, bare)
    if places is None:
        return [0.5] * (len(bare) - 1)
    widths = np.diff(places)
    usual = float(np.median(widths))
    seen = []
    for start, width in zip(places, widths, strict=False):
        hyphen = float(frames[start + 1 : start + width, SEPARATOR].max(initial=0.0))
        odds = _CONSTANT + _HYPHEN * math.log((hyphen + 1e-4) / 0.01) + _WIDTH * (width / usual - 1)
        seen.append(min(_SUREST, max(1 - _SUREST, 1 / (1 + math.exp(-odds)))))
    return seen


def fit_of(template: Template, gaps: Sequence[float]) -> float:
    """How well the gaps seen are those of the template: 1 at best. Of an unknown kind any gaps are as good.

    A hyphen is seen where there is one; the plain gap of other plates may be narrow.
    """
    if template.kind is Kind.UNKNOWN:
        return 1.0
    narrow, hyphens = template.narrow_gaps, template.gaps
    fit = 1.0
    for after, seen in enumerate(gaps, start=1):
        expected = seen if after in hyphens else 1 - seen
        fit *= (max(seen, _NARROW) if after in narrow else expected) / _SUREST
    return fit
