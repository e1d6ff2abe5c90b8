"""Geometry of the plots, drawn on the server as SVG: coordinates are strings, which no locale rewrites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log10

from pricing.standing import bands

WIDTH = 400
# The gauge shows a quarter below and above the recommended price, and more where the range is wider.
GAUGE_SPAN = 0.25
MARGIN_LEFT, MARGIN_RIGHT, TOP, BOTTOM = 52, 10, 12, 166
EDGE = 46


@dataclass(frozen=True, slots=True)
class Mark:
    """``text_x`` is where a centred label still fits into the drawing."""

    value: int
    x: str
    text_x: str
    y: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    step: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Gauge:
    bands: tuple[Band, ...]
    low: Mark
    recommended: Mark
    high: Mark
    range_width: str
    chosen: Mark | None
    is_beyond: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One reason of the waterfall, on a scale from 0 to 100. ``kind`` is start, more, less or total."""

    factor: str
    label: str
    euros: int
    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Curve:
    path: str
    area: str
    x_ticks: tuple[Mark, ...]
    y_ticks: tuple[Mark, ...]
    here: Mark
    points: tuple[tuple[int, int], ...]


def gauge(low: int, recommended: int, high: int, chosen: int | None) -> Gauge:
    least = min(recommended * (1 - GAUGE_SPAN), low * 0.97)
    most = max(recommended * (1 + GAUGE_SPAN), high * 1.03)

    def place(euros: float) -> float:
        return WIDTH * min(1.0, max(0.0, (euros - least) / (most - least)))

    edges = [0.0, *(place(recommended * (1 + percent / 100)) for percent in bands()), float(WIDTH)]
    return Gauge(
        bands=tuple(
            Band(step, text(left), text(right - left)) for step, (left, right) in enumerate(pairwise(edges), start=1)
        ),
        low=mark(low, place(low)),
        recommended=mark(recommended, place(recommended)),
        high=mark(high, place(high)),
        range_width=text(place(high) - place(low)),
        chosen=None if chosen is None else mark(chosen, place(chosen)),
        is_beyond=chosen is not None and not least <= chosen <= most,
    )


def waterfall(reasons: Iterable[dict[str, object]], total: int, adjustments: dict[str, int]) -> list[Bar]:
    """From the typical car's price, reason by reason, to this car's, and on by what the seller adds.

    ``reasons`` are as a valuation stores them, ``adjustments`` euros by kind.
    """
    steps = [(str(reason["factor"]), str(reason["label"]), int(str(reason["euros"]))) for reason in reasons]
    added = [("adjustment", kind, euros) for kind, euros in adjustments.items()]
    levels = list(accumulate((euros for _, _, euros in steps), initial=0))
    onward = list(accumulate((euros for _, _, euros in added), initial=total))
    reached = [*levels[1:], *onward]
    # The bars begin near the lowest level reached: from zero, the differences could not be seen.
    least, most = min(reached) * 0.95, max(reached) * 1.01
    bars = [
        _bar((factor, label, euros), (max(before, least) if at else least, after), (least, most))
        for at, ((factor, label, euros), (before, after)) in enumerate(zip(steps, pairwise(levels), strict=True))
    ]
    bars.append(_bar(("total", "", total), (least, total), (least, most)))
    bars += [_bar(step, ends, (least, most)) for step, ends in zip(added, pairwise(onward), strict=True)]
    return [*bars, _bar(("adjusted", "", onward[-1]), (least, onward[-1]), (least, most))] if added else bars


def _bar(step: tuple[str, str, int], ends: tuple[float, float], scale: tuple[float, float]) -> Bar:
    factor, label, euros = step
    left, right = (100 * (end - scale[0]) / (scale[1] - scale[0]) for end in sorted(ends))
    kind = {"typical": "start", "total": "total", "adjusted": "total"}.get(factor) or ("more" if euros > 0 else "less")
    return Bar(factor, label, euros, kind, text(left), text(max(right - left, 0.6)))


def curve(points: Sequence[tuple[int, int]], here: int) -> Curve:
    """A line through the points, with this car marked at ``here`` on the horizontal axis."""
    across, up = [point[0] for point in points], [point[1] for point in points]
    y_ticks = ticks(min(up), max(up))
    x_ticks = ticks(min(across), max(across))
    bottom, top = y_ticks[0], y_ticks[-1]

    def x_of(value: float) -> float:
        return MARGIN_LEFT + (WIDTH - MARGIN_LEFT - MARGIN_RIGHT) * (value - across[0]) / max(1, across[-1] - across[0])

    def y_of(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - bottom) / max(1, top - bottom)

    line = " ".join(f"{text(x_of(at))},{text(y_of(euros))}" for at, euros in points)
    mine = min(points, key=lambda point: abs(point[0] - here))
    return Curve(
        path=line,
        area=f"{text(x_of(across[0]))},{BOTTOM} {line} {text(x_of(across[-1]))},{BOTTOM}",
        x_ticks=tuple(mark(tick, x_of(tick)) for tick in x_ticks if across[0] <= tick <= across[-1]),
        y_ticks=tuple(Mark(tick, "0", "0", text(y_of(tick))) for tick in y_ticks),
        here=Mark(mine[1], text(x_of(mine[0])), text(_inside(x_of(mine[0]))), text(y_of(mine[1]))),
        points=tuple(points),
    )


def ticks(least: int, most: int, *, about: int = 4) -> list[int]:
    """Round numbers from at or below ``least`` to at or above ``most``."""
    rough = max(1.0, (most - least) / about)
    power = 10 ** int(log10(rough))
    step = max(1, next(int(factor * power) for factor in (1, 2, 5, 10) if factor * power >= rough))
    return list(range(least // step * step, most + step, step))


def mark(value: int, x: float) -> Mark:
    return Mark(value, text(x), text(_inside(x)))


def _inside(x: float) -> float:
    return min(WIDTH - EDGE, max(EDGE, x))


def text(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
