"""How far asking prices lie from the estimate: ranges that hold as often as they say, checked on later cars.

Conformal prediction (Vovk et al., 2005) on residuals scaled by their expected size, by groups of cars (Mondrian): what
is learnt from cars listed after those the price was learnt from holds for drift too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Four asking prices out of five lie in the range: one in ten below it, one in ten above.
BELOW, ABOVE = 0.1, 0.9
ALL = "all"
SMALLEST_GROUP = 150
HALVES = 2
# Residuals under half a percent are luck, not precision.
FLOOR = 0.005
PARAMETERS = {
    "objective": "l2",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "lambda_l2": 5.0,
    "verbose": -1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 160


@dataclass(frozen=True, slots=True)
class Ranges:
    """``offsets`` holds, per group, how many expected residuals the low and the high price lie from the estimate."""

    spreads: tuple[lgb.Booster, ...]
    offsets: dict[str, tuple[float, float]]

    def widths(self, matrix: Floats) -> Floats:
        return spread_of(self.spreads, matrix)

    def bounds(self, log_prices: Floats, widths: Floats, groups: Sequence[str]) -> tuple[Floats, Floats]:
        """Log of the low and of the high price; the estimate always lies between them."""
        offsets = np.array([self.offsets.get(group, self.offsets[ALL]) for group in groups]).reshape(-1, 2)
        low = log_prices + np.minimum(offsets[:, 0], -0.1) * widths
        high = log_prices + np.maximum(offsets[:, 1], 0.1) * widths
        return low, high


def spread_of(boosters: Sequence[lgb.Booster], matrix: Floats) -> Floats:
    logs = [booster.predict(matrix, num_threads=1) for booster in boosters]
    spread: Floats = np.exp(np.mean(logs, axis=0))
    return spread


def calibrate(matrix: Floats, residuals: Floats, groups: Sequence[str], *, seed: int = 0) -> tuple[Ranges, Floats]:
    """Learn the expected size on either half and measure it on the other; also give each car's place.

    A car's place in its range is 0 at the estimate, -1 at the low and 1 at the high price: inside is within ±1.
    """
    half = np.random.default_rng(seed).integers(HALVES, size=len(residuals))
    spreads = tuple(_fit_spread(matrix[half != other], residuals[half != other]) for other in range(HALVES))
    scaled = np.empty(len(residuals))
    for other, spread in enumerate(spreads):
        scaled[half == other] = residuals[half == other] / spread_of([spread], matrix[half == other])
    names = np.array(groups)
    offsets = _offsets(scaled, names)
    crossed = np.empty(len(residuals))
    for other in range(HALVES):
        learnt = _offsets(scaled[half != other], names[half != other])
        crossed[half == other] = _shares(scaled[half == other], names[half == other], learnt)
    return Ranges(spreads, offsets), crossed


def _fit_spread(matrix: Floats, residuals: Floats) -> lgb.Booster:
    target = np.log(np.abs(residuals) + FLOOR)
    return lgb.train(PARAMETERS, lgb.Dataset(matrix, target), ROUNDS)


def _offsets(scaled: Floats, groups: npt.NDArray[np.str_]) -> dict[str, tuple[float, float]]:
    parts = {ALL: scaled, **{str(group): scaled[groups == group] for group in np.unique(groups)}}
    return {
        group: (float(np.quantile(part, BELOW)), float(np.quantile(part, ABOVE)))
        for group, part in parts.items()
        if group == ALL or len(part) >= SMALLEST_GROUP
    }


def _shares(scaled: Floats, groups: npt.NDArray[np.str_], offsets: dict[str, tuple[float, float]]) -> Floats:
    limits = np.array([offsets.get(str(group), offsets[ALL]) for group in groups]).reshape(-1, 2)
    places: Floats = np.where(scaled < 0, -scaled / limits[:, 0], scaled / limits[:, 1])
    return places
