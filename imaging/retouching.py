"""A photo left whole, as its photographer would develop it: white balance, exposure, horizon, sharpness.

Global adjustments only, each within limits: nothing is painted, nothing in the photo is told from anything else.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

MEASURED_SIDE = 800
MINKOWSKI = 6
"""Of the mean that stands for the light's colour: Finlayson and Trezzi, "Shades of Gray and Colour Constancy", 2004."""
MOST_TINT = 0.10
MIDDLE, MOST_GAMMA = 0.44, 1.35
"""What the median brightness moves towards, half the way."""
DARKEST, BRIGHTEST = 14, 238
"""How far black and white points may be taken in, of 255."""
SHARPENING, RADIUS = 0.45, 1.1
LEAST_TILT, MOST_TILT = 0.6, 4.0
"""Degrees. Less is not seen; more is meant, or no horizon."""
EDGES = 12.0
"""Degrees to either side of level and upright within which edges are counted."""
CONTRAST = 1.8
"""How much more of them than usual must lie one way."""
AGREEMENT = 0.8
"""Degrees by which what lies level and what stands upright may differ."""


@dataclass(frozen=True)
class Retouch:
    """What is done to one photo. ``gains`` are for red, green and blue, ``gamma`` below 1 brightens."""

    gains: tuple[float, float, float]
    black: float
    white: float
    gamma: float
    tilt: float
    """Degrees, clockwise positive, that the photo is turned back by."""

    def apply(self, photo: Image.Image) -> Image.Image:
        pixels = np.asarray(photo)
        if self.tilt:
            pixels = _levelled(pixels, self.tilt)
        pixels = np.asarray(cv2.LUT(pixels, self._curves()), dtype=np.uint8)
        soft = cv2.GaussianBlur(pixels, (0, 0), RADIUS * max(pixels.shape) / 2560 + 0.4)
        return Image.fromarray(cv2.addWeighted(pixels, 1 + SHARPENING, soft, -SHARPENING, 0))

    def _curves(self) -> Bytes:
        levels = np.arange(256, dtype=np.float64)[:, None] * np.array(self.gains)
        levels = np.clip((levels - self.black) / (self.white - self.black), 0, 1) ** self.gamma
        return np.asarray((levels * 255 + 0.5).astype(np.uint8)[None])


def retouched(photo: Image.Image) -> Image.Image:
    """An RGB picture of the photo's size, or a little smaller where it was turned."""
    return retouch_for(photo).apply(photo)


def retouch_for(photo: Image.Image) -> Retouch:
    scale = min(1.0, MEASURED_SIDE / max(photo.size))
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    small = np.asarray(photo.resize(size, Image.Resampling.BOX, reducing_gap=2.0))
    gains = _gains(small)
    brightness = np.clip(small * np.array(gains), 0, 255) @ np.array([0.2126, 0.7152, 0.0722])
    black = min(float(np.percentile(brightness, 0.5)), DARKEST)
    white = max(float(np.percentile(brightness, 99.5)), BRIGHTEST)
    median = float(np.clip((np.median(brightness) - black) / (white - black), 0.02, 0.98))
    wanted = np.sqrt(median * MIDDLE)
    gamma = float(np.clip(np.log(wanted) / np.log(median), 1 / MOST_GAMMA, MOST_GAMMA))
    return Retouch(gains, black, white, gamma, tilt_of(small))


def _gains(small: Bytes) -> tuple[float, float, float]:
    """Half of what would make the light white. Burnt-out and black pixels tell nothing of it."""
    pixels = small.reshape(-1, 3).astype(np.float64)
    lit = pixels[(pixels.max(axis=1) < 250) & (pixels.max(axis=1) > 12)]
    if len(lit) < 100:
        return 1.0, 1.0, 1.0
    light = (lit**MINKOWSKI).mean(axis=0) ** (1 / MINKOWSKI) + 1
    gains = np.clip(np.sqrt(light.mean() / light), 1 - MOST_TINT, 1 + MOST_TINT)
    gains /= float(gains @ np.array([0.2126, 0.7152, 0.0722]))
    red, green, blue = (float(gain) for gain in gains)
    return red, green, blue


def tilt_of(small: Bytes) -> float:
    """Degrees that the photo is to be turned by; 0 unless what stands upright and what lies level agree.

    One of them alone may be perspective: kerbs run away from the camera, walls lean when it looks up.
    """
    angles, weights = _edges(small)
    (upright, is_upright_clear), (level, is_level_clear) = (
        _peak(leaning, weights) for leaning in (angles, np.where(angles > 0, angles - 90, angles + 90))
    )
    tilt = (upright + level) / 2
    is_sure = is_upright_clear and is_level_clear and abs(upright - level) < AGREEMENT
    return round(tilt, 2) if is_sure and LEAST_TILT <= abs(tilt) <= MOST_TILT else 0.0


def _edges(small: Bytes) -> tuple[Floats, Floats]:
    """The direction of every clear edge's gradient in degrees, 0 across an upright edge, and how much it counts."""
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (0, 0), 1.2).astype(np.float32)
    across, down = cv2.Scharr(grey, cv2.CV_32F, 1, 0), cv2.Scharr(grey, cv2.CV_32F, 0, 1)
    xx, xy, yy = (cv2.GaussianBlur(part, (0, 0), 2.0) for part in (across * across, across * down, down * down))
    strength = xx + yy
    # Only where all gradients of a neighbourhood point the same way is there an edge and no texture.
    coherence = np.sqrt((xx - yy) ** 2 + 4 * xy**2) / (strength + 1e-3)
    is_edge = (coherence > 0.9) & (strength > np.percentile(strength, 85))
    angles = 0.5 * np.degrees(np.arctan2(2 * xy[is_edge], (xx - yy)[is_edge]))
    return angles.astype(np.float64), np.sqrt(strength[is_edge]).astype(np.float64)


def _peak(angles: Floats, weights: Floats) -> tuple[float, bool]:
    """Where most edges within ``EDGES`` lie, and whether they clearly do."""
    step = 0.1
    counts, _ = np.histogram(angles, bins=round(2 * EDGES / step), range=(-EDGES, EDGES), weights=weights)
    smooth = cv2.GaussianBlur(counts.astype(np.float32)[None], (0, 0), 6)[0]
    at = int(smooth.argmax())
    return -EDGES + (at + 0.5) * step, bool(smooth[at] > CONTRAST * np.median(smooth) > 0)


def _levelled(pixels: Bytes, tilt: float) -> Bytes:
    """Turned about its middle and enlarged just enough that no corner is empty."""
    height, width = pixels.shape[:2]
    angle = np.radians(abs(tilt))
    scale = np.cos(angle) + np.sin(angle) * max(width / height, height / width)
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), tilt, scale)
    turned = cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)
