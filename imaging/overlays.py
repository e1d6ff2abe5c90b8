"""A logo, a banner and labels drawn onto a finished picture. Pixels in, pixels out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from plates.covers import Cover, bold_font

Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right"]

# In widths of the picture, so that all its sizes look the same.
MARGIN = 0.02
LOGO_WIDTH, LOGO_HEIGHT = 0.16, 0.10
BANNER, BANNER_TEXT = 0.052, 0.027
LABEL_TEXT = 0.034
SOLD_COLOUR = "#b91c1c"


@dataclass(frozen=True)
class Overlay:
    """What is empty is not drawn. Colours as "#rrggbb"."""

    logo: Image.Image | None = None
    corner: Corner = "top_right"
    banner: str = ""
    colour: str = "#111827"
    price: str = ""
    sold: str = ""


def draw_over(picture: Image.Image, overlay: Overlay) -> Image.Image:
    """A copy of the RGB picture."""
    drawn = picture.copy()
    floor = drawn.height
    if overlay.banner:
        floor -= round(BANNER * drawn.width)
        _banner(drawn, overlay, floor)
    if overlay.logo:
        _logo(drawn, overlay.logo, overlay.corner, floor)
    is_left_free = not overlay.logo or not overlay.corner.endswith("left")
    if overlay.sold:
        _label(drawn, overlay.sold, SOLD_COLOUR, at_left=is_left_free, floor=None)
    if overlay.price:
        _label(drawn, overlay.price, overlay.colour, at_left=is_left_free, floor=floor)
    return drawn


def _banner(picture: Image.Image, overlay: Overlay, top: int) -> None:
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, top, picture.width, picture.height), fill=overlay.colour)
    size = _fitting(overlay.banner, BANNER_TEXT * picture.width, (1 - 2 * MARGIN) * picture.width)
    middle = (picture.width / 2, (top + picture.height) / 2)
    pen.text(middle, overlay.banner, font=bold_font(size), fill=ink_on(overlay.colour), anchor="mm")


def _logo(picture: Image.Image, logo: Image.Image, corner: Corner, floor: int) -> None:
    scale = min(LOGO_WIDTH * picture.width / logo.width, LOGO_HEIGHT * picture.width / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    small = logo.convert("RGBA").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    margin = round(MARGIN * picture.width)
    left = margin if corner.endswith("left") else picture.width - margin - size[0]
    top = margin if corner.startswith("top") else floor - margin - size[1]
    picture.paste(small, (left, top), small)


def _label(picture: Image.Image, text: str, colour: str, *, at_left: bool, floor: int | None) -> None:
    """In an upper corner or, with a floor, in a lower one above it."""
    size = _fitting(text, LABEL_TEXT * picture.width, picture.width / 2)
    letters = bold_font(size)
    margin, padding = MARGIN * picture.width, 0.45 * size
    wide, high = letters.getlength(text) + 2 * padding, size + 2 * padding
    left = margin if at_left else picture.width - margin - wide
    top = margin if floor is None else floor - margin - high
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((left, top, left + wide, top + high), radius=0.25 * size, fill=colour)
    pen.text((left + wide / 2, top + high / 2), text, font=letters, fill=ink_on(colour), anchor="mm")


def _fitting(text: str, size: float, room: float) -> int:
    return max(8, int(min(size, size * room / max(1.0, bold_font(round(size)).getlength(text)))))


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better. Luma as in BT.601."""
    return "black" if np.dot(Cover("solid", colour).rgb, (0.299, 0.587, 0.114)) > 140 else "white"
