"""What a photo shows, and whether its cut-out can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from PIL import Image

from imaging.engines.base import Matte
from imaging.engines.overview import overview
from imaging.engines.vehicles import VehicleBox
from imaging.scoring import Measures, Score, score_of

CONFIDENT = 0.95
LEAST_AGREEMENT = 0.85
"""Between two looks. Below it a person looks, whatever else speaks for the cut-out."""
SMALLEST_CAR = 0.03
"""Of the photo's area. A smaller car would be enlarged until it is blurred."""
DETAIL_SHARE = 0.80
"""Of the photo's area. Nothing that shows a whole car fills the frame so far."""
FRAME_SHARE = 0.06
"""Of the car's own extent along an edge of the photo. Less is a shadow or a bumper just touching it."""


class Doubt(TextChoices):
    """Why a result is not shown until a person has looked."""

    NO_CAR = "no_car", _("No car was found in this photo.")
    CUT_OFF = "cut_off", _("The car is cut off by the edge of the photo. Step back and take it again.")
    TOO_SMALL = "too_small", _("The car is too small in this photo. Come closer and take it again.")
    UNCERTAIN = "uncertain", _("The outline of the car is uncertain. Compare it with the original.")
    ODD_SHAPE = "odd_shape", _("Part of the car may be missing, or something beside it was kept. Compare the outline.")
    OTHER_CAR = "other_car", _("Another vehicle may be mixed up with this one. Compare the outline.")


REASONS = {"shape": Doubt.ODD_SHAPE, "vehicles": Doubt.OTHER_CAR, "sight": Doubt.UNCERTAIN}


@dataclass(frozen=True)
class Outline:
    """A matte's measures that do not depend on the photo's size."""

    share: float
    """Of the photo's area that is car."""
    cut_edges: tuple[str, ...]
    """Edges of the photo that cut the car off: "left", "top", "right", "bottom"."""

    @classmethod
    def of(cls, alpha: Image.Image) -> Outline:
        small = np.asarray(alpha.resize((320, 240), Image.Resampling.BOX, reducing_gap=2.0)) > 127
        return cls(share=float(small.mean()), cut_edges=_cut_edges(small))


def _cut_edges(car: NDArray[np.bool_]) -> tuple[str, ...]:
    height = max(1, int(car.any(axis=1).sum()))
    width = max(1, int(car.any(axis=0).sum()))
    touched = {
        "left": car[:, 0].sum() / height,
        "top": car[0].sum() / width,
        "right": car[:, -1].sum() / height,
        "bottom": car[-1].sum() / width,
    }
    return tuple(edge for edge, share in touched.items() if share > FRAME_SHARE)


@dataclass(frozen=True)
class Verdict:
    doubt: Doubt | None
    score: float | None
    """0 to 1: how likely the cut-out is good; None where there is nothing to go by."""


def verdict(matte: Matte | None, photo: Image.Image, vehicles: Sequence[VehicleBox]) -> Verdict:
    """``vehicles`` are those found in the photo, which may be smaller than its matte.

    An engine that says how sure it is, but not why, is believed.
    """
    if matte is None:
        return Verdict(Doubt.NO_CAR, 0.0)
    matte = replace(matte, alpha=overview(matte.alpha))
    is_told = matte.confidence is not None and matte.passes is None
    measures = None if is_told else Measures.of(matte, photo, vehicles)
    score = score_of(measures) if measures else None
    return Verdict(_doubt(matte, score), score.value if score else matte.confidence)


def _doubt(matte: Matte, score: Score | None) -> Doubt | None:
    outline = Outline.of(matte.alpha)
    if outline.cut_edges:
        return Doubt.CUT_OFF
    if outline.share < SMALLEST_CAR:
        return Doubt.TOO_SMALL
    if score and score.is_doubtful:
        return REASONS[score.against]
    least = CONFIDENT if score is None else LEAST_AGREEMENT
    return Doubt.UNCERTAIN if matte.confidence is not None and matte.confidence < least else None


def guess_kind(alpha: Image.Image | None, *, has_plate: bool) -> str:
    """ "exterior", "interior" or "detail", from the matte and the plate: a first guess, no more.

    Seats and dashboards give no matte, or one that most edges cut; a wheel or a lamp seen close is cut by some edges.
    """
    if alpha is None:
        return "exterior" if has_plate else "interior"
    outline = Outline.of(alpha)
    if has_plate and outline.share < DETAIL_SHARE:
        return "exterior"
    if len(outline.cut_edges) >= 3 or outline.share >= DETAIL_SHARE:
        return "interior"
    return "detail" if len(outline.cut_edges) == 2 or outline.share < SMALLEST_CAR / 3 else "exterior"
