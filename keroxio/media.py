"""Files of a dealership, for its members only."""

from __future__ import annotations

import posixpath
from functools import wraps
from typing import cast

from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from rest_framework.exceptions import AuthenticationFailed
from storages.backends.s3 import S3Storage

from accounts.tenancy import P, PlainView, TenantRequest, member_required


def or_token(view: PlainView[P]) -> PlainView[P]:
    """API clients open files with the token they call the API with."""

    @wraps(view)
    def authenticated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            try:
                known = JWTTokenAuthentication().authenticate(request)
            except AuthenticationFailed:
                known = None
            if known:
                request.user = known[0]
        return view(request, *args, **kwargs)

    return cast("PlainView[P]", authenticated)


@require_safe
@or_token
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
