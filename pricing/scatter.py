"""The plot of real cars' prices against their mileage, this car among them and the model's curve behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pricing.charts import BOTTOM, MARGIN_LEFT, MARGIN_RIGHT, TOP, WIDTH, Mark, mark, text, ticks
from pricing.similarity import Offer


@dataclass(frozen=True, slots=True)
class Dot:
    """``kind`` is asked, sold or own."""

    x: str
    y: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Scatter:
    dots: tuple[Dot, ...]
    line: str
    here: Mark
    x_ticks: tuple[Mark, ...]
    y_ticks: tuple[Mark, ...]


def scatter(offers: Sequence[Offer], curve: Sequence[tuple[int, int]], here: tuple[int, int]) -> Scatter:
    """``curve`` holds the model's (km, euros); ``here`` is this car's mileage and price."""
    kilometres = [*(offer.features.mileage_km or 0 for offer in offers), here[0]]
    prices = [*(offer.price for offer in offers), here[1]]
    x_ticks, y_ticks = ticks(min(kilometres), max(kilometres)), ticks(min(prices), max(prices))
    left, right, bottom, top = x_ticks[0], x_ticks[-1], y_ticks[0], y_ticks[-1]

    def x_of(value: float) -> float:
        return MARGIN_LEFT + (WIDTH - MARGIN_LEFT - MARGIN_RIGHT) * (value - left) / max(1, right - left)

    def y_of(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - bottom) / max(1, top - bottom)

    inside = [(at, euros) for at, euros in curve if left <= at <= right and bottom <= euros <= top]
    dots = tuple(
        Dot(text(x_of(offer.features.mileage_km or 0)), text(y_of(offer.price)), _kind(offer), offer.title)
        for offer in reversed(offers)
    )
    return Scatter(
        dots=dots,
        line=" ".join(f"{text(x_of(at))},{text(y_of(euros))}" for at, euros in inside),
        here=Mark(here[1], text(x_of(here[0])), "", text(y_of(here[1]))),
        x_ticks=tuple(mark(tick, x_of(tick)) for tick in x_ticks),
        y_ticks=tuple(Mark(tick, "0", "0", text(y_of(tick))) for tick in y_ticks),
    )


def _kind(offer: Offer) -> str:
    return "sold" if offer.is_sold else "own" if offer.vehicle_id else "asked"
