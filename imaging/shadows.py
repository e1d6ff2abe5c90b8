"""What a car does to the floor it stands on: shadows and reflection.

Parameters were judged by eye on real cars; w and h are the car's width and height in the result. Everything is
worked out at a quarter of the size: shadows have no detail, and blurs cost sixteen times less.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.backgrounds import Background
from imaging.ground import Ground

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

COARSE = 4
UNDER_BODY = 0.96
CONTACT = 0.90
SOFT = 0.72
WIDE = 0.38
LARGEST_SHIFT = 0.02
FOOTPRINT = 0.16
"""How far back the car's footprint goes behind its ground line, in h; the car hides the rest."""
REFLECTION = 0.75
REFLECTION_REACH = 0.30


@dataclass(frozen=True)
class Standing:
    """A car on the floor: its size and where it is in the region being painted, all in pixels."""

    left: int
    top: int
    width: int
    height: int
    ground: Ground
    region: tuple[int, int]
    """Height and width of the painted region."""


def shade(standing: Standing, scene: Background) -> Floats:
    """The share of light each pixel of the region keeps, 0 to 1."""
    w, h = standing.width / COARSE, standing.height / COARSE
    strength = 0.75 + 0.35 * (1 - scene.ambient)
    shift = -scene.light_side * LARGEST_SHIFT * standing.width
    thickness = FOOTPRINT * standing.height
    body = _band(standing, standing.ground.left_wheel, standing.ground.right_wheel, thickness)
    whole = _band(standing, 0, standing.width - 1, thickness, shift)
    kept = 1 - UNDER_BODY * _blurred(body, 0.010 * w, 0.017 * h)
    kept *= 1 - CONTACT * _blurred(_contacts(standing), 0.008 * w, 0.012 * h)
    kept *= 1 - SOFT * strength * _blurred(whole, 0.024 * w, 0.045 * h)
    kept *= 1 - WIDE * strength * _blurred(whole, 0.06 * w, 0.10 * h)
    height, width = standing.region
    return np.clip(cv2.resize(kept, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1).astype(np.float32)


def _blurred(mask: Floats, across: float, down: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(across, 0.6), sigmaY=max(down, 0.6)), dtype=np.float32)


def _band(standing: Standing, start: int, end: int, thickness: float, shift: float = 0.0) -> Floats:
    """The strip of that thickness behind the ground line, between two columns of the car."""
    x = np.linspace(start, end, 64)
    y = np.interp(x, np.arange(standing.width), standing.ground.line)
    return _filled(standing, x + shift, y - thickness, y)


def _contacts(standing: Standing) -> Floats:
    """A thin strip wherever the car's outline touches the ground line, which is where the tyres are."""
    ground = standing.ground
    touching = np.nan_to_num(ground.line - ground.outline, nan=np.inf) < 0.022 * standing.height
    touching[: ground.left_wheel] = touching[ground.right_wheel + 1 :] = False
    mask = np.zeros(_coarse(standing.region), np.float32)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], touching.astype(np.int8), [0]))))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        x = np.linspace(start, end - 1, 16)
        y = np.interp(x, np.arange(standing.width), ground.line)
        mask = np.maximum(mask, _filled(standing, x, y - 0.035 * standing.height, y + 0.010 * standing.height))
    return mask


def _filled(standing: Standing, x: Doubles, above: Doubles, below: Doubles) -> Floats:
    outline = np.concatenate((np.stack((x, above), axis=1), np.stack((x, below), axis=1)[::-1]))
    outline = (outline + np.array([standing.left, standing.top])) / COARSE
    mask = np.zeros(_coarse(standing.region), np.float32)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    return mask


def _coarse(region: tuple[int, int]) -> tuple[int, int]:
    return -(-region[0] // COARSE), -(-region[1] // COARSE)


def reflect(floor: Floats, car: Floats, alpha: Floats, standing: Standing, scene: Background) -> None:
    """Mix the car's mirror image into the floor, in place; each column is mirrored at the ground line."""
    w, h, line = standing.width, standing.height, standing.ground.line
    top = int(line.min())
    rows = min(round(h * REFLECTION_REACH * 3) + h - top, standing.region[0] - standing.top - top)
    # Room for the blur on both sides, as far as the region goes.
    aside = min(round(0.05 * w), standing.left, standing.region[1] - standing.left - w)
    if rows < COARSE or aside < 0:
        return
    y, x = np.mgrid[0:rows:COARSE, -aside : w + aside : COARSE].astype(np.float32)
    at = line[np.clip(x.astype(np.int32), 0, w - 1)]
    below = y + top - at
    premultiplied = np.dstack((car * alpha[..., None], alpha))
    mirrored = cv2.remap(premultiplied, x, at - below, cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))
    sharp = cv2.GaussianBlur(mirrored, (0, 0), max(0.5, 0.003 * w / COARSE))
    vague = cv2.GaussianBlur(mirrored, (0, 0), 0.015 * w / COARSE)
    distance = np.clip(below / h, 0, None)
    share = np.clip(distance / REFLECTION_REACH, 0, 1)[..., None]
    strength = REFLECTION * scene.floor_reflectivity * np.exp(-distance / REFLECTION_REACH) * (below > -COARSE)
    mixed = (sharp + (vague - sharp) * share) * strength[..., None]
    full = cv2.resize(mixed, (w + 2 * aside, rows), interpolation=cv2.INTER_LINEAR)
    start, left = standing.top + top, standing.left - aside
    part = floor[start : start + rows, left : left + w + 2 * aside]
    part *= 1 - full[..., 3:]
    part += full[..., :3]
