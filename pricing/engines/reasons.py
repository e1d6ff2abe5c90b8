"""Why this price: from the typical car of the model to this one, in euros that add up exactly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pricing.engines.base import Features, Reason
from pricing.engines.features import COLUMNS, FACTORS, TREES

Floats = npt.NDArray[np.float64]

ROUNDED_TO = 10


def rounded(euros: float) -> int:
    return round(euros / ROUNDED_TO) * ROUNDED_TO


def crossings(row: Floats, typical: Floats, nets: dict[str, Floats]) -> Floats:
    """From the typical car to this one, factor by factor, in one order and in its reverse: one row a step.

    ``nets`` holds, per factor, what it changes in what the hedonic nets say; together they lead to this car too.
    """
    rows = []
    for order in (tuple(FACTORS), tuple(reversed(FACTORS))):
        rows.append(typical.copy())
        for factor in order:
            rows.append(rows[-1].copy())
            places = [COLUMNS.index(column) for column in FACTORS[factor]]
            rows[-1][places] = row[places]
            rows[-1][TREES:] += nets.get(factor, 0.0)
    return np.array(rows)


def shares_of(log_prices: Floats) -> dict[str, float]:
    """What each factor adds to the log price, from the prices of ``crossings``.

    The mean over an order and its reverse is Shapley's value as long as factors interact in pairs.
    """
    there, back = (np.diff(half) for half in np.split(log_prices, 2))
    return {factor: float(one + other) / 2 for factor, one, other in zip(FACTORS, there, back[::-1], strict=True)}


def reasons(features: Features, *, age: int, typical: int, price: int, shares: dict[str, float]) -> tuple[Reason, ...]:
    """``shares`` is, per factor, what this car's log price has more than the typical car's.

    Logs become euros by their logarithmic mean (Törnqvist et al., 1985), the one factor by which logarithmic
    differences add up to the difference in euros without a remainder; rounding's remainder goes to the largest reason.
    """
    total = sum(shares.values())
    per_log = (price - typical) / total if abs(total) > 1e-9 else 0.0
    euros = {factor: rounded(share * per_log) for factor, share in shares.items()}
    largest = max(euros, key=lambda factor: abs(euros[factor]))
    euros[largest] += price - typical - sum(euros.values())
    labels = _labels(features, age)
    told = [Reason(factor, labels[factor], amount) for factor, amount in euros.items() if amount]
    return (Reason("typical", features.model, typical), *sorted(told, key=lambda reason: -abs(reason.euros)))


def _labels(features: Features, age: int) -> dict[str, str]:
    """The facts themselves; words of the vocabulary stay as they are, for whoever shows them to translate."""
    return {
        "age": str(age),
        "mileage": str(features.mileage_km),
        "version": features.version,
        "power": str(features.power_hp or ""),
        "gearbox": features.gearbox,
        "fuel": features.fuel,
        "body": features.body,
        "color": features.color,
        "market": features.country,
    }
