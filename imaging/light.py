"""Linear light, and the one global adjustment a car gets so that it belongs to its new place."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

MOST_EXPOSURE = 0.14
MOST_TINT = 0.08
MOST_DIFFERENCE = 5.0
"""CIE76, between a car's paint before and after: seen side by side it is the same colour in another light."""
LOWER_SHADE = 0.14
"""Floors bounce less light than the sky gives: the lower third of a car fades towards this much darker."""
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], dtype=np.float32)
LUMA = TO_XYZ[1]


def _srgb_to_linear() -> Floats:
    encoded = np.arange(256, dtype=np.float64) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


def _linear_to_srgb() -> Bytes:
    linear = np.arange(65536, dtype=np.float64) / 65535
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (encoded * 255 + 0.5).astype(np.uint8)


DECODE = _srgb_to_linear()
ENCODE = _linear_to_srgb()


def to_linear(pixels: Bytes) -> Floats:
    return np.asarray(cv2.LUT(pixels, DECODE), dtype=np.float32)


def to_srgb(linear: Floats) -> Bytes:
    levels = np.clip(linear, 0, 1)
    levels *= 65535
    return np.asarray(ENCODE[levels.astype(np.uint16)], dtype=np.uint8)


@dataclass(frozen=True)
class Adjustment:
    """All that is done to a car's own pixels: a gain per channel in linear light, and a shade towards the sills."""

    gains: tuple[float, float, float]
    lower_shade: float = LOWER_SHADE

    def rows(self, height: int) -> Floats:
        """The shade's factor for each row of a car ``height`` pixels high."""
        depth = np.linspace(0, 1, height, dtype=np.float32)
        ramp = np.clip((depth - 2 / 3) * 3, 0, 1)
        return np.asarray(1 - self.lower_shade * ramp * ramp * (3 - 2 * ramp), dtype=np.float32)

    def apply(self, linear: Floats) -> Floats:
        gains = np.array(self.gains, dtype=np.float32)
        return np.asarray(linear * gains * self.rows(linear.shape[0])[:, None, None], dtype=np.float32)


def adjustment(photo: Bytes, alpha: Bytes, scene: Bytes) -> Adjustment:
    """From small versions of the photo, its matte and the scene: half a grey-world correction, limited exposure."""
    linear = to_linear(photo)
    around, car = linear[alpha < 16], linear[alpha > 240]
    if len(around) < 50 or len(car) < 50:
        return Adjustment((1.0, 1.0, 1.0))
    mean = around.mean(axis=0) + 1e-4
    tint = np.clip(np.sqrt(mean.mean() / mean), 1 - MOST_TINT, 1 + MOST_TINT)
    tint /= float(tint @ LUMA)
    level = float(to_linear(scene).reshape(-1, 3).mean(axis=0) @ LUMA)
    exposure = (level / float(mean @ LUMA)) ** 0.25
    # A white car must not burn out: its brightest hundredth stays below white.
    brightest = float(np.quantile(car @ LUMA, 0.99))
    exposure = min(exposure, max(1.0, 0.92 / max(brightest, 1e-3)))
    exposure = float(np.clip(exposure, 1 - MOST_EXPOSURE, 1 + MOST_EXPOSURE))
    return Adjustment(_within(np.median(car, axis=0), tint * exposure))


def _within(paint: Floats, gains: Floats) -> tuple[float, float, float]:
    """As much of the gains as keeps the paint's colour."""
    strength = 1.0
    while strength > 0.05 and difference(paint, paint * gains**strength) > MOST_DIFFERENCE:
        strength -= 0.05
    red, green, blue = (float(value) for value in gains**strength)
    return red, green, blue


def difference(one: Floats, other: Floats) -> float:
    """CIE76 between two colours in linear light."""
    return float(np.linalg.norm(_lab(one) - _lab(other)))


def _lab(linear: Floats) -> Floats:
    """CIE L*a*b* under D65."""
    xyz = TO_XYZ @ np.clip(linear, 0, 1) / TO_XYZ.sum(axis=1)
    curve = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * curve[1] - 16, 500 * (curve[0] - curve[1]), 200 * (curve[1] - curve[2])], dtype=np.float32)
