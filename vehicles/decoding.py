"""From whatever was uploaded to an upright sRGB picture without metadata, or a refusal that says why."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module

import numpy as np
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

# Pillow loads a format's plugin on demand, but not when only some formats are allowed.
for plugin in ("Jpeg", "Mpo", "Png", "WebP"):
    import_module(f"PIL.{plugin}ImagePlugin")
register_heif_opener()

# A phone's MPO is opened as the JPEG it begins with.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_BYTES = 60 * 1024**2
MAX_PIXELS = 60_000_000
MIN_SIDE = 200
MAX_SIDE = 8192

# Pillow itself then refuses what its own headers already announce as too large.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class RefusedPhoto(Exception):
    """The upload is no usable photo; the message, in the language of whoever reads it, tells its sender what to do."""


@dataclass(frozen=True)
class Decoded:
    image: Image.Image
    taken_at: datetime | None
    camera: str = ""
    """Make and model, never a serial number; "" where the file does not tell."""
    alpha: Image.Image | None = None
    """Mode "L", upright and of the picture's size, where parts of it are see-through; the picture has white there."""


def decode(content: bytes) -> Decoded:
    if not content:
        raise RefusedPhoto(_("This file is empty. Choose the photo again."))
    if len(content) > MAX_BYTES:
        raise RefusedPhoto(_("This file is larger than 60 MB. Send a smaller photo."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            photo = Image.open(io.BytesIO(content), formats=FORMATS)
            _check_frame(photo)
            taken_at, camera = _capture_time(photo), _camera(photo)
            photo.load()
            image, alpha = _upright_srgb(photo)
            return Decoded(image, taken_at, camera, alpha)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedPhoto(_("This picture has more than 60 million pixels. Send a smaller photo.")) from error
    except UnidentifiedImageError as error:
        raise RefusedPhoto(_("This is not a photo. Send a JPEG, PNG, WebP or HEIC file.")) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise RefusedPhoto(_("This photo is damaged and cannot be opened. Take or send it again.")) from error


def _check_frame(photo: Image.Image) -> None:
    # A phone's MPO and a Live Photo's HEIC hold several frames and are photos all the same.
    if photo.format in {"PNG", "WEBP"} and getattr(photo, "n_frames", 1) > 1:
        raise RefusedPhoto(_("This is an animation. Send a photo."))
    if photo.width * photo.height > MAX_PIXELS or max(photo.size) > 4 * MAX_SIDE:
        raise RefusedPhoto(_("This picture has more than 60 million pixels. Send a smaller photo."))
    if min(photo.size) < MIN_SIDE:
        raise RefusedPhoto(_("This picture is too small: a photo needs at least 200 pixels on each side."))


def _capture_time(photo: Image.Image) -> datetime | None:
    text = photo.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _camera(photo: Image.Image) -> str:
    tags = photo.getexif()
    words = [str(tags.get(tag) or "").strip("\0 ") for tag in (ExifTags.Base.Make, ExifTags.Base.Model)]
    return " ".join(" ".join(words).split())[:80]


def _upright_srgb(photo: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    profile = photo.info.get("icc_profile")
    upright = ImageOps.exif_transpose(photo)
    alpha = None
    if upright.mode.startswith("I"):
        # 16-bit greys: Pillow would clip them to white instead of scaling them.
        levels = np.asarray(upright, dtype=np.float32)
        upright = Image.fromarray((levels / max(257.0, levels.max() / 255)).astype(np.uint8))
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        layered = upright.convert("RGBA")
        alpha = _see_through(layered)
        if alpha and alpha.getextrema() == (0, 0):
            raise RefusedPhoto(_("There is nothing to see in this picture: all of it is transparent."))
        upright = Image.new("RGBA", layered.size, "white")
        upright.alpha_composite(layered)
        profile = None
    if profile:
        upright = _in_srgb(upright, profile)
    clean = upright.convert("RGB")
    if max(clean.size) > MAX_SIDE:
        clean.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        alpha = alpha.resize(clean.size, Image.Resampling.BICUBIC) if alpha else None
    clean.info = {}
    return clean, alpha


def _see_through(layered: Image.Image) -> Image.Image | None:
    alpha = layered.getchannel("A")
    return alpha if alpha.histogram()[255] < alpha.width * alpha.height else None


def _in_srgb(photo: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if "sRGB" in ImageCms.getProfileDescription(source):
        return photo
    try:
        converted = ImageCms.profileToProfile(photo, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        return photo  # A broken profile: the pixels are all there is to go by.
    return converted or photo
