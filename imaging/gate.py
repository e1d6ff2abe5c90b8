"""What speaks against a photo before anything costly is done with it. A person has the last word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from vehicles.measuring import distance

# Chosen on 244 photos and on versions of them blurred, shaken, darkened and brightened: benchmarks/photo_gate.py.
LEAST_SHARPNESS = 25.0
LEAST_LIGHT = 70.0
MOST_GLARE = 0.08
LEAST_SIDE = 400
"""Pixels of the longer side. Portals show 1600; a phone takes ten times as many, so this is some thumbnail."""
ALIKE = 10
"""Bits of the likeness in which two photos of one series differ at most."""


class Verdict(TextChoices):
    DARK = "dark", _("Too dark: the car can hardly be seen.")
    GLARE = "glare", _("Glare: a part of the car is burnt out.")
    BLURRED = "blurred", _("Blurred: hold still and take it again.")
    SMALL = "small", _("Too few pixels: send the original of this photo.")
    DUPLICATE = "duplicate", _("Nearly the same as a sharper photo of this car.")


@dataclass(frozen=True)
class Shot:
    """A photo as the gate knows it; ``overruled`` holds the verdicts that a person has turned down."""

    key: int
    measures: dict[str, Any]
    longer_side: int
    overruled: frozenset[str] = frozenset()


def verdict_on(shot: Shot, *, is_twin: bool = False) -> Verdict | None:
    """The first that stands, those that explain others first: a dark photo is blurred too."""
    measures = shot.measures
    found = {
        Verdict.DARK: bool(measures) and measures["light"] < LEAST_LIGHT,
        Verdict.GLARE: bool(measures) and measures["glare"] > MOST_GLARE,
        Verdict.BLURRED: bool(measures) and measures["sharpness"] < LEAST_SHARPNESS,
        Verdict.SMALL: shot.longer_side < LEAST_SIDE,
        Verdict.DUPLICATE: is_twin,
    }
    return next((verdict for verdict, stands in found.items() if stands and verdict not in shot.overruled), None)


def twins(shots: Sequence[Shot]) -> dict[int, int]:
    """Of each series of nearly the same photos, which sharper one stands for each of the others."""
    best: list[Shot] = []
    found: dict[int, int] = {}
    for shot in sorted(shots, key=lambda shot: (-shot.measures.get("sharpness", 0.0), shot.key)):
        twin = next((one for one in best if _are_alike(one, shot)), None)
        if twin and Verdict.DUPLICATE not in shot.overruled:
            found[shot.key] = twin.key
        elif shot.measures:
            best.append(shot)
    return found


def _are_alike(one: Shot, other: Shot) -> bool:
    likenesses = one.measures.get("likeness"), other.measures.get("likeness")
    return all(likenesses) and distance(*likenesses) <= ALIKE  # type: ignore[arg-type]
