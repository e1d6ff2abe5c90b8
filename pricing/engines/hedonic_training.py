"""Learn the hedonic nets: Adam over shuffled batches, of which only the terms that occur are moved (lazy Adam)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pricing.engines.base import Features
from pricing.engines.features import age_months
from pricing.engines.hedonic import (
    AGES,
    KILOMETRES,
    Floats,
    Hedonic,
    Net,
    Singles,
    forward,
    numbers_of,
    rows_of,
    spans,
    texts_of,
)
from pricing.engines.text import words_of
from vehicles.naming import Name

Ints = npt.NDArray[np.int32]

NETS, FIRST, SECOND = 2, 32, 32
BEGINNINGS = 4_096
EPOCHS, STEPS_PER_EPOCH, SMALLEST_BATCH, LARGEST_BATCH = 8, 90, 32, 512
LEARNING_RATE, WARM_UP = 2e-3, 50
# Adam's memory of the gradient and of its square.
MOMENTUM, MEMORY, TINY = 0.9, 0.99, 1e-8
# Where the error turns from squared to absolute, in log price.
TURN = 0.05
# To begin with: what a year and ten thousand kilometres take off, before they are made positive.
NEW, YEARLY, PER_TEN_THOUSAND = 1.0, -2.3, -3.5


@dataclass(frozen=True, slots=True)
class Cars:
    """What is learnt from, as arrays."""

    terms: Sequence[str]
    rows: sparse.csr_matrix
    numbers: Singles
    spans: Singles
    target: Singles
    weights: Singles


@dataclass(slots=True)
class Adam:
    """Kingma and Ba, 2015."""

    net: Net
    step: int = 0
    means: Net = field(default_factory=dict)
    squares: Net = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.means = {name: np.zeros_like(value) for name, value in self.net.items()}
        self.squares = {name: np.zeros_like(value) for name, value in self.net.items()}

    def move(self, name: str, gradient: Singles, rate: float, at: Ints | slice = slice(None)) -> None:
        mean = self.means[name][at] = MOMENTUM * self.means[name][at] + (1 - MOMENTUM) * gradient
        square = self.squares[name][at] = MEMORY * self.squares[name][at] + (1 - MEMORY) * gradient**2
        spread = np.sqrt(square / (1 - MEMORY**self.step)) + TINY
        self.net[name][at] -= (rate / (1 - MOMENTUM**self.step) * mean / spread).astype(np.float32)


def learn(cars: Sequence[Features], names: Sequence[Name], target: Floats, weights: Floats) -> Hedonic:
    """``target`` in log price above the middle."""
    texts = texts_of(cars, names)
    words = words_of(texts, "hedonic")
    ages = np.array([age_months(car) or 0 for car in cars], dtype=np.float64)
    kilometres = np.array([car.mileage_km or 0 for car in cars], dtype=np.float64)
    known = Cars(
        list(words.positions),
        rows_of(words, texts),
        numbers_of(cars),
        spans(ages, kilometres).astype(np.float32),
        target.astype(np.float32),
        (weights / weights.mean()).astype(np.float32),
    )
    return Hedonic(words, tuple(_learn(known, seed) for seed in range(1, NETS + 1)))


def _learn(cars: Cars, seed: int) -> Net:
    count = len(cars.target)
    adam = Adam(_start(seed, cars.terms, cars.numbers.shape[1]))
    batch = int(np.clip(count // STEPS_PER_EPOCH, SMALLEST_BATCH, LARGEST_BATCH))
    steps = EPOCHS * -(-count // batch)
    for epoch in range(EPOCHS):
        # With a day more of listings, the cars known before follow each other as they did.
        order = np.random.default_rng([seed, epoch]).random(count).argsort(kind="stable")
        for start in range(0, count, batch):
            adam.step += 1
            # Slowly at first, and ever more slowly to the end.
            rate = LEARNING_RATE * min(1.0, adam.step / WARM_UP) * (1 - adam.step / (steps + 1))
            _step(adam, cars, np.sort(order[start : start + batch]), rate)
    return adam.net


def _start(seed: int, terms: Sequence[str], numbers: int) -> Net:
    """A term begins where it always begins, whichever others there are: prices stay as they are from day to day."""
    chance = np.random.default_rng(seed)
    beginnings = chance.normal(size=(BEGINNINGS, FIRST)) * 0.05
    rates = [YEARLY] * AGES + [PER_TEN_THOUSAND] * KILOMETRES
    net = {
        "terms": beginnings[[crc32(term.encode()) % BEGINNINGS for term in terms]],
        "numbers": chance.normal(size=(numbers, FIRST)) * 0.1,
        "first": np.zeros(FIRST),
        "between": chance.normal(size=(FIRST, SECOND)) * np.sqrt(2 / FIRST),
        "second": np.zeros(SECOND),
        "outward": chance.normal(size=(SECOND, 1 + len(rates))) * 0.05,
        "out": np.array([NEW, *rates]),
        "direct": np.zeros((len(terms), 1)),
    }
    return {name: value.astype(np.float32) for name, value in net.items()}


def _step(adam: Adam, cars: Cars, batch: npt.NDArray[np.int64], rate: float) -> None:
    """Back through the layers; the error is that of ``training._nearly_absolute``."""
    net, rows, numbers, lengths = adam.net, cars.rows[batch], cars.numbers[batch], cars.spans[batch]
    said = forward(net, rows, numbers)
    error = said.level - (said.rates * lengths).sum(axis=1) - cars.target[batch]
    slope = cars.weights[batch] * error / np.sqrt(error**2 + TURN**2) / len(batch)
    out = np.column_stack([slope, -slope[:, None] * lengths / (1 + np.exp(-said.raw))])
    second = (out @ net["outward"].T) * (said.second > 0)
    first = (second @ net["between"].T) * (said.first > 0)
    terms = np.unique(rows.indices)
    places = np.searchsorted(terms, rows.indices)
    back = sparse.csr_matrix((rows.data, places, rows.indptr), shape=(len(batch), len(terms))).T.tocsr()
    adam.move("terms", back @ first, rate, terms)
    adam.move("direct", back @ slope[:, None], rate, terms)
    adam.move("numbers", numbers.T @ first, rate)
    adam.move("first", first.sum(axis=0), rate)
    adam.move("between", said.first.T @ second, rate)
    adam.move("second", second.sum(axis=0), rate)
    adam.move("outward", said.second.T @ out, rate)
    adam.move("out", out.sum(axis=0), rate)
