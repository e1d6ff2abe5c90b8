"""An outline that a person has drawn: read from what a browser sends, laid over the one that was there."""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
from django.utils.translation import gettext as _
from PIL import Image

MOST_BYTES = 2 * 1024**2
SIDES = (16, 2048)
SMALLEST_SHARE = 0.001
CHANGED = 64
"""Grey levels by which a pixel differs where it was painted over, and not merely resampled."""

Size = tuple[int, int]


class InvalidOutline(ValueError):
    """What was sent is no outline of this photo; the message tells its sender what to do."""


def drawn_in(content: bytes, size: Size) -> Image.Image:
    """The outline in a small PNG, mode "L"; its shape has to be that of the photo's ``size``. Raises InvalidOutline."""
    if len(content) > MOST_BYTES:
        raise InvalidOutline(_("This outline is too large. Open the page again and redraw it."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["PNG"])
            if not _is_reduced(picture.size, size):
                raise InvalidOutline(_("This outline is not of this photo. Open the page again and redraw it."))
            outline = picture.getchannel("A") if "A" in picture.getbands() else picture.convert("L")
    except (OSError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError, Warning) as error:
        raise InvalidOutline(_("This outline cannot be read. Open the page again and redraw it.")) from error
    if (np.asarray(outline) > 127).mean() < SMALLEST_SHARE:
        raise InvalidOutline(_("Nothing is kept. Paint over the car first."))
    return outline


def _is_reduced(small: Size, size: Size) -> bool:
    """Whether a picture of ``small`` may be the photo reduced: each side was rounded once."""
    within = SIDES[0] <= max(small) <= SIDES[1] and min(small) >= 1
    return within and abs(small[0] * size[1] - small[1] * size[0]) <= max(size) + max(small)


def retouched(before: Image.Image | None, drawn: Image.Image, size: Size) -> Image.Image:
    """What was drawn where it differs from ``before``, whose finer edge stays elsewhere; of the photo's ``size``.

    ``before`` itself where nothing differs.
    """
    enlarged = drawn.resize(size, Image.Resampling.BICUBIC)
    if before is None or before.size != size:
        return enlarged
    reduced = np.asarray(before.resize(drawn.size, Image.Resampling.BOX), dtype=np.int16)
    changed = np.abs(np.asarray(drawn, dtype=np.int16) - reduced) > CHANGED
    if not changed.any():
        return before
    weight = cv2.GaussianBlur(cv2.dilate(changed.astype(np.uint8) * 255, np.ones((5, 5), np.uint8)), (0, 0), 1.0)
    return Image.composite(enlarged, before, Image.fromarray(weight).resize(size, Image.Resampling.BILINEAR))
