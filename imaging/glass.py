"""A car's windows, where they can be told for sure, and what is seen through them: the old street, made less of.

Nothing is painted: each pixel of a window keeps its place and its order in brightness, with less of its own light and
colour above those of the new scene.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.light import LUMA

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

WIDTH = 512
"""Pixels of the car at which windows are looked for."""
DOORS = (0.48, 0.66, 0.3, 0.7)
"""Top, bottom, left and right of the paint between the wheels, in heights and widths of the car."""
BELT = (0.26, 0.52)
"""In heights of the car: between these the windows end."""
SLOPES = np.linspace(-0.10, 0.10, 21)
SIDES = (0.10, 0.92)
FRAME = 0.018
"""Of the car's width: roof and pillars round every window."""
UNLIKE_PAINT = (20.0, 28.0, 36.0, 46.0, 58.0)
"""Distances in CIE L*a*b*, lightness counting less: each gives an opinion of what may be a window."""
AGREED = 0.95
"""Intersection over union of two opinions. Where no two agree so well, nothing is touched."""
LEAST_SHARE, MOST_SHARE = 0.095, 0.20
"""Of the car's area that windows take up, all together."""
LEAST_OF_HULL = 0.88
"""Of the area inside a band laid round all windows. The rest is pillars; less, and windows are missing."""
SMALLEST = 0.008
ROUNDS = 4
"""Of GrabCut."""
SHARP, ACROSS = 7.0, 1.5
"""Grey levels a pixel that an edge differs, and how much more down than across."""
LONG_LINE, INNER_LINE, BELOW_LINE = 0.7, 0.9, 0.12
"""Of the windows' width, of that line, and of the windows' area below it: a line like that is where they end."""

KEPT_LIGHT, KEPT_COLOUR = 0.32, 0.22
"""Of what is brighter than the tint, and of the colour of all that is seen through a window."""
TINT = 0.16
"""Of the new scene's light: how bright a window is that shows nothing."""


def find_windows(car: Bytes, alpha: Bytes) -> Floats | None:
    """How much each pixel is window, 0 to 1, of an RGB car cropped to its ``alpha``; None where nobody can be sure.

    The car is seen from its side. Made for whoever would rather leave a window than touch paint: two opinions of what
    is unlike the doors' paint have to agree, above one straight line, and look like windows all together.
    """
    height = max(8, round(WIDTH * car.shape[0] / car.shape[1]))
    small = np.asarray(cv2.resize(car, (WIDTH, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    body = np.asarray(cv2.resize(alpha, (WIDTH, height), interpolation=cv2.INTER_AREA)) > 127
    colours = np.asarray(cv2.cvtColor(cv2.bilateralFilter(small, 5, 30, 5), cv2.COLOR_RGB2LAB), dtype=np.uint8)
    is_edge = _edges(small, body)
    zone = _above(_belt(is_edge), body)
    windows = _agreed((_opinion(colours, body, zone, limit) for limit in UNLIKE_PAINT), body, is_edge)
    if windows is None:
        return None
    inner = cv2.erode(windows.astype(np.uint8), _disc(5)).astype(np.float32)
    soft = cv2.GaussianBlur(inner, (0, 0), 1.5)
    return np.asarray(cv2.resize(soft, (car.shape[1], car.shape[0]), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _agreed(opinions: Iterator[Mask], body: Mask, is_edge: Mask) -> Mask | None:
    """What the first two that agree have in common, where it looks like the windows of a car."""
    heard: list[Mask] = []
    for one in opinions:
        for other in heard:
            both = one & other
            if both.any() and both.sum() >= AGREED * (one | other).sum() and _are_windows(_filled(both), body, is_edge):
                return _filled(both)
        heard.append(one)
    return None


def _are_windows(found: Mask, body: Mask, is_edge: Mask) -> bool:
    share = float(found.sum() / body.sum())
    is_usual = LEAST_SHARE <= share <= MOST_SHARE and _share_of_hull(found) >= LEAST_OF_HULL
    return is_usual and not _has_inner_line(found, is_edge)


def toned(pixels: Floats, windows: Floats, scene: Floats) -> Floats:
    """In linear light: what is seen through the windows is no brighter and no more colourful than fits the scene.

    ``scene`` is the colour of the new surroundings.
    """
    tint = float(scene @ LUMA) * TINT
    light = pixels @ LUMA
    wanted = np.where(light > tint, tint + (light - tint) * KEPT_LIGHT, light)
    grey = light[..., None] + (pixels - light[..., None]) * KEPT_COLOUR
    seen = grey * (wanted / np.maximum(light, 1e-4))[..., None]
    return np.asarray(pixels + (seen - pixels) * windows[..., None], dtype=np.float32)


def _edges(small: Bytes, body: Mask) -> Mask:
    """Where something sharp runs along the car, a pixel more to either side."""
    pixels = small.astype(np.float32)
    down = np.abs(cv2.Sobel(pixels, cv2.CV_32F, 0, 1)).max(axis=2) / 4
    across = np.abs(cv2.Sobel(pixels, cv2.CV_32F, 1, 0)).max(axis=2) / 4
    sharp = (down > SHARP) & (down > ACROSS * across)
    return (cv2.dilate(sharp.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0) & body


def _belt(is_edge: Mask) -> tuple[float, float]:
    """Height at the middle of the car and slope of the straightest sharp line that may end the windows."""
    height, width = is_edge.shape
    x = np.arange(round(DOORS[2] * width), round(DOORS[3] * width))
    middles = np.arange(round(BELT[0] * height), round(BELT[1] * height))
    best = (-1.0, float(middles[-1]), 0.0)
    for slope in SLOPES:
        y = np.rint(middles[:, None] + slope * (x - width / 2)[None]).astype(int).clip(0, height - 1)
        shares = is_edge[y, x].mean(axis=1)
        # The lowest of equals: what lies above a line of the doors may still be a window.
        at = len(shares) - 1 - int(np.argmax(shares[::-1]))
        best = max(best, (float(shares[at]), float(middles[at]), float(slope)))
    return best[1], best[2]


def _above(belt: tuple[float, float], body: Mask) -> Mask:
    """Where windows may be: above the belt, with the car's frame round them."""
    height, width = body.shape
    inside = cv2.distanceTransform(np.pad(body.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.mgrid[0:height, 0:width]
    between = (x > SIDES[0] * width) & (x < SIDES[1] * width)
    zone = between & (inside > FRAME * width) & (y < belt[0] + belt[1] * (x - width / 2) - 1)
    return np.asarray(zone, dtype=np.bool_)


def _opinion(colours: Bytes, body: Mask, zone: Mask, limit: float) -> Mask:
    """What cannot be the doors' paint, its borders found by GrabCut (Rother et al., SIGGRAPH 2004); red lamps not."""
    height, width = body.shape
    rows = slice(round(DOORS[0] * height), round(DOORS[1] * height))
    columns = slice(round(DOORS[2] * width), round(DOORS[3] * width))
    doors = colours[rows, columns][body[rows, columns]]
    if not len(doors):
        return np.zeros_like(body)
    paint = np.median(doors, axis=0)
    unlike = np.linalg.norm((colours - paint) * np.array([0.6, 1.3, 1.3]), axis=2) > limit
    if (zone & unlike).sum() < SMALLEST * body.sum():
        return np.zeros_like(body)
    # Below the doors wheels and sills would only confuse what is known of the paint.
    upper = slice(0, round(DOORS[1] * height))
    marks = np.where(zone, np.where(unlike, cv2.GC_PR_FGD, cv2.GC_PR_BGD), cv2.GC_BGD).astype(np.uint8)[upper].copy()
    plain = np.where(body[..., None], colours, paint.astype(np.uint8))[upper].astype(np.uint8)
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(plain), marks, (0, 0, 0, 0), *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.zeros_like(body)
    found[upper] = marks == cv2.GC_PR_FGD
    is_red = (colours[..., 1].astype(np.int16) - 128 > 22) & (colours[..., 0] > 50)
    found &= cv2.dilate(is_red.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    opened = np.asarray(cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, _disc(5)), dtype=np.uint8)
    return _large(opened, SMALLEST * float(body.sum()))


def _large(found: Bytes, least: float) -> Mask:
    _count, labels, stats, _middles = cv2.connectedComponentsWithStats(found)
    kept = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= least)
    return np.asarray(np.isin(labels, kept[kept > 0]))


def _filled(mask: Mask) -> Mask:
    """What a window surrounds is window: a bright house seen through it, a sticker."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros(mask.shape, np.uint8), outlines, -1, 1, cv2.FILLED) > 0)


def _has_inner_line(windows: Mask, is_edge: Mask) -> bool:
    """Whether a sharp line runs all through the lower half of the area, pillars too: below it is paint that mirrors."""
    rows, columns = np.flatnonzero(windows.any(axis=1)), np.flatnonzero(windows.any(axis=0))
    above = np.cumsum(windows, axis=0)
    for slope in SLOPES:
        starts = np.arange((rows[0] + rows[-1]) // 2, rows[-1])[:, None]
        lines = np.rint(starts + slope * (columns - columns.mean())).astype(int).clip(0, windows.shape[0] - 1)
        inside = windows[lines, columns]
        long = inside.mean(axis=1) > LONG_LINE
        sharp = (is_edge[lines, columns] & inside).sum(axis=1) > INNER_LINE * inside.sum(axis=1)
        below = 1 - above[lines, columns].sum(axis=1) / windows.sum()
        if (long & sharp & (below > BELOW_LINE)).any():
            return True
    return False


def _share_of_hull(windows: Mask) -> float:
    hull = cv2.convexHull(cv2.findNonZero(windows.astype(np.uint8)))
    return float(windows.sum() / max(1.0, cv2.contourArea(hull)))


def _disc(size: int) -> Bytes:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)
