"""Learn prices from asking prices: LightGBM on the log price, with scores of the name's words among its columns."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from pricing.engines import hedonic_training
from pricing.engines.backtest import Judged, backtest
from pricing.engines.base import Features
from pricing.engines.conformal import Ranges, calibrate
from pricing.engines.features import (
    CATEGORIES,
    COLUMNS,
    FALLING,
    PLAIN,
    age_months,
    columns_of,
    encoding_of,
    names_of,
    plausible,
    typical_cars,
)
from pricing.engines.price_model import Member, PriceModel, groups_of, spread_rows
from pricing.engines.text import Reading, terms_of, words_in, words_of
from pricing.engines.text import fit as fit_ridge

Floats = npt.NDArray[np.float64]

# Ranges are measured on the last month, by a model that has not seen it.
CALIBRATION = timedelta(days=30)
FEWEST = 2_000
OLD_HELD = 3
TEXT_FOLDS, PLAIN_FOLDS = 5, 3
LEVEL_PENALTY, REST_PENALTY = 1.0, 2.0
# Beyond a factor of two the words do not explain the rest; it is a damaged car or a slip of the pen.
LARGEST_REST = 0.7
# Where the error turns from squared to absolute, in log price: about 10 %.
TURN = 0.1
PARAMETERS: dict[str, Any] = {
    "learning_rate": 0.05,
    "num_leaves": 127,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "cat_smooth": 10,
    "verbose": -1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "monotone_constraints": [-1 if COLUMNS[column] in FALLING else 0 for column in columns_of(0)],
}
ROUNDS = 600
# The product sells cars in France: its market counts double, the others tell what a model and its versions are worth.
HOME, HOME_WEIGHT = "fr", 2.0
PLAIN_PARAMETERS = PARAMETERS | {
    "num_threads": 2,
    "learning_rate": 0.15,
    "num_leaves": 31,
    "monotone_constraints": PARAMETERS["monotone_constraints"][:PLAIN],
}
PLAIN_ROUNDS = 120
# What weight the hedonic nets may have beside the trees.
SHARES = (0.0, 0.2, 0.4)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a member differs from the others: what it reads of the words, its folds, its trees."""

    reading: Reading
    seed: int
    parameters: dict[str, Any]


# Three that err differently, averaged, err less than any of them.
RECIPES = (
    Recipe("plain", 1, {}),
    Recipe("wide", 2, {"feature_fraction": 0.7, "min_data_in_leaf": 10, "lambda_l2": 5.0}),
    Recipe("crossed", 3, {}),
)


class TooFewCars(Exception):
    """There is not enough to learn from. The message says how much there is and how much it takes."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """``judged`` are cars held out, by a model that has not seen them."""

    model: PriceModel
    judged: Judged


@contextmanager
def _without_collector() -> Iterator[None]:
    """Among millions of words in lists Python looks for cycles again and again, and there are none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collector()
def train(
    cars: Sequence[Features],
    prices: Sequence[float],
    *,
    source: str,
    version: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> Learnt:
    """``prices`` in euros, on the days the cars are ``priced_on``; ``source`` says where they come from.

    The version is the last day and the number of cars unless it is given. Raises ``TooFewCars``.
    """
    # By date: with a day more of listings, the cars known before fall into the same folds.
    pairs = sorted(zip(cars, prices, strict=True), key=lambda pair: pair[0].priced_on)
    cars, prices = [plausible(car) for car, _ in pairs], [price for _, price in pairs]
    held = _held_out(cars)
    if held.sum() < FEWEST // 10 or (~held).sum() < FEWEST:
        raise TooFewCars(
            f"{len(cars)} cars, {held.sum()} of them to judge by: {FEWEST // 10} cars of the last "
            f"{CALIBRATION.days} days and {FEWEST} older ones are the least to learn from."
        )
    logs = np.log(np.array(prices, dtype=np.float64))
    say(f"Learning from {(~held).sum()} cars, to be judged on {held.sum()} others")
    early = _fit([car for car, is_held in zip(cars, held, strict=True) if not is_held], logs[~held])
    judged = [car for car, is_held in zip(cars, held, strict=True) if is_held]
    matrix, names = early.rows_of(judged)
    trees, nets = early.opinions(matrix)
    early = replace(early, share=_share(trees, nets, logs[held]))
    predicted = trees + early.share * (nets - trees)
    spread_matrix = spread_rows(early.encoding, matrix, predicted, names)
    groups = groups_of(early.encoding, matrix, names)
    ranges, inside = calibrate(spread_matrix, logs[held] - predicted, groups)
    low, high = ranges.bounds(predicted, ranges.widths(spread_matrix), groups)
    late = np.array([car.priced_on > cars[-1].priced_on - CALIBRATION for car in judged], dtype=bool)
    widths = np.exp(high - predicted) - np.exp(low - predicted)
    found = Judged(judged, logs[held], predicted, inside, widths, late)
    say(f"Learning from all {len(cars)} cars")
    manifest = _manifest(cars, version) | {"source": source, "backtest": backtest(found)}
    return Learnt(replace(_fit(cars, logs), share=early.share, ranges=ranges, manifest=manifest), found)


def _share(trees: Floats, nets: Floats, asked: Floats) -> float:
    """The nets' weight that cars not learnt from speak for: none at all where too few cars teach them nothing."""
    errors = [np.abs(asked - trees - share * (nets - trees)).mean() for share in SHARES]
    return SHARES[int(np.argmin(errors))]


def _held_out(cars: Sequence[Features]) -> npt.NDArray[np.bool_]:
    """The last month's cars, and one in three of those older than that month's: some sources list them now and then."""
    until = max((car.priced_on for car in cars), default=date.min)
    late = np.array([car.priced_on > until - CALIBRATION for car in cars], dtype=bool)
    ages = np.array([age_months(car) or 0 for car in cars])
    old = ages > np.percentile(ages[late], 99) if late.any() else late
    return late | (old & (np.random.default_rng(2).random(len(cars)) < 1 / OLD_HELD))


def _manifest(cars: Sequence[Features], version: str) -> dict[str, Any]:
    days = [car.priced_on for car in cars]
    version = version or f"{max(days):%Y-%m-%d}-{len(cars)}"
    return {"version": version, "from": min(days).isoformat(), "until": max(days).isoformat(), "cars": len(cars)}


def _fit(cars: Sequence[Features], logs: Floats) -> PriceModel:
    names = names_of(cars)
    encoding = encoding_of(cars, names)
    texts = [words_in(name, car.version) for name, car in zip(names, cars, strict=True)]
    middle = float(np.median(logs))
    plain = encoding.matrix(cars, names)
    weights = np.where([car.country == HOME for car in cars], HOME_WEIGHT, 1.0)
    remains = np.clip(logs - _plain_prices(plain, logs - middle, weights) - middle, -LARGEST_REST, LARGEST_REST)

    def learn(recipe: Recipe) -> tuple[Member, Floats]:
        rows = zip(texts, names, cars, strict=True)
        terms = [terms_of(words, name, car, recipe.reading) for words, name, car in rows]
        return _member(recipe, terms, plain, (logs, remains, middle), weights)

    # Two at a time with one thread each: LightGBM's own threads gain less.
    with ThreadPoolExecutor(2) as pool:
        nets = pool.submit(hedonic_training.learn, cars, names, logs - middle, weights)
        learnt = list(pool.map(learn, RECIPES))
        hedonic = nets.result()
    matrix = np.column_stack([plain, *(scores for _, scores in learnt), hedonic.outputs(cars, names)])
    encoding = replace(encoding, typical=typical_cars(matrix, names))
    members = tuple(member for member, _ in learnt)
    return PriceModel({}, encoding, members, hedonic, SHARES[-1], middle, Ranges((), {}), {})


def _member(
    recipe: Recipe, texts: list[list[str]], plain: Floats, targets: tuple[Floats, Floats, float], weights: Floats
) -> tuple[Member, Floats]:
    """The member, and each car's scores by folds that have not seen it."""
    logs, remains, middle = targets
    words = words_of(texts, recipe.reading)
    terms = words.matrix(texts)
    folds = np.random.default_rng(recipe.seed).integers(TEXT_FOLDS, size=len(logs))
    level, unseen_level = fit_ridge(terms, logs, folds, penalty=LEVEL_PENALTY)
    rest, unseen_rest = fit_ridge(terms, remains, folds, penalty=REST_PENALTY)
    scores = np.column_stack([unseen_level, unseen_rest])
    parameters = PARAMETERS | {"seed": recipe.seed} | recipe.parameters
    price = _boost(np.column_stack([plain, scores]), logs - middle, weights, parameters, ROUNDS)
    return Member(words, level, rest, price), scores


def _plain_prices(plain: Floats, target: Floats, weights: Floats) -> Floats:
    """Each car's price without its words, by trees that have not seen the car."""
    folds = np.random.default_rng(1).integers(PLAIN_FOLDS, size=len(target))
    prices = np.empty(len(target))
    for fold in range(PLAIN_FOLDS):
        inside = folds == fold
        booster = _boost(plain[~inside], target[~inside], weights[~inside], PLAIN_PARAMETERS, PLAIN_ROUNDS)
        prices[inside] = booster.predict(plain[inside], num_threads=1)
    return prices


def _boost(matrix: Floats, target: Floats, weights: Floats, parameters: dict[str, Any], rounds: int) -> lgb.Booster:
    columns = [COLUMNS[column] for column in columns_of(0)][: matrix.shape[1]]
    data = lgb.Dataset(
        matrix,
        target,
        weight=weights,
        feature_name=columns,
        categorical_feature=list(CATEGORIES),
        params={"verbose": -1},
    )
    return lgb.train({**parameters, "objective": _nearly_absolute}, data, rounds)


def _nearly_absolute(predicted: Floats, data: lgb.Dataset) -> tuple[Floats, Floats]:
    """The absolute error, rounded off near zero: LightGBM's own L1 cannot be combined with monotone constraints.

    The second derivative is that of the parabola above the loss (iteratively reweighted least squares).
    """
    residual = predicted - np.asarray(data.get_label(), dtype=np.float64)
    curvature = np.asarray(data.get_weight(), dtype=np.float64) / np.sqrt(residual**2 + TURN**2)
    return residual * curvature, curvature
