"""Turn what the recogniser saw into the likeliest plates: a beam search that only walks along plates that can exist.

CTC prefix beam search (Graves 2006, Hannun 2014) with the grammar as an automaton. What stands left and right of
the plate (the F of the blue band, the department of the right band, a dealer's name) may be passed over at a price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from plates.engines.grammar import ALPHABET, Template

Frames = NDArray[np.float64]
"""One row per step of the recogniser: probabilities of each character of ALPHABET, of a hyphen or gap, of nothing."""

SEPARATOR = len(ALPHABET)
NOTHING = SEPARATOR + 1
_COLUMN = {character: column for column, character in enumerate(ALPHABET)}

# What recognisers take for one another on plates; each lends the other this share of its probability.
_LOOKALIKES = (
    *(("0", "O"), ("0", "D"), ("0", "Q"), ("O", "D"), ("O", "Q"), ("C", "Q"), ("1", "I"), ("1", "L"), ("2", "Z")),
    *(("5", "S"), ("6", "G"), ("7", "T"), ("8", "B"), ("4", "A"), ("V", "U"), ("V", "Y"), ("K", "X"), ("M", "N")),
    ("H", "N"),
)
_LENT = 0.01

_PASSING_OVER = 0.02
# On the left most plates have a band with the letter of the country or a coat of arms, which are taken for characters.
_BAND = 0.1
_TOO_SLIGHT = 1e-4
_BEAM = 24
_CERTAIN = 0.9995


@dataclass(frozen=True)
class Decoded:
    """``evidence`` is the probability of reading this text in the picture; ``fits`` are the plates it may be.

    Each of these comes with the probability of meeting such a plate.
    """

    bare: str
    fits: tuple[tuple[Template, float], ...]
    evidence: float


class Grammar:
    """Templates and their priors as an automaton: a state is the set of templates still possible, one bit each."""

    def __init__(self, weighted: Sequence[tuple[Template, float]]) -> None:
        self._weighted = tuple(weighted)
        self.start = (1 << len(weighted)) - 1
        longest = max(len(template.slots) for template, _ in weighted)
        self._allowed = [dict.fromkeys(ALPHABET, 0) for _ in range(longest)] + [dict.fromkeys(ALPHABET, 0)]
        self._ending = [0] * (longest + 1)
        self._promises: dict[int, float] = {}
        for bit, (template, _) in enumerate(weighted):
            self._ending[len(template.slots)] |= 1 << bit
            for position, slot in enumerate(template.slots):
                for character in slot:
                    self._allowed[position][character] |= 1 << bit

    def step(self, state: int, position: int, character: str) -> int:
        return state & self._allowed[position][character]

    def is_end(self, state: int, position: int) -> bool:
        return bool(state & self._ending[position])

    def promise(self, state: int) -> float:
        """The highest prior among the templates still possible."""
        if state not in self._promises:
            priors = (prior for bit, (_, prior) in enumerate(self._weighted) if state >> bit & 1)
            self._promises[state] = max(priors, default=0.0)
        return self._promises[state]

    def fits(self, state: int, bare: str) -> tuple[tuple[Template, float], ...]:
        """The templates of a finished text with their priors."""
        complete = state & self._ending[len(bare)]
        found = (self._weighted[bit] for bit in range(complete.bit_length()) if complete >> bit & 1)
        return tuple(pair for pair in found if pair[0].may_be_given(bare))


@dataclass
class _Prefix:
    """The probability mass of all paths that spell a prefix, by how they end.

    ``passed`` have passed over something: the band before the plate, or what follows its end.
    """

    state: int
    on_nothing: float = 0.0
    on_character: float = 0.0
    passed: float = 0.0

    @property
    def total(self) -> float:
        return self.on_nothing + self.on_character + self.passed


@dataclass
class _Beam:
    grammar: Grammar
    prefixes: dict[str, _Prefix] = field(default_factory=dict)

    def advance(self, row: NDArray[np.float64]) -> None:
        likely = [(ALPHABET[c], float(row[c])) for c in np.flatnonzero(row[:SEPARATOR] > _TOO_SLIGHT)]
        grown: dict[str, _Prefix] = {}
        for text, prefix in self.prefixes.items():
            self._stay(grown, text, prefix, row)
            started = prefix.on_nothing + prefix.on_character + (0.0 if text else prefix.passed)
            for character, probability in likely:
                state = self.grammar.step(prefix.state, len(text), character)
                if state:
                    repeats = text[-1:] == character
                    longer = grown.setdefault(text + character, _Prefix(state))
                    longer.on_character += probability * (prefix.on_nothing if repeats else started)
        promise = self.grammar.promise
        best = sorted(grown.items(), key=lambda item: -item[1].total * promise(item[1].state))[:_BEAM]
        self.prefixes = dict(best)

    def _stay(self, grown: dict[str, _Prefix], text: str, prefix: _Prefix, row: NDArray[np.float64]) -> None:
        """The step adds no character: it shows nothing, the last one still, or something that is not the plate's."""
        nothing = float(row[NOTHING] + row[SEPARATOR])
        passing_over = _PASSING_OVER * (1 - nothing)
        same = grown.setdefault(text, _Prefix(prefix.state))
        here = prefix.on_nothing + prefix.on_character
        same.on_nothing += here * nothing
        same.passed += prefix.passed * (nothing + passing_over)
        if not text:
            same.passed += here * _BAND * (1 - nothing)
            return
        same.on_character += prefix.on_character * float(row[_COLUMN[text[-1]]])
        if self.grammar.is_end(prefix.state, len(text)):
            same.passed += here * passing_over


def decode(frames: Frames, grammar: Grammar) -> list[Decoded]:
    """Return the plates the frames may spell."""
    beam = _Beam(grammar, {"": _Prefix(grammar.start, on_nothing=1.0)})
    for row in lend_to_lookalikes(_without_pauses(frames)):
        beam.advance(row)
    found = (
        Decoded(text, grammar.fits(prefix.state, text), prefix.total) for text, prefix in beam.prefixes.items() if text
    )
    return [one for one in found if one.fits]


def _without_pauses(frames: Frames) -> Frames:
    """Leave one step of each run of steps that show nothing: one keeps doubled characters apart."""
    nothing = frames[:, NOTHING] > _CERTAIN
    again = np.concatenate([[False], nothing[1:] & nothing[:-1]])
    return np.asarray(frames[~again])


def lend_to_lookalikes(frames: Frames) -> Frames:
    lent = frames.copy()
    for one, other in _LOOKALIKES:
        lent[:, _COLUMN[one]] += _LENT * frames[:, _COLUMN[other]]
        lent[:, _COLUMN[other]] += _LENT * frames[:, _COLUMN[one]]
    return lent
