"""The files every result is kept as, made from one picture and free of the photo's metadata."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC's term for a photo mixed with computer-made parts: here the scene, and the cut made by a trained network."""
MARK = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    f' Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()


Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""
Draw = Callable[[Image.Image], Image.Image]


@dataclass(frozen=True)
class Rendition:
    side: int
    """Pixels of the longer side, at most."""
    suffix: str
    options: dict[str, Any]
    ratio: float | None = None
    """Width by height of a crop; None for the whole picture."""


def _jpeg(side: int, ratio: float | None = None, quality: int = 88) -> Rendition:
    return Rendition(side, ".jpg", {"format": "JPEG", "quality": quality, "subsampling": 0}, ratio)


def _webp(side: int, quality: int) -> Rendition:
    return Rendition(side, ".webp", {"format": "WEBP", "quality": quality, "method": 2})


# AVIF is 13 % smaller than WebP at the same error and takes seven times as long to write: it does not pay.
RENDITIONS = {
    "full": _jpeg(2560, quality=90),
    "full_webp": _webp(2560, 82),
    "medium": _jpeg(1600),
    "display": _webp(1600, 82),
    "thumbnail": _webp(400, 78),
    "4x3": _jpeg(1600, 4 / 3),
    "3x2": _jpeg(1600, 3 / 2),
    "16x9": _jpeg(1600, 16 / 9),
    "1x1": _jpeg(1600, 1.0),
}
LARGEST = max(one.side for one in RENDITIONS.values())
CROPS = tuple(name for name, one in RENDITIONS.items() if one.ratio)


def renditions(
    picture: Image.Image, *, is_composite: bool, car: Box | None = None, draw: Draw | None = None
) -> dict[str, bytes]:
    """All of an RGB picture; crops keep ``car`` in their middle, as far as the picture goes.

    ``draw`` puts a logo or labels onto each crop and onto the whole picture, so that no crop cuts them. Composites
    carry the mark of what they are; other pictures carry nothing.
    """
    mark = MARK if is_composite else None
    plain = _sizes(np.asarray(picture))
    whole = _sizes(_drawn(plain[LARGEST], draw)) if draw else plain
    contents = {}
    for name, one in RENDITIONS.items():
        pixels = whole[one.side]
        if one.ratio:
            pixels = _cropped(plain[one.side], one.ratio, _scaled(car, picture, plain[one.side]))
            pixels = _drawn(pixels, draw) if draw else pixels
        contents[name] = _encoded(pixels, mark, one.options)
    return contents


def _sizes(pixels: Pixels) -> dict[int, Pixels]:
    """Each is made from the next larger one: the largest is gone through once."""
    sizes = {}
    for side in sorted({one.side for one in RENDITIONS.values()}, reverse=True):
        sizes[side] = pixels = _fitted(pixels, side)
    return sizes


def _drawn(pixels: Pixels, draw: Draw) -> Pixels:
    return np.asarray(draw(Image.fromarray(pixels)))


def _scaled(car: Box | None, picture: Image.Image, pixels: Pixels) -> Box:
    if car is None:
        return 0, 0, pixels.shape[1], pixels.shape[0]
    left, top, right, bottom = (round(edge * pixels.shape[1] / picture.width) for edge in car)
    return left, top, right, bottom


def crop_jpeg(picture: Image.Image, name: str, mark: bytes | None = None) -> bytes:
    """One of ``CROPS`` of a picture that has no renditions of its own; ``mark`` is the XMP it carried."""
    one = RENDITIONS[name]
    pixels = _fitted(np.asarray(picture), one.side)
    high, wide = pixels.shape[:2]
    return _encoded(_cropped(pixels, one.ratio or wide / high, (0, 0, wide, high)), mark, one.options)


def full_jpeg(picture: Image.Image, *, is_composite: bool) -> bytes:
    one = RENDITIONS["full"]
    return _encoded(_fitted(np.asarray(picture), one.side), MARK if is_composite else None, one.options)


def crop_box(size: tuple[int, int], ratio: float, focus: Box) -> Box:
    """The largest part of that shape, as near to the middle of ``focus`` as it can be."""
    width, height = min(size[0], round(size[1] * ratio)), min(size[1], round(size[0] / ratio))
    left = min(max(0, (focus[0] + focus[2] - width) // 2), size[0] - width)
    top = min(max(0, (focus[1] + focus[3] - height) // 2), size[1] - height)
    return left, top, left + width, top + height


def _cropped(pixels: Pixels, ratio: float, focus: Box) -> Pixels:
    left, top, right, bottom = crop_box((pixels.shape[1], pixels.shape[0]), ratio, focus)
    return pixels[top:bottom, left:right]


def _fitted(pixels: Pixels, side: int) -> Pixels:
    height, width = pixels.shape[:2]
    if max(height, width) <= side:
        return pixels
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encoded(pixels: Pixels, mark: bytes | None, options: dict[str, Any]) -> bytes:
    out = BytesIO()
    marked: dict[str, Any] = {"xmp": mark} if mark else {}
    Image.fromarray(pixels).save(out, **options, **marked)
    return out.getvalue()
