"""Stored files as answers to those who may see them."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect


def stored_file(name: str) -> HttpResponseBase:
    """On S3 the storage serves it by a signed address; on disk Django does. Raises ``Http404``."""
    if settings.STORAGES["default"]["BACKEND"] == settings.S3_BACKEND:
        return redirect(default_storage.url(name))
    try:
        return FileResponse(default_storage.open(name))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
