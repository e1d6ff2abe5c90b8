"""What can be told of a photo in a few milliseconds, before anything costly is done with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 800
EVEN = 3.0
"""Grey levels, as a standard deviation. A picture this even shows nothing that could be sharp, dark or dazzling."""
BLOWN = 250
TOP, BOTTOM, LEFT, RIGHT = 0.15, 0.90, 0.10, 0.90
"""The part of the frame that is judged, where the subject is: a sharp street behind a blurred car is no excuse."""
SECOND_DERIVATIVES = tuple(
    np.array(kernel, np.float32)
    for kernel in (
        [[0, 0, 0], [1, -2, 1], [0, 0, 0]],
        [[0, 1, 0], [0, -2, 0], [0, 1, 0]],
        [[1, 0, 0], [0, -2, 0], [0, 0, 1]],
        [[0, 0, 1], [0, -2, 0], [1, 0, 0]],
    )
)


@dataclass(frozen=True)
class Measures:
    """Of the photo at 800 px, in its middle."""

    sharpness: float
    """Variance of the Laplacian along the direction in which it is least: a shaken camera blurs one direction only."""
    light: float
    """Grey level that nine pixels in ten do not reach, 0 to 255."""
    glare: float
    """Share of burnt-out pixels where they are not the white surroundings, 0 to 1."""
    likeness: str
    """Perceptual hash, 16 hexadecimal digits; nearly the same photos differ in a few of its 64 bits."""

    @classmethod
    def of(cls, photo: Image.Image) -> Self | None:
        """None for a picture of one colour."""
        small = np.asarray(photo.convert("RGB").resize(_size(photo), Image.Resampling.BOX))
        grey: NDArray[np.uint8] = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        if float(grey.std()) < EVEN:
            return None
        middle = _middle(grey)
        return cls(
            sharpness=round(min(float(cv2.filter2D(middle, cv2.CV_32F, one).var()) for one in SECOND_DERIVATIVES), 1),
            light=round(float(np.percentile(middle, 90)), 1),
            glare=round(_glare(small, grey), 4),
            likeness=f"{_likeness(grey):016x}",
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def distance(one: str, other: str) -> int:
    """In how many bits two likenesses differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _size(photo: Image.Image) -> tuple[int, int]:
    scale = min(1.0, SIDE / max(photo.size))
    return max(1, round(photo.width * scale)), max(1, round(photo.height * scale))


def _middle(pixels: NDArray[Any]) -> NDArray[Any]:
    height, width = pixels.shape[:2]
    return pixels[int(TOP * height) : int(BOTTOM * height), int(LEFT * width) : int(RIGHT * width)]


def _glare(small: NDArray[np.uint8], grey: NDArray[np.uint8]) -> float:
    """White that reaches the edge of the photo is a sky or a studio: only what it surrounds is judged."""
    blown = (small.min(axis=2) >= BLOWN).astype(np.uint8)
    _count, labels = cv2.connectedComponents(blown)
    rim = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    subject = _middle(~np.isin(labels, rim[rim > 0]))
    if not subject.any():
        return 0.0
    return float(_middle(blown)[subject].mean())


def _likeness(grey: NDArray[np.uint8]) -> int:
    """The signs of the 8 x 8 lowest frequencies, less the mean, against their median."""
    tiny = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(tiny)[:8, :8].ravel()
    bits = low > np.median(low[1:])
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes(), "big")
