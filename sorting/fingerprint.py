"""What a photo looks like, in 168 numbers: enough to tell one car in its light and place from the next."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 96
LENGTH = 168
Fingerprint = NDArray[np.floating]


def fingerprint(photo: Image.Image) -> Fingerprint:
    """Colours of the middle, where the car is, colours of the whole, and directions of edges, each of length one."""
    small = np.asarray(photo.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX))
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    quarter = SIDE // 4
    parts = [_colors(lab[quarter : 3 * quarter, quarter : 3 * quarter]), _colors(lab), _edges(lab[:, :, 0])]
    return np.concatenate([_unit(part) for part in parts])


def similarities(some: NDArray[np.floating], others: NDArray[np.floating]) -> NDArray[np.floating]:
    """A row for each of ``some``, a column for each of the ``others``; 1 for the same picture."""
    alike: NDArray[np.floating] = some @ others.T / 3
    return alike


def pack(print_: Fingerprint) -> bytes:
    return np.clip(np.rint(print_ * 255), 0, 255).astype(np.uint8).tobytes()


def unpack(packed: bytes | memoryview) -> Fingerprint:
    return np.frombuffer(bytes(packed), np.uint8).astype(np.float32) / 255


def _colors(lab: NDArray[np.floating]) -> NDArray[np.floating]:
    """Lightness in 12 steps, then the two colour axes in 6 x 8 cells, finest near grey, where most cars are."""
    light = np.histogram(lab[:, :, 0], bins=12, range=(0, 256))[0]
    edges = np.array([0, 104, 116, 124, 128, 132, 140, 152, 256])
    hue, _x, _y = np.histogram2d(lab[:, :, 1].ravel(), lab[:, :, 2].ravel(), bins=(edges[[0, 2, 3, 4, 5, 6, 8]], edges))
    return np.concatenate([light, hue.ravel()]).astype(np.float32)


def _edges(light: NDArray[np.floating]) -> NDArray[np.floating]:
    """Strength of the edges in 12 directions in each of four quarters."""
    across, down = cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)
    strength, angle = cv2.cartToPolar(across, down)
    half = SIDE // 2
    found = []
    for top in (0, half):
        for left in (0, half):
            cell = np.s_[top : top + half, left : left + half]
            found.append(np.histogram(angle[cell] % np.pi, bins=12, range=(0, np.pi), weights=strength[cell])[0])
    return np.concatenate(found).astype(np.float32)


def _unit(part: NDArray[np.floating]) -> NDArray[np.floating]:
    # The square root keeps one large even surface from hiding everything else.
    root = np.sqrt(part)
    unit: NDArray[np.floating] = root / max(float(np.linalg.norm(root)), 1e-6)
    return unit
