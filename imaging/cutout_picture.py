"""A cut-out car as a picture of its own: its colours, and nothing where it is not."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from imaging.edges import foreground, trimmed
from imaging.light import to_linear, to_srgb
from vehicles.renditions import fit

LONGEST_SIDE = 2560


def transparent(photo: Image.Image, alpha: Image.Image) -> Image.Image:
    """RGBA, at most ``LONGEST_SIDE`` pixels on its longer side, the old scenery's colours taken out of its rim."""
    small, matte = fit(photo, LONGEST_SIDE), fit(alpha, LONGEST_SIDE)
    cover = trimmed(np.asarray(matte))
    colours = to_srgb(foreground(to_linear(np.asarray(small)), cover))
    # What nobody sees must not be seen by whoever removes the transparency.
    colours[cover == 0] = 255
    levels = (cover * 255 + 0.5).astype(np.uint8)
    return Image.fromarray(np.dstack((colours, levels)))


def png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()
