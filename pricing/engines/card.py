"""The model's card: what it was learnt from, how wrong it is, what it cannot do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from pricing.engines.doubts import CLASSIC_MONTHS, IMPLAUSIBLE_KM, OLD_MONTHS
from pricing.engines.features import age_months
from pricing.engines.naming import make_key
from pricing.engines.training import CALIBRATION, Learnt

Floats = npt.NDArray[np.float64]
Group = tuple[str, list[bool]]

AGES = ((0, 12), (12, 36), (36, 72), (72, 108), (108, OLD_MONTHS + 1), (OLD_MONTHS + 1, 1200))
PRICES = ((0, 5_000), (5_000, 10_000), (10_000, 20_000), (20_000, 40_000), (40_000, 10**9))
FEWEST_PER_LINE = 30
MAKES_SHOWN = 15

CANNOT = f"""\
- It gives asking prices, not what cars are sold for, and nearly all of them are dealers': what a private sale fetches
  is not in the data. Do not read it as a trade-in value.
- It knows nothing of condition, history, accidents, number of owners, service book, options beyond the version's words,
  or warranty.
- It declines cars of unknown make, without year or mileage, over {CLASSIC_MONTHS // 12} years old (collectors' prices
  follow other rules) and over {IMPLAUSIBLE_KM:,} km. It says that it is unsure of cars over {OLD_MONTHS // 12} years
  old, of models it has seen fewer than 20 times and of mileages over 300,000 km.
- The level of prices belongs to the source: another network of dealers may ask several percent more or less. The model
  does not follow the market after its last day; train it again with newer listings.
- Days to sell cannot be learnt from this data.
"""


def card(learnt: Learnt, *, source: str) -> str:
    manifest = learnt.model.manifest
    late = _late(learnt)
    errors = np.abs(np.exp(learnt.predicted - learnt.asked) - 1)
    tables = "\n\n".join(
        f"### {title}\n\n{_table(groups, errors, learnt)}" for title, groups in _groupings(learnt, late)
    )
    return f"""\
# Price model {manifest["version"]}

{manifest["cars"]:,} asking prices of used cars listed from {manifest["from"]} to {manifest["until"]}. Source: {source}
The file holds trees, weights of words and medians per model; no listing is in it.

Method: LightGBM on the log price, with two scores of the name's words by ridges fitted out of fold; an older car or one
with more kilometres is never dearer, all else equal. The range is conformal: four asking prices out of five lie in it.

## Errors

By a model that had not seen these cars: those of the last {CALIBRATION.days} days, and one in three of the cars older
than nearly all of those. Coverage is the share of asking prices inside the range, measured on the half of the cars
that the range was not fitted on; width is the range's, as a share of the price.

{tables}

## What it cannot do

{CANNOT}"""


def _late(learnt: Learnt) -> list[bool]:
    until = max(car.priced_on for car in learnt.judged)
    return [car.priced_on > until - CALIBRATION for car in learnt.judged]


def _groupings(learnt: Learnt, late: list[bool]) -> Iterable[tuple[str, list[Group]]]:
    ages = [age_months(car) or 0 for car in learnt.judged]
    yield "By age in months", [(_span(span, 1200), _within(ages, span, [True] * len(ages))) for span in AGES]
    asked = [float(price) for price in np.exp(learnt.asked)]
    yield "Later cars, by price in euros", [(_span(span, 10**9), _within(asked, span, late)) for span in PRICES]
    countries = [car.country for car in learnt.judged]
    yield "Later cars, by country", [("all", late), *_equal(countries, late)]
    yield "Later cars, by make", _equal([make_key(car.make) for car in learnt.judged], late)[:MAKES_SHOWN]


def _span(span: tuple[int, int], endless: int) -> str:
    return f"{span[0]:,} to {span[1]:,}" if span[1] < endless else f"{span[0]:,} and over"


def _within(values: Sequence[float], span: tuple[int, int], among: list[bool]) -> list[bool]:
    return [is_among and span[0] <= value < span[1] for value, is_among in zip(values, among, strict=True)]


def _equal(values: Sequence[str], among: list[bool]) -> list[Group]:
    """A group per value, the largest first."""
    counts = Counter(value for value, is_among in zip(values, among, strict=True) if is_among)
    return [
        (wanted, [is_among and value == wanted for value, is_among in zip(values, among, strict=True)])
        for wanted, _ in counts.most_common()
    ]


def _table(groups: list[Group], errors: Floats, learnt: Learnt) -> str:
    lines = ["| cars | n | median error | within 10 % | coverage | mean width |", "|---|---|---|---|---|---|"]
    inside = np.abs(learnt.shares) <= 1
    for label, members in groups:
        at = np.array(members, dtype=bool)
        if at.sum() >= FEWEST_PER_LINE:
            figures = np.median(errors[at]), np.mean(errors[at] <= 0.1), inside[at].mean(), learnt.widths[at].mean()
            lines.append(f"| {label} | {at.sum():,} | " + " | ".join(f"{figure:.1%}" for figure in figures) + " |")
    return "\n".join(lines)
