"""Logos coming in: decoded defensively and drawn anew, with nothing but their pixels."""

from __future__ import annotations

import io
import warnings

from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_BYTES = 5 * 1024**2
MAX_PIXELS = 25_000_000
MIN_SIDE, MAX_SIDE = 16, 1200


class RefusedLogo(ValueError):
    """The message tells its sender what to do."""


def read_logo(upload: File[bytes]) -> Image.Image:
    """RGBA, at most 1200 pixels on its longer side, trimmed of transparent margins. Raises ``RefusedLogo``."""
    if upload.size and upload.size > MAX_BYTES:
        raise RefusedLogo(_("This file is larger than 5 MB. Send a smaller logo."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            logo = Image.open(io.BytesIO(upload.read()), formats=FORMATS)
            _check(logo)
            logo.load()
            return _tidied(ImageOps.exif_transpose(logo).convert("RGBA"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedLogo(_("This logo has too many pixels. Send a smaller one.")) from error
    except UnidentifiedImageError as error:
        raise RefusedLogo(_("This is not a picture. Send a PNG, JPEG or WebP file.")) from error
    except RefusedLogo:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise RefusedLogo(_("This picture is damaged and cannot be opened. Send it again.")) from error


def _check(logo: Image.Image) -> None:
    if logo.width * logo.height > MAX_PIXELS:
        raise RefusedLogo(_("This logo has too many pixels. Send a smaller one."))
    if min(logo.size) < MIN_SIDE:
        raise RefusedLogo(_("This logo is too small: it needs at least 16 pixels on each side."))


def _tidied(logo: Image.Image) -> Image.Image:
    box = logo.getchannel("A").getbbox()
    if box is None:
        raise RefusedLogo(_("This logo is transparent all over. Send another one."))
    trimmed = logo.crop(box)
    trimmed.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    trimmed.info = {}
    return trimmed
