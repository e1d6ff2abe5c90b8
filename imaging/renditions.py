"""The three files every result is kept as, made from one picture and free of the photo's metadata."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

FULL_SIDE = 2560
DISPLAY_WIDTH = 1600
THUMBNAIL_WIDTH = 400
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
    """JPEG, at most 2560 pixels wide."""
    display: bytes
    """WebP, 1600 pixels wide."""
    thumbnail: bytes
    """WebP, 400 pixels wide."""


def renditions(picture: Image.Image) -> Renditions:
    pixels = np.asarray(picture.convert("RGB"))
    full = _narrowed(pixels, FULL_SIDE)
    display = _narrowed(full, DISPLAY_WIDTH)
    return Renditions(
        full=_encoded(full, "JPEG", quality=90, subsampling=0, progressive=True),
        display=_encoded(display, "WEBP", quality=82, method=2),
        thumbnail=_encoded(_narrowed(display, THUMBNAIL_WIDTH), "WEBP", quality=78, method=2),
    )


def _narrowed(pixels: np.typing.NDArray[np.uint8], width: int) -> np.typing.NDArray[np.uint8]:
    if pixels.shape[1] <= width:
        return pixels
    height = max(1, round(pixels.shape[0] * width / pixels.shape[1]))
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encoded(pixels: np.typing.NDArray[np.uint8], file_format: str, **options: int) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels).save(out, file_format, xmp=MARK, **options)
    return out.getvalue()
