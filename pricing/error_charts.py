"""Geometry of the plots of errors and coverage, drawn on the server: coordinates are strings, as in ``charts``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LINE = 30
LEFT, RIGHT = 128, 392
TOP = 26
# Shares shown from left to right; coverage lies in the upper half.
ERROR_SCALE = (0.0, 0.05, 0.1, 0.15, 0.2)
COVERAGE_SCALE = (0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One group of cars. ``x`` is the end of its bar; ``range_x`` and ``dot_y`` the place of its coverage."""

    label: str
    figures: dict[str, Any]
    y: str
    text_y: str
    x: str
    text_x: str
    range_x: str
    dot_y: str


@dataclass(frozen=True, slots=True)
class Tick:
    percent: int
    x: str


@dataclass(frozen=True, slots=True)
class ErrorChart:
    """Bars of the median error, and dots of the share of prices inside the range."""

    lines: tuple[Line, ...]
    height: int
    bottom: int
    error_ticks: tuple[Tick, ...]
    coverage_ticks: tuple[Tick, ...]
    aim_x: str


def error_chart(rows: Sequence[tuple[str, dict[str, Any]]]) -> ErrorChart:
    """Each row a label and ``figures`` of ``pricing.engines.backtest``."""
    bottom = TOP + LINE * len(rows)
    return ErrorChart(
        lines=tuple(_line(at, label, figures) for at, (label, figures) in enumerate(rows)),
        height=bottom + 8,
        bottom=bottom,
        error_ticks=_ticks(ERROR_SCALE),
        coverage_ticks=_ticks(COVERAGE_SCALE),
        aim_x=_text(_place(0.8, COVERAGE_SCALE)),
    )


def _line(at: int, label: str, figures: dict[str, Any]) -> Line:
    y = TOP + LINE * at + 5
    end = _place(figures["median_error"], ERROR_SCALE)
    inside = _place(figures["coverage"], COVERAGE_SCALE)
    # The figure stands behind its bar, and in front of the edge.
    return Line(
        label=label,
        figures=figures,
        y=str(y),
        text_y=str(y + 14),
        x=_text(end - LEFT),
        text_x=_text(min(end + 6, RIGHT - 40)),
        range_x=_text(inside),
        dot_y=str(y + 10),
    )


def _ticks(scale: Sequence[float]) -> tuple[Tick, ...]:
    return tuple(Tick(round(100 * share), _text(_place(share, scale))) for share in scale)


def _place(share: float, scale: Sequence[float]) -> float:
    part = (share - scale[0]) / (scale[-1] - scale[0])
    return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, part))


def _text(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
