"""What a photo's file tells besides its pixels."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

from PIL import ExifTags, Image, ImageCms

from vehicles.decoding import FORMATS, Decoded


@dataclass(frozen=True)
class PhotoInfo:
    format: str
    width: int
    """Pixels of the upright picture."""
    height: int
    bytes: int
    sha256: str
    taken_at: datetime | None
    camera: str
    has_location: bool
    is_rotated: bool
    colour_profile: str
    """Empty for plain sRGB and for a profile that cannot be read."""
    is_transparent: bool


def info_of(content: bytes, photo: Decoded) -> PhotoInfo:
    """``photo`` is what ``content`` was decoded to: here only its header is read."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as file:
        tags = file.getexif()
        turned = tags.get(ExifTags.Base.Orientation, 1)
        width, height = file.size
        return PhotoInfo(
            format=file.format or "",
            width=height if turned >= 5 else width,
            height=width if turned >= 5 else height,
            bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            taken_at=photo.taken_at,
            camera=photo.camera,
            has_location=bool(tags.get_ifd(ExifTags.IFD.GPSInfo)),
            is_rotated=turned not in {0, 1},
            colour_profile=_profile(file.info.get("icc_profile")),
            is_transparent=photo.alpha is not None,
        )


def _profile(data: bytes | None) -> str:
    if not data:
        return ""
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(data))).strip()
    except (OSError, ImageCms.PyCMSError):
        return ""
    return "" if "sRGB" in name else name[:80]
