"""Files of a dealership, for its members only."""

from __future__ import annotations

import posixpath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from storages.backends.s3 import S3Storage

from accounts.tenancy import TenantRequest, member_required


@require_safe
@member_required
@cache_control(private=True, max_age=86400, immutable=True)
def media(request: TenantRequest, dealership_id: int, path: str) -> HttpResponseBase:
    """On S3 the storage serves it by a signed address; on disk Django does."""
    if dealership_id != request.dealership.pk or posixpath.normpath(path) != path or path.startswith(("/", "..")):
        raise Http404
    name = f"d/{dealership_id}/{path}"
    if isinstance(default_storage._wrapped, S3Storage):  # type: ignore[attr-defined]
        return redirect(default_storage.url(name))
    try:
        return FileResponse(default_storage.open(name))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
