"""How far a model was off on cars it had not seen, by group: plain figures, as the model's file keeps them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pricing.engines.base import Features
from pricing.engines.doubts import OLD_MONTHS
from pricing.engines.features import age_months
from vehicles.naming import make_key

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ENDLESS = 10**9
AGES = ((0, 12), (12, 36), (36, 72), (72, 108), (108, OLD_MONTHS + 1), (OLD_MONTHS + 1, ENDLESS))
PRICES = ((0, 5_000), (5_000, 10_000), (10_000, 20_000), (20_000, 40_000), (40_000, ENDLESS))
FEWEST_PER_GROUP = 30
MAKES_SHOWN = 15
# Off by less than this share of the price is what people call right.
CLOSE = 0.1


@dataclass(frozen=True, slots=True)
class Judged:
    """Cars held out: log of the asking and of the estimated prices, which lay in their range, and its width.

    ``late`` marks those listed after all that the judging model had learnt from.
    """

    cars: Sequence[Features]
    asked: Floats
    predicted: Floats
    inside: Mask
    widths: Floats
    late: Mask


def figures(judged: Judged, among: Mask) -> dict[str, float | int]:
    """Shares of one: median error, within 10 %, coverage of the range, its mean width, and the median of asked over
    estimated less one (above 0: the market asks more than the model says)."""
    ratio = judged.asked[among] - judged.predicted[among]
    errors = np.abs(np.exp(-ratio) - 1)
    return {
        "cars": int(among.sum()),
        "median_error": _share(np.median(errors)),
        "within_10": _share(np.mean(errors <= CLOSE)),
        "coverage": _share(judged.inside[among].mean()),
        "width": _share(judged.widths[among].mean()),
        "bias": _share(np.exp(np.median(ratio)) - 1),
    }


def backtest(judged: Judged) -> dict[str, list[dict[str, Any]]]:
    """By age in months and, for later cars alone, by price in euros, country and make: groups of 30 cars or more.

    A group of numbers has ``from`` and ``to`` (none when endless), the others a ``label``.
    """
    everyone = np.ones(len(judged.cars), dtype=bool)
    ages = np.array([age_months(car) or 0 for car in judged.cars])
    countries = [car.country for car in judged.cars]
    makes = [make_key(car.make) for car in judged.cars]
    return {
        "all": _rows(judged, [({"label": "all"}, judged.late)]),
        "age": _rows(judged, _spans(ages, AGES, everyone)),
        "price": _rows(judged, _spans(np.exp(judged.asked), PRICES, judged.late)),
        "country": _rows(judged, _equal(countries, judged.late)),
        "make": _rows(judged, _equal(makes, judged.late))[:MAKES_SHOWN],
    }


def _rows(judged: Judged, groups: Iterable[tuple[dict[str, Any], Mask]]) -> list[dict[str, Any]]:
    return [{**name, **figures(judged, among)} for name, among in groups if among.sum() >= FEWEST_PER_GROUP]


def _spans(
    values: npt.NDArray[Any], spans: Sequence[tuple[int, int]], among: Mask
) -> list[tuple[dict[str, Any], Mask]]:
    return [
        ({"from": least, "to": most if most < ENDLESS else None}, among & (values >= least) & (values < most))
        for least, most in spans
    ]


def _equal(values: Sequence[str], among: Mask) -> list[tuple[dict[str, Any], Mask]]:
    """A group per value, the largest first."""
    column = np.array(values)
    counts = Counter(column[among].tolist())
    return [({"label": value}, among & (column == value)) for value, _ in counts.most_common()]


def _share(value: float) -> float:
    return round(float(value), 4)
