"""The chosen photos of a car as one file."""

from __future__ import annotations

import tempfile
from typing import IO
from zipfile import ZipFile

from imaging.gallery import published
from vehicles.models import Vehicle


def write_photos(vehicle: Vehicle) -> IO[bytes]:
    """A ZIP on disk, open at its start, deleted when closed: 01-….jpg and so on, as the portals show them.

    A file that storage has lost is left out.
    """
    archive = tempfile.TemporaryFile()  # noqa: SIM115
    with ZipFile(archive, "w") as bundle:
        for number, one in enumerate(published(vehicle), start=1):
            if one.file is None:
                continue
            try:
                with one.file.open("rb") as file:
                    bundle.writestr(f"{number:02d}-{one.photo.kind or 'photo'}.jpg", file.read())
            except FileNotFoundError:
                continue
    archive.seek(0)
    return archive
