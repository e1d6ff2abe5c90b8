"""Bring together what several looks at one line of text have read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plates.engines.decoding import SEPARATOR, Decoded, Frames, Grammar, decode
from plates.engines.grammar import Template
from plates.engines.spacing import fit_of, gaps_seen

_MOST_READINGS = 6
_FEWEST_CHARACTERS = 4


@dataclass(frozen=True, eq=False)
class Opinion:
    """One look: what a recogniser saw and the plates that it may be."""

    frames: Frames
    decoded: tuple[Decoded, ...]

    @classmethod
    def of(cls, frames: Frames, grammar: Grammar) -> Opinion:
        """Where hardly a character is seen nothing is decoded."""
        if _characters_in(frames) < _FEWEST_CHARACTERS:
            return cls(frames, ())
        return cls(frames, tuple(decode(frames, grammar)))

    @property
    def favourite(self) -> str:
        best = max(self.decoded, key=lambda one: one.evidence * one.fits[0][1], default=None)
        return best.bare if best else ""


@dataclass(frozen=True)
class Reading:
    """A text taken for a plate of ``template``.

    ``evidence`` is the probability of seeing this text, ``prior`` that of meeting such a plate with such gaps.
    """

    bare: str
    template: Template
    prior: float
    evidence: float

    @property
    def likelihood(self) -> float:
        return self.prior * self.evidence


def _characters_in(frames: Frames) -> int:
    """How many characters the recogniser itself would write."""
    likeliest = frames.argmax(axis=1)
    starts = np.concatenate([[True], likeliest[1:] != likeliest[:-1]])
    return int(np.count_nonzero(starts & (likeliest < SEPARATOR)))


def weigh(opinions: Sequence[Opinion]) -> tuple[Reading, ...]:
    """Return the readings on which the opinions agree most, the likeliest first."""
    evidence: dict[str, float] = defaultdict(float)
    fits: dict[str, tuple[tuple[Template, float], ...]] = {}
    for opinion in opinions:
        for one in opinion.decoded:
            evidence[one.bare] += one.evidence / len(opinions)
            fits[one.bare] = one.fits
    promising = sorted(fits, key=lambda bare: -evidence[bare] * max(prior for _, prior in fits[bare]))
    readings = [_reading(bare, fits[bare], evidence[bare], opinions) for bare in promising[: 2 * _MOST_READINGS]]
    return tuple(sorted(readings, key=lambda reading: -reading.likelihood)[:_MOST_READINGS])


def _reading(
    bare: str, fits: Sequence[tuple[Template, float]], evidence: float, opinions: Sequence[Opinion]
) -> Reading:
    seen = [gaps_seen(opinion.frames, bare) for opinion in opinions]
    gaps = [sum(column) / len(column) for column in zip(*seen, strict=True)]
    prior, template = max(
        ((prior * fit_of(template, gaps), template) for template, prior in fits), key=lambda one: one[0]
    )
    return Reading(bare, template, prior, evidence)
