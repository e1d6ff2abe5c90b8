"""What a hidden plate shows instead: made flat, before it is turned into the plate's perspective."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Floats = NDArray[Any]
Style = Literal["blur", "solid", "name", "logo"]

# A plate is left with this many blocks along and across: too few to tell any character by.
_PLATE_BLOCKS = (6, 2)
_FACE_BLOCKS = (3, 4)
_SHADE_BLOCKS = 4
_WHITE_PAPER = 235.0
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PAD = 0.14
"""Round the name or the logo, in heights of the plate."""


@dataclass(frozen=True)
class Cover:
    """``colour`` as "#rrggbb". A name needs ``text``, a logo ``logo``; without it the colour alone is shown."""

    style: Style = "blur"
    colour: str = "#ffffff"
    text: str = ""
    logo: Image.Image | None = None

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(self.colour)

    @property
    def rgb(self) -> tuple[int, int, int]:
        red, green, blue = (int(self.colour[at : at + 2], 16) for at in (1, 3, 5))
        return red, green, blue


BLUR = Cover()
Draw = Callable[[Floats], Floats]


def plate_cover(cover: Cover) -> Draw:
    """Takes the flat plate and returns a picture of the same size that shows nothing of its characters."""
    return _blurred_plate if cover.style == "blur" else lambda flat: _panel(flat, cover) * _shade(flat)


def blurred_face(flat: Floats) -> Floats:
    return _averages(flat, _FACE_BLOCKS)


def _blurred_plate(flat: Floats) -> Floats:
    return _averages(flat, _PLATE_BLOCKS)


def _averages(flat: Floats, blocks: tuple[int, int]) -> Floats:
    """Made anew from a dozen averages, so that nothing is left to be sharpened."""
    height, width = flat.shape[:2]
    means = cv2.resize(flat, blocks, interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(means, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.GaussianBlur(smooth, (0, 0), max(1.0, height / 4), borderType=cv2.BORDER_REPLICATE)


def _shade(flat: Floats) -> Floats:
    """The light that falls on the plate, 1 on white paper in the sun: the paper's brightness along four blocks."""
    columns = np.array_split(flat.mean(axis=2), _SHADE_BLOCKS, axis=1)
    paper = np.array([[np.percentile(block, 85) for block in columns]], dtype=np.float32)
    along = cv2.resize(paper, (flat.shape[1], 1), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(along / _WHITE_PAPER, 0.2, 1.08)[..., None])


def _panel(flat: Floats, cover: Cover) -> Floats:
    height, width = flat.shape[:2]
    # Drawn twice as fine, and no smaller than reads well: the photo's own pixels are too few to draw letters with.
    scale = max(2.0, 96 / height)
    panel = Image.new("RGB", (max(8, round(width * scale)), max(8, round(height * scale))), cover.rgb)
    if cover.style == "logo" and cover.logo is not None:
        _place(panel, cover.logo)
    elif cover.style == "name" and cover.text.strip():
        _write(panel, cover)
    return cv2.resize(np.asarray(panel, dtype=np.float32), (width, height), interpolation=cv2.INTER_AREA)


def _place(panel: Image.Image, logo: Image.Image) -> None:
    room = _room(panel)
    scale = min(room[0] / logo.width, room[1] / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    small = logo.convert("RGBA").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    panel.paste(small, ((panel.width - size[0]) // 2, (panel.height - size[1]) // 2), small)


def _write(panel: Image.Image, cover: Cover) -> None:
    """On one line, as large as it fits; the colour of the letters is black or white, whichever reads better."""
    wide, high = _room(panel)
    text = " ".join(cover.text.split())
    left, top, right, bottom = bold_font(100).getbbox(text)
    size = max(6, int(100 * min(wide / max(1, right - left), high * 0.78 / max(1, bottom - top))))
    # Luma as in BT.601.
    ink = "black" if np.dot(cover.rgb, (0.299, 0.587, 0.114)) > 140 else "white"
    middle = (panel.width / 2, panel.height / 2)
    ImageDraw.Draw(panel).text(middle, text, font=bold_font(size), fill=ink, anchor="mm")


def _room(panel: Image.Image) -> tuple[float, float]:
    pad = 2 * _PAD * panel.height
    return max(1.0, panel.width - pad), max(1.0, panel.height - pad)


@lru_cache(maxsize=16)
def bold_font(size: int) -> ImageFont.FreeTypeFont:
    """Inter (SIL Open Font Licence), as the back office brings it; it knows the accents of the languages around."""
    with as_file(files("unfold") / "static/unfold/fonts/inter/Inter-Bold.woff2") as path:
        return ImageFont.truetype(str(path), size)
