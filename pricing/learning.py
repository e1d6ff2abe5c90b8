"""Train or recalibrate a price model, store it as a version, and let it answer only if it is no worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from keroxio.engines import engine
from keroxio.errors import EngineError
from pricing.engines.backtest import figures
from pricing.engines.base import Features
from pricing.engines.gradient_boosting import GradientBoostingEstimator
from pricing.engines.recalibration import measure, recalibrate
from pricing.engines.training import Learnt, train
from pricing.model_versions import LEAST_COVERAGE, MOST_COVERAGE, PriceModel
from pricing.wording import percent

Say = Callable[[str], None]

# A new model may be this much worse by chance alone: the median of a month's errors is no surer than that.
TOLERANCE = 1.02
AIMED_AT = 0.8
# Fewer cars that neither model has learnt from say nothing; the back-tests are compared instead.
FEWEST_IN_COMMON = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a model may answer, and why, in words for the back office."""

    is_passed: bool
    reason: str


def learn(
    cars: Sequence[Features],
    prices: Sequence[float],
    *,
    source: str,
    is_forced: bool = False,
    say: Say = lambda _: None,
) -> PriceModel:
    """A new version, active if it passes the gate or ``is_forced``. Raises ``TooFewCars``, ``EngineError``."""
    learnt = train(cars, prices, source=source, say=say)
    return _enter(
        PriceModel.objects.register(learnt.model), verdict_on(learnt, present()), is_forced=is_forced, say=say
    )


def recalibrate_present(
    cars: Sequence[Features],
    prices: Sequence[float],
    *,
    source: str,
    is_forced: bool = False,
    say: Say = lambda _: None,
) -> PriceModel:
    """The model that answers, with level and ranges set by these listings. Raises ``TooFewCars``, ``EngineError``."""
    renewed = recalibrate(present().load(), cars, prices, source=source)
    verdict = verdict_on_ranges(renewed.manifest["recalibrated"])
    return _enter(PriceModel.objects.register(renewed), verdict, is_forced=is_forced, say=say)


def present() -> GradientBoostingEstimator:
    """The model that answers: the active version, or the shipped one."""
    active = PriceModel.objects.active()
    return active.estimator if active else engine("pricing").fallback


def verdict_on(learnt: Learnt, before: GradientBoostingEstimator) -> Verdict:
    """By cars that neither model has learnt from; where there are too few, by either one's own back-test."""
    rows = learnt.model.manifest["backtest"]["all"]
    if not rows:
        return Verdict(is_passed=False, reason=_("Not activated: there are too few later cars to judge it by."))
    coverage = rows[0]["coverage"]
    if not LEAST_COVERAGE <= coverage <= MOST_COVERAGE:
        return Verdict(
            is_passed=False,
            reason=_("Not activated: its ranges hold for %(share)s of asking prices.") % {"share": percent(coverage)},
        )
    try:
        new, old = _errors(learnt, before)
    except EngineError:
        return Verdict(is_passed=True, reason=_("Activated: the model before cannot be read."))
    said = {"new": percent(new), "old": percent(old)}
    if new > old * TOLERANCE:
        return Verdict(
            is_passed=False,
            reason=_("Not activated: its median error is %(new)s, that of the model before %(old)s.") % said,
        )
    return Verdict(
        is_passed=True, reason=_("Activated: its median error is %(new)s, that of the model before %(old)s.") % said
    )


def verdict_on_ranges(recent: dict[str, Any]) -> Verdict:
    said = {"before": percent(recent["before"]), "after": percent(recent["after"])}
    if abs(recent["after"] - AIMED_AT) > abs(recent["before"] - AIMED_AT):
        return Verdict(
            is_passed=False,
            reason=_("Not activated: its ranges would hold for %(after)s, and hold for %(before)s now.") % said,
        )
    return Verdict(
        is_passed=True,
        reason=_("Activated: its ranges hold for %(after)s of the latest prices, %(before)s before.") % said,
    )


def _errors(learnt: Learnt, before: GradientBoostingEstimator) -> tuple[float, float]:
    judged, known_until = learnt.judged, date.fromisoformat(before.manifest["until"])
    unseen = judged.late & np.array([car.priced_on > known_until for car in judged.cars], dtype=bool)
    if unseen.sum() < FEWEST_IN_COMMON:
        own = before.manifest["backtest"]["all"]
        return figures(judged, judged.late)["median_error"], own[0]["median_error"] if own else float("inf")
    at = np.flatnonzero(unseen).tolist()
    cars, prices = [judged.cars[index] for index in at], np.exp(judged.asked[at]).tolist()
    residuals = measure(before.load(), cars, prices).residuals
    return figures(judged, unseen)["median_error"], float(np.median(np.abs(np.exp(-residuals) - 1)))


def _enter(row: PriceModel, verdict: Verdict, *, is_forced: bool, say: Say) -> PriceModel:
    row.verdict = verdict.reason
    if is_forced and not verdict.is_passed:
        row.verdict = _("Activated by hand. %(reason)s") % {"reason": verdict.reason}
    row.save(update_fields=["verdict"])
    if verdict.is_passed or is_forced:
        row.activate()
    say(row.verdict)
    return row
