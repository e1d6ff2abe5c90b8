"""What the words of a car's name say about its price: a tf-idf ridge regression, in arrays alone.

The ridge predicts what is left of the log price once everything but the words is accounted for. It is fitted on folds,
each of which predicts the cars it has not seen; at use the folds are averaged, so that training and use see scores of
the same strength.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, cg

from pricing.engines.naming import Name

Floats = npt.NDArray[np.float64]

# Dealers' titles run on into financing offers and telephone numbers.
LONGEST = 40
RAREST = 5
PENALTY = 2.0
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")


def terms_of(name: Name, version: str) -> list[str]:
    """Words, pairs of neighbours, and each word with its family: "gt" says another thing on a 308 than on a Mustang."""
    plain = unicodedata.normalize("NFKD", f"{name.dropped} {version}".lower().replace(",", "."))
    words = _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))[:LONGEST]
    family = f"{name.make} {name.family}"
    pairs = {f"{first} {second}" for first, second in pairwise(words)}
    return sorted({*words, *pairs, family, *(f"{family} {word}" for word in words)})


@dataclass(frozen=True, slots=True)
class TextRidge:
    positions: dict[str, int]
    idf: Floats
    weights: Floats
    intercept: float

    def scores(self, texts: Sequence[list[str]]) -> Floats:
        result: Floats = _matrix(texts, self.positions, self.idf) @ self.weights + self.intercept
        return result


def fit(texts: Sequence[list[str]], target: Floats, folds: npt.NDArray[np.int64]) -> tuple[TextRidge, Floats]:
    """The averaged ridge, and for each text the score by the fold that has not seen it."""
    counts = Counter(term for text in texts for term in text)
    frequent = sorted(term for term, count in counts.items() if count >= RAREST)
    positions = {term: position for position, term in enumerate(frequent)}
    idf = np.array([np.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in frequent])
    matrix = _matrix(texts, positions, idf)
    unseen = np.zeros(len(texts))
    weights, intercepts = [], []
    for fold in np.unique(folds):
        inside = folds == fold
        intercept = float(target[~inside].mean())
        found = _ridge(matrix[~inside], target[~inside] - intercept)
        unseen[inside] = matrix[inside] @ found + intercept
        weights.append(found)
        intercepts.append(intercept)
    ridge = TextRidge(positions, idf, np.mean(weights, axis=0), float(np.mean(intercepts)))
    return ridge, unseen


def _matrix(texts: Sequence[list[str]], positions: dict[str, int], idf: Floats) -> sparse.csr_matrix:
    found = [[positions[term] for term in text if term in positions] for text in texts]
    columns = np.array([position for row in found for position in row], dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in found)])
    values = idf[columns]
    squares = np.add.reduceat(np.append(values**2, 0.0), starts[:-1]) if len(texts) else np.zeros(0)
    lengths = np.diff(starts)
    norms = np.sqrt(np.where(lengths > 0, squares, 1.0))
    return sparse.csr_matrix((values / np.repeat(norms, lengths), columns, starts), shape=(len(texts), len(positions)))


def _ridge(matrix: sparse.csr_matrix, target: Floats) -> Floats:
    size = matrix.shape[1]
    normal = LinearOperator((size, size), matvec=lambda point: matrix.T @ (matrix @ point) + PENALTY * point)
    # The normal equations are well conditioned by the penalty: 1e-4 is far below what a vote of folds leaves open.
    solution, _ = cg(normal, matrix.T @ target, rtol=1e-4, maxiter=200)
    return np.asarray(solution, dtype=np.float64)
