"""A smaller copy of a photo for all that looks at the whole of it."""

from __future__ import annotations

from PIL import Image

LEAST = 2000
"""Pixels of the longer side: enough for a car that takes a sixth of the photo's width."""


def overview(photo: Image.Image) -> Image.Image:
    """Reduced by a whole factor, to ``LEAST`` or more; the picture itself where it is not twice as large."""
    factor = max(photo.size) // LEAST
    if factor < 2:
        return photo
    size = max(1, round(photo.width / factor)), max(1, round(photo.height / factor))
    return photo.resize(size, Image.Resampling.BOX, reducing_gap=1.0)
