"""The three files every result is kept as, made from one picture and free of the photo's metadata."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

FULL_SIDE = 2560
DISPLAY_SIDE = 1600
THUMBNAIL_SIDE = 400
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC's term for a photo mixed with computer-made parts: here the scene, and the cut made by a trained network."""
MARK = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    f' Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()


@dataclass(frozen=True)
class Renditions:
    full: bytes
    """JPEG, at most 2560 pixels on its longer side."""
    display: bytes
    """WebP, 1600 pixels."""
    thumbnail: bytes
    """WebP, 400 pixels."""


def renditions(picture: Image.Image, *, is_composite: bool = True) -> Renditions:
    """From an RGB picture. Composites carry the mark of what they are; other pictures carry nothing."""
    full = _fitted(np.asarray(picture), FULL_SIDE)
    display = _fitted(full, DISPLAY_SIDE)
    mark = MARK if is_composite else None
    return Renditions(
        full=_encoded(full, mark, format="JPEG", quality=90, subsampling=0, progressive=True),
        display=_encoded(display, mark, format="WEBP", quality=82, method=2),
        thumbnail=_encoded(_fitted(display, THUMBNAIL_SIDE), mark, format="WEBP", quality=78, method=2),
    )


def _fitted(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    if max(height, width) <= side:
        return pixels
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encoded(pixels: NDArray[np.uint8], mark: bytes | None, **options: Any) -> bytes:
    out = BytesIO()
    if mark:
        options["xmp"] = mark
    Image.fromarray(pixels).save(out, **options)
    return out.getvalue()
