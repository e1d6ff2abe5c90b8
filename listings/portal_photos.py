"""A car's photos as a portal takes them: so many, so large, named in their order."""

from __future__ import annotations

import io
import tempfile
from typing import IO
from zipfile import ZipFile

from PIL import Image

from imaging.gallery import published
from vehicles.models import Vehicle

QUALITY = 90
# What says that a picture was edited goes on saying so.
KEPT = ("exif", "xmp", "icc_profile")


def write_portal_photos(vehicle: Vehicle, *, longest_side: int, most: int) -> IO[bytes]:
    """A ZIP on disk, open at its start, deleted when closed. A file that storage has lost is left out."""
    archive = tempfile.TemporaryFile()  # noqa: SIM115
    with ZipFile(archive, "w") as bundle:
        for number, picture in enumerate(published(vehicle)[:most], start=1):
            if picture.file is None or not picture.file.storage.exists(str(picture.file.name)):
                continue
            with picture.file.open("rb") as file:
                bundle.writestr(f"{number:02d}-{picture.photo.kind or 'photo'}.jpg", _sized(file.read(), longest_side))
    archive.seek(0)
    return archive


def _sized(content: bytes, longest_side: int) -> bytes:
    """The JPEG itself where it is small enough."""
    with Image.open(io.BytesIO(content)) as image:
        if max(image.size) <= longest_side:
            return content
        kept = {name: image.info[name] for name in KEPT if image.info.get(name)}
        image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=QUALITY, **kept)
    return buffer.getvalue()
