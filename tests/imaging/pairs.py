"""Two rendered cars in one photo: the one for sale, and another parked close behind its end."""

from __future__ import annotations

import numpy as np
from PIL import Image

from imaging.engines.passes import overlap
from tests.imaging.cars import car


def side_by_side() -> tuple[Image.Image, Image.Image]:
    """The photo, and the mask of the car for sale."""
    photo, mask = car("blue_front_left")
    other, stamp = car("red_rear_left")
    box = stamp.getbbox() or (0, 0, 1, 1)
    _, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
    height = round((bottom - top) * 0.48)
    size = (round(height * (box[2] - box[0]) / (box[3] - box[1])), height)
    place = (right - round(size[0] * 0.3), bottom - height - 60)
    both = photo.copy()
    both.paste(other.crop(box).resize(size), place, stamp.crop(box).resize(size))
    both.paste(photo, (0, 0), mask)
    return both, mask


def overlap_of(alpha: Image.Image, mask: Image.Image) -> float:
    return overlap(np.asarray(alpha) > 127, np.asarray(mask) > 127)
