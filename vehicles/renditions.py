from __future__ import annotations

import io

from django.core.files.base import ContentFile
from PIL import Image

DISPLAY_SIDE = 1600
THUMBNAIL_SIDE = 400


def fit(image: Image.Image, side: int) -> Image.Image:
    """A copy whose longer side is at most ``side`` pixels."""
    smaller = image.copy() if max(image.size) <= side else image
    if max(image.size) > side:
        ratio = side / max(image.size)
        size = (max(1, round(image.width * ratio)), max(1, round(image.height * ratio)))
        smaller = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return smaller


def jpeg(image: Image.Image, *, quality: int = 92) -> ContentFile[bytes]:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return ContentFile(buffer.getvalue(), "photo.jpg")


def webp(image: Image.Image, *, quality: int = 80) -> ContentFile[bytes]:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=2)
    return ContentFile(buffer.getvalue(), "photo.webp")
