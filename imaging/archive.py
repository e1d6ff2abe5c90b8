"""The chosen photos of a car as one file."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import partial
from typing import IO
from zipfile import ZipFile

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from PIL import Image

from accounts.models import Dealership
from imaging.gallery import published
from imaging.models import Composite
from imaging.picture import Picture
from imaging.renditions import CROPS, RENDITIONS, crop_jpeg
from imaging.watermark import with_logo, with_name
from vehicles.models import Vehicle
from vehicles.renditions import fit

Draw = Callable[[Image.Image], Image.Image]
QUALITY = 90


class Size(TextChoices):
    ORIGINAL = "original", _("As large as they are")
    FULL = "full", _("2560 pixels")
    MEDIUM = "medium", _("1600 pixels")
    FOUR_THIRDS = "4x3", _("4:3, 1600 pixels")
    THREE_HALVES = "3x2", _("3:2, 1600 pixels")
    WIDE = "16x9", _("16:9, 1600 pixels")
    SQUARE = "1x1", _("Square, 1200 pixels")


class Watermark(TextChoices):
    NONE = "", _("None")
    NAME = "name", _("Name of the dealership")
    LOGO = "logo", _("Logo of the dealership")


def write_photos(vehicle: Vehicle, *, size: str = Size.ORIGINAL, watermark: str = Watermark.NONE) -> IO[bytes]:
    """A ZIP on disk, open at its start, deleted when closed: 01-….jpg and so on, as the portals show them.

    A file that storage has lost is left out. Without a logo, its name stands for the dealership.
    """
    draw = _drawing(vehicle.dealership, watermark)
    archive = tempfile.TemporaryFile()  # noqa: SIM115
    with ZipFile(archive, "w") as bundle:
        for number, one in enumerate(published(vehicle), start=1):
            try:
                content = _content(one, size)
            except FileNotFoundError:
                continue
            bundle.writestr(f"{number:02d}-{one.photo.kind or 'photo'}.jpg", _drawn(content, draw) if draw else content)
    archive.seek(0)
    return archive


def _drawing(dealership: Dealership, watermark: str) -> Draw | None:
    if watermark == Watermark.LOGO and dealership.plate_logo:
        try:
            with dealership.plate_logo.open("rb") as file, Image.open(file) as logo:
                return partial(with_logo, logo=logo.convert("RGBA"))
        except OSError:
            return partial(with_name, name=dealership.name)
    return partial(with_name, name=dealership.name) if watermark else None


def _content(one: Picture, size: str) -> bytes:
    """JPEG. Raises ``FileNotFoundError``. What was made before there were such sizes is made now."""
    if isinstance(one.published, Composite) and size != Size.ORIGINAL:
        try:
            with one.published.open_rendition(size) as file:
                return bytes(file.read())
        except FileNotFoundError:
            pass
    if one.file is None:
        raise FileNotFoundError
    with one.file.open("rb") as file:
        content = bytes(file.read())
    return content if size == Size.ORIGINAL else _sized(content, size)


def _sized(content: bytes, size: str) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        if size in CROPS:
            return crop_jpeg(image.convert("RGB"), size, image.info.get("xmp"))
        side = RENDITIONS[size].side
        if max(image.size) <= side:
            return content
        return _saved(fit(image.convert("RGB"), side), image.info.get("xmp"))


def _drawn(content: bytes, draw: Draw) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return _saved(draw(image.convert("RGB")), image.info.get("xmp"))


def _saved(picture: Image.Image, xmp: bytes | None) -> bytes:
    """What says that a picture was edited goes on saying so."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, **({"xmp": xmp} if xmp else {}))
    return buffer.getvalue()
