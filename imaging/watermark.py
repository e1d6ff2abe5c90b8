"""A dealership's name or logo in the corner of a picture that is taken away."""

from __future__ import annotations

from PIL import Image, ImageDraw

from plates.covers import bold_font

SHARE = 0.22
"""Of the picture's width, at most; a logo no higher than a third of that."""
MARGIN = 0.025
STRENGTH = 0.75


def with_name(picture: Image.Image, name: str) -> Image.Image:
    """White letters with a dark edge read on any ground."""
    layer = Image.new("RGBA", picture.size)
    wide = bold_font(100).getlength(name)
    size = max(8, min(int(picture.width * 0.035), int(100 * SHARE * picture.width / max(1.0, wide))))
    margin = round(MARGIN * picture.width)
    ImageDraw.Draw(layer).text(
        (picture.width - margin, picture.height - margin),
        name,
        font=bold_font(size),
        fill=(255, 255, 255, round(255 * STRENGTH)),
        stroke_width=max(1, size // 16),
        stroke_fill=(0, 0, 0, round(128 * STRENGTH)),
        anchor="rs",
    )
    return _laid_over(picture, layer)


def with_logo(picture: Image.Image, logo: Image.Image) -> Image.Image:
    layer = Image.new("RGBA", picture.size)
    margin = round(MARGIN * picture.width)
    scale = min(SHARE * picture.width / logo.width, SHARE / 3 * picture.width / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    small = logo.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    small.putalpha(small.getchannel("A").point(lambda level: round(level * STRENGTH)))
    layer.paste(small, (picture.width - margin - size[0], picture.height - margin - size[1]))
    return _laid_over(picture, layer)


def _laid_over(picture: Image.Image, layer: Image.Image) -> Image.Image:
    whole = picture.convert("RGBA")
    whole.alpha_composite(layer)
    return whole.convert("RGB")
