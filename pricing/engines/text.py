"""What the words of a car's name say about its price: a tf-idf ridge regression, in arrays alone.

It is fitted on folds, each of which predicts the cars it has not seen; at use the folds are averaged, so that training
and use see scores of the same strength.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, cg

from pricing.engines.base import Features
from vehicles.naming import Name

Floats = npt.NDArray[np.float64]
Folds = npt.NDArray[np.int64]
Reading = Literal["plain", "crossed", "wide", "hedonic"]

# Dealers' titles run on into financing offers and telephone numbers.
LONGEST = 40
RAREST = 5
# Portals' exports leave JSON's escapes in: "S\\u0026S".
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
# "130 ch" in France, "130cv" in Italy, "130 PS" in Germany.
_POWER = re.compile(r"(?<![\d.,])(\d{2,3}) ?(?:ch|cv|hp|ps|pk|din)\b", re.IGNORECASE)
_LITRES = re.compile(r"(?<!\d)(\d[.,]\d)(?!\d)")
_HORSES = re.compile(r"(?<=\d) ?(?:ch|cv|hp|ps|pk|din)\b")


class Stated(NamedTuple):
    """What a version says of the engine: "1.5 BlueHDi 130ch" has 1.5 litres and 130 hp."""

    power_hp: int | None
    litres: float | None


@lru_cache(maxsize=20_000)
def stated_of(version: str) -> Stated:
    power, litres = _POWER.search(version), _LITRES.search(version)
    return Stated(int(power[1]) if power else None, float(litres[1].replace(",", ".")) if litres else None)


def words_in(name: Name, version: str) -> list[str]:
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), f"{name.dropped} {version}")
    plain = unicodedata.normalize("NFKD", text.lower().replace(",", "."))
    spelt = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _WORD.findall(_HORSES.sub(" ", spelt))[:LONGEST]


def terms_of(words: list[str], name: Name, car: Features, reading: Reading) -> list[str]:
    """Words, pairs of neighbours, and each word with its family: "gt" says another thing on a 308 than on a Mustang.

    Crossed: with the make, the country and the fuel too, and the family's engines. Wide: longer phrases besides.
    Hedonic: the car's particulars besides the words.
    """
    family = f"{name.make} {name.family}"
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    terms = {*words, *pairs, family, *(f"{family} {word}" for word in words)}
    if reading == "hedonic":
        terms |= _particulars(name, car)
    if reading in {"crossed", "wide"}:
        power, fuel = f"#{car.power_hp}", f"#{car.fuel}"
        terms |= {f"{mark} {word}" for word in words for mark in (f"{name.make}:", f"{car.country}:", fuel)}
        terms |= {f"{family} {power}", f"{family} {fuel} {car.gearbox}", f"{family} {fuel} {power}"}
        terms |= {f"{family} #{car.body}", f"{power} {fuel} {car.gearbox}"}
    if reading == "wide":
        terms |= {f"{family} {pair}" for pair in pairs}
        terms |= {" ".join(three) for three in zip(words, words[1:], words[2:], strict=False)}
    return sorted(terms)


def _particulars(name: Name, car: Features) -> set[str]:
    """Each by itself, and with the make or family where it is worth another thing there."""
    family = f"{name.make} {name.family}"
    alone = {
        "make": name.make,
        "country": car.country,
        "fuel": car.fuel,
        "gearbox": car.gearbox,
        "body": car.body,
        "color": car.color,
        "drive": car.drive,
        "seats": car.seats,
        "doors": car.doors,
        "power": car.power_hp,
        "engine": car.engine_cc,
        "department": car.department,
    }
    crossed = {
        f"{family} #{car.country}",
        f"{family} #{car.power_hp}",
        f"{family} #{car.fuel} #{car.gearbox}",
        f"{family} #{car.body}",
        f"{name.make} #{car.color}",
    }
    if car.department:
        crossed.add(f"{name.make} @{car.department}")
    return crossed | {f"#{what}={value}" for what, value in alone.items() if value not in {None, ""}}


@dataclass(frozen=True, slots=True)
class Words:
    """What is learnt of the words alone: which there are, and how rare each is."""

    reading: Reading
    positions: dict[str, int]
    idf: Floats

    def matrix(self, texts: Sequence[list[str]]) -> sparse.csr_matrix:
        return _matrix(texts, self.positions, self.idf)


@dataclass(frozen=True, slots=True)
class Ridge:
    weights: Floats
    intercept: float

    def scores(self, matrix: sparse.csr_matrix) -> Floats:
        result: Floats = matrix @ self.weights + self.intercept
        return result


def words_of(texts: Sequence[list[str]], reading: Reading) -> Words:
    counts = Counter(term for text in texts for term in text)
    frequent = sorted(term for term, count in counts.items() if count >= RAREST and not _is_long_number(term))
    return Words(
        reading,
        {term: position for position, term in enumerate(frequent)},
        np.array([np.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in frequent]),
    )


def fit(matrix: sparse.csr_matrix, target: Floats, folds: Folds, *, penalty: float) -> tuple[Ridge, Floats]:
    """The folds' average, and each car's score by the fold that has not seen it."""
    unseen = np.zeros(len(target))
    weights, intercepts = [], []
    for fold in np.unique(folds):
        inside = folds == fold
        intercept = float(target[~inside].mean())
        found = _ridge(matrix[~inside], target[~inside] - intercept, penalty)
        unseen[inside] = matrix[inside] @ found + intercept
        weights.append(found)
        intercepts.append(intercept)
    return Ridge(np.mean(weights, axis=0), float(np.mean(intercepts))), unseen


def _is_long_number(term: str) -> bool:
    """Mileages, telephone numbers and stock numbers are no part of a car's name."""
    return any(word.isdigit() and len(word) >= 5 for word in term.split())


def _matrix(texts: Sequence[list[str]], positions: dict[str, int], idf: Floats) -> sparse.csr_matrix:
    found = [[positions[term] for term in text if term in positions] for text in texts]
    columns = np.array([position for row in found for position in row], dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in found)])
    values = idf[columns]
    squares = np.add.reduceat(np.append(values**2, 0.0), starts[:-1]) if len(texts) else np.zeros(0)
    lengths = np.diff(starts)
    norms = np.sqrt(np.where(lengths > 0, squares, 1.0))
    return sparse.csr_matrix((values / np.repeat(norms, lengths), columns, starts), shape=(len(texts), len(positions)))


def _ridge(matrix: sparse.csr_matrix, target: Floats, penalty: float) -> Floats:
    size, transposed = matrix.shape[1], matrix.T.tocsr()
    diagonal = np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel() + penalty
    normal = LinearOperator((size, size), matvec=lambda point: transposed @ (matrix @ point) + penalty * point)
    scaling = LinearOperator((size, size), matvec=lambda point: point / diagonal)
    # Closer solutions than this move the scores of unseen cars by less than a thousandth.
    solution, _ = cg(normal, transposed @ target, rtol=1e-2, maxiter=60, M=scaling)
    return np.asarray(solution, dtype=np.float64)
