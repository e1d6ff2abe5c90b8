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
Limits = dict[str, tuple[float, float]]

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
    offsets: Limits

    def renewed(self, scaled: Floats, groups: Sequence[str]) -> Ranges:
        """The same expected sizes, with the limits measured anew; groups that are too small keep theirs."""
        return Ranges(self.spreads, self.offsets | limits_of(scaled, np.array(groups)))

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


def calibrate(
    matrix: Floats, residuals: Floats, groups: Sequence[str], *, seed: int = 0
) -> tuple[Ranges, npt.NDArray[np.bool_]]:
    """Learn the expected size on either half and measure it on the other; also say which lay in the other's range."""
    half = np.random.default_rng(seed).integers(HALVES, size=len(residuals))
    spreads = tuple(_fit_spread(matrix[half != other], residuals[half != other]) for other in range(HALVES))
    scaled = np.empty(len(residuals))
    for other, spread in enumerate(spreads):
        scaled[half == other] = residuals[half == other] / spread_of([spread], matrix[half == other])
    names = np.array(groups)
    return Ranges(spreads, limits_of(scaled, names)), inside_by_halves(scaled, names, half)


def inside_by_halves(
    scaled: Floats, groups: npt.NDArray[np.str_], half: npt.NDArray[np.int64], known: Limits | None = None
) -> npt.NDArray[np.bool_]:
    """Which scaled residuals lie in limits measured on the other half; ``known`` serves groups that are too small."""
    inside = np.empty(len(scaled), dtype=bool)
    for other in range(HALVES):
        limits = (known or {}) | limits_of(scaled[half != other], groups[half != other])
        inside[half == other] = inside_of(scaled[half == other], groups[half == other], limits)
    return inside


def inside_of(scaled: Floats, groups: npt.NDArray[np.str_], limits: Limits) -> npt.NDArray[np.bool_]:
    ends = np.array([limits.get(str(group), limits[ALL]) for group in groups]).reshape(-1, 2)
    inside: npt.NDArray[np.bool_] = (ends[:, 0] <= scaled) & (scaled <= ends[:, 1])
    return inside


def _fit_spread(matrix: Floats, residuals: Floats) -> lgb.Booster:
    target = np.log(np.abs(residuals) + FLOOR)
    return lgb.train(PARAMETERS, lgb.Dataset(matrix, target), ROUNDS)


def limits_of(scaled: Floats, groups: npt.NDArray[np.str_]) -> Limits:
    """Per group of at least 150 cars, and for all: how many expected residuals the low and the high price lie off."""
    parts = {ALL: scaled, **{str(group): scaled[groups == group] for group in np.unique(groups)}}
    return {
        group: (float(np.quantile(part, BELOW)), float(np.quantile(part, ABOVE)))
        for group, part in parts.items()
        if group == ALL or len(part) >= SMALLEST_GROUP
    }
