"""Where an asking price stands against the market, in five steps with fixed bands."""

from __future__ import annotations

from dataclasses import dataclass

# In percent of the recommended price: a step begins above its limit.
NEAR, FAR = 4, 10
# Beyond, a digit too many or too few is likelier than a bargain.
ABSURD = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """``percent`` above (or, negative, below) the recommended price; ``step`` from 1, far below, to 5, far above."""

    percent: int
    step: int

    @property
    def distance(self) -> int:
        return abs(self.percent)

    @property
    def is_absurd(self) -> bool:
        return self.distance > ABSURD


def standing_of(price: int, recommended: int) -> Standing:
    percent = round(100 * (price - recommended) / recommended)
    limits = (-FAR, -NEAR, NEAR + 1, FAR + 1)
    return Standing(percent, 1 + sum(percent >= limit for limit in limits))


def bands() -> tuple[int, ...]:
    """The limits between the five steps, in percent."""
    return (-FAR, -NEAR, NEAR, FAR)
