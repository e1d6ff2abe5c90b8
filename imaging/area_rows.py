"""Areas as rows of a form: kind, then x and y of each corner."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plates.areas import MOST_AREAS, Areas, InvalidAreas
from plates.engines.base import Quad

NUMBERS = ("x1", "y1", "x2", "y2", "x3", "y3", "x4", "y4")
LABELS = (_("Top left"), _("Top right"), _("Bottom right"), _("Bottom left"))
PLATE, FACE, NOTHING = "plate", "face", ""


def rows_of(areas: Areas) -> list[dict[str, Any]]:
    plates = [areas.quad, *areas.others] if areas.quad else []
    return [_row(PLATE, quad) for quad in plates] + [_row(FACE, quad) for quad in areas.faces]


def _row(kind: str, quad: Quad) -> dict[str, Any]:
    return _with_labels(kind, [f"{number:.1f}" for corner in quad for number in corner])


def rows_in(data: QueryDict) -> list[dict[str, Any]]:
    """As they were sent, whatever was typed, so that nothing is lost; a blank row is none."""
    columns = [data.getlist(name)[: MOST_AREAS + 1] for name in NUMBERS]
    kinds = data.getlist("kind")[: MOST_AREAS + 1]
    padded = [[*column, *[""] * (len(kinds) - len(column))] for column in columns]
    rows = [_with_labels(kind, [column[at][:40] for column in padded]) for at, kind in enumerate(kinds)]
    return [row for row in rows if row["kind"] in {PLATE, FACE} and any(_texts(row))]


def areas_in(data: QueryDict, size: tuple[int, int]) -> Areas:
    """Raises ``InvalidAreas``."""
    found: dict[str, list[list[tuple[float, float]]]] = {PLATE: [], FACE: []}
    for row in rows_in(data):
        found[row["kind"]].append(_corners(_texts(row)))
    return Areas.marked(found[PLATE], found[FACE], size)


def _corners(texts: list[str]) -> list[tuple[float, float]]:
    try:
        numbers = [float(text.replace(",", ".")) for text in texts]
    except ValueError as error:
        raise InvalidAreas(str(_("An area has four corners, each with two numbers."))) from error
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _with_labels(kind: str, texts: list[str]) -> dict[str, Any]:
    corners = zip(LABELS, NUMBERS[::2], texts[::2], NUMBERS[1::2], texts[1::2], strict=True)
    return {
        "kind": kind,
        "corners": [dict(zip(("label", "x", "left", "y", "top"), one, strict=True)) for one in corners],
    }


def _texts(row: dict[str, Any]) -> list[str]:
    return [corner[name].strip() for corner in row["corners"] for name in ("left", "top")]


def blank_row() -> dict[str, Any]:
    return _with_labels(NOTHING, [""] * len(NUMBERS))
