"""How clearly a photo shows where its car ends. Colours are CIE L*a*b*, differences Euclidean (CIE 1976)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SIDE = 640
"""Longest side at which they are measured."""
BESIDE = 0.03
"""Of the square root of the car's area: how far to both sides of the outline colours are compared."""
ALIKE = 6.0
"""Colours no farther apart are hardly told from each other."""
LEAST = 1e-2


@dataclass(frozen=True)
class Contrast:
    edge: float
    """The strongest change of colour near the outline, per pixel: median along it."""
    faint_edge: float
    """The same, lower quartile."""
    edge_beside_photo: float
    """The median beside the strong edges of the whole photo."""
    difference: float
    """Between the colours on both sides of the outline: median along it."""
    faint_difference: float
    """The same, lowest tenth."""
    camouflaged: float
    """Share of the outline on whose sides colours are alike."""
    light: float
    """Mean lightness of the car."""
    range: float
    """Standard deviation of its lightness."""
    sharpness: float
    """Logarithm of the variance of the Laplacian of its lightness."""


def contrast_of(photo: Image.Image, alpha: Image.Image) -> Contrast | None:
    """Of an upright RGB photo and its matte, of whatever sizes. None for an outline that has no length in the photo."""
    scale = min(1.0, SIDE / max(photo.size))
    size = max(8, round(photo.width * scale)), max(8, round(photo.height * scale))
    car = np.asarray(alpha.resize(size, Image.Resampling.BOX, reducing_gap=2.0)) > 127
    small = np.asarray(photo.resize(size, Image.Resampling.BOX, reducing_gap=2.0).convert("RGB"))
    outline = _outline(car)
    if outline is None:
        return None
    lab: Floats = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 0] *= 100 / 255
    edges, strong = _edges(lab, outline)
    differences = _differences(lab, car)[outline]
    lightness = lab[..., 0]
    middle = float(np.median(edges))
    return Contrast(
        edge=middle,
        faint_edge=float(np.quantile(edges, 0.25)),
        edge_beside_photo=middle / (strong + 10 * LEAST),
        difference=float(np.median(differences)),
        faint_difference=float(np.quantile(differences, 0.1)),
        camouflaged=float((differences < ALIKE).mean()),
        light=float(lightness[car].mean()),
        range=float(lightness[car].std()),
        sharpness=float(np.log(cv2.Laplacian(lightness, cv2.CV_32F)[car].var() + LEAST)),
    )


def _outline(car: Mask) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Rows and columns, without those where the photo ends."""
    contours, _ = cv2.findContours(car.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    points = max(contours, key=len).reshape(-1, 2)
    height, width = car.shape
    kept = points[(points > 2).all(axis=1) & (points[:, 0] < width - 3) & (points[:, 1] < height - 3)]
    return (kept[:, 1], kept[:, 0]) if len(kept) else None


def _edges(lab: Floats, outline: tuple[NDArray[Any], NDArray[Any]]) -> tuple[Floats, float]:
    """How strong they are near the outline, and the strongest tenth's least in the whole photo."""
    calm = cv2.GaussianBlur(lab, (0, 0), 1.2)
    across, down = cv2.Sobel(calm, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(calm, cv2.CV_32F, 0, 1) / 8
    strength = np.sqrt((across * across + down * down).sum(axis=2))
    near = cv2.dilate(strength, np.ones((5, 5), np.uint8))
    return near[outline], float(np.quantile(near, 0.9))


def _differences(lab: Floats, car: Mask) -> Floats:
    """Between the mean colours of the car and of the rest around each pixel."""
    side = 2 * max(2, round(float(car.sum()) ** 0.5 * BESIDE)) + 1
    means = []
    for part in (car.astype(np.float32), (~car).astype(np.float32)):
        weight = np.maximum(cv2.blur(part, (side, side)), 1e-3)
        means.append(cv2.blur(lab * part[..., None], (side, side)) / weight[..., None])
    difference = means[0] - means[1]
    return np.asarray(np.sqrt((difference * difference).sum(axis=2)), dtype=np.float32)
