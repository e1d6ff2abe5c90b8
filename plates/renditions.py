"""Pictures of plates for people."""

from __future__ import annotations

from PIL import Image

from plates.engines.base import Quad

_HEIGHT = 96
_WIDEST = 640


def flat_crop(photo: Image.Image, quad: Quad) -> Image.Image:
    """Return the plate as seen from straight ahead, 96 pixels high."""
    top_left, top_right, bottom_right, bottom_left = quad
    along = (_distance(top_left, top_right) + _distance(bottom_left, bottom_right)) / 2
    across = (_distance(top_left, bottom_left) + _distance(top_right, bottom_right)) / 2
    width = min(_WIDEST, max(_HEIGHT, round(_HEIGHT * along / max(across, 1.0))))
    corners = (*top_left, *bottom_left, *bottom_right, *top_right)
    return photo.transform((width, _HEIGHT), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
