"""The hedonic nets by themselves, on cars made up here."""

from __future__ import annotations

from functools import cache

import numpy as np

from pricing.engines import hedonic_training
from pricing.engines.features import age_months, names_of
from pricing.engines.hedonic import Floats, Hedonic, log_prices
from tests.pricing.made_up import made_up

CARS, PRICES = made_up(noise=0.05)
LOGS = np.log(PRICES)
MIDDLE = float(np.median(LOGS))
KNOWN = slice(0, -400)


def nets(known: slice = KNOWN) -> Hedonic:
    cars = CARS[known]
    return hedonic_training.learn(cars, names_of(cars), LOGS[known] - MIDDLE, np.ones(len(cars)))


@cache
def learnt() -> Hedonic:
    return nets()


def said(hedonic: Hedonic, *, older: int = 0, further: int = 0) -> Floats:
    cars = CARS[-400:]
    ages = np.array([age_months(car) or 0 for car in cars], dtype=np.float64)
    kilometres = np.array([car.mileage_km or 0 for car in cars], dtype=np.float64)
    return log_prices(hedonic.outputs(cars, names_of(cars)), ages + older, kilometres + further)


def test_they_find_the_rule_in_cars_they_have_not_seen() -> None:
    assert np.median(np.abs(said(learnt()) + MIDDLE - LOGS[-400:])) < 0.08


def test_no_car_gains_by_age_or_kilometres() -> None:
    now = said(learnt())
    for older, further in ((1, 0), (60, 0), (0, 500), (0, 90_000)):
        assert (said(learnt(), older=older, further=further) <= now).all()


def test_the_same_cars_teach_the_same() -> None:
    np.testing.assert_array_equal(said(nets()), said(learnt()))


def test_a_few_cars_more_move_prices_little() -> None:
    before, after = said(nets(slice(0, -430))), said(learnt())
    assert np.median(np.abs(after - before)) < 0.02
