"""Storage on this machine's disk that keeps a file whole or not at all."""

from __future__ import annotations

import errno
from contextlib import suppress
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@deconstructible(path="keroxio.whole_files.WholeFileStorage")
class WholeFileStorage(FileSystemStorage):
    """On a full disk half a file would stay, and take what room there is."""

    def _save(self, name: str, content: Any) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError as error:
            if error.errno in FULL:
                with suppress(OSError):
                    self.delete(name)
            raise
