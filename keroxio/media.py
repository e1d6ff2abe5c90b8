"""Files of a dealership, for its members only."""

from __future__ import annotations

import posixpath
from functools import wraps
from typing import cast

from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from rest_framework.exceptions import AuthenticationFailed

from accounts.tenancy import P, PlainView, TenantRequest, member_required
from keroxio.stored_files import stored_file


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
    if dealership_id != request.dealership.pk or posixpath.normpath(path) != path or path.startswith(("/", "..")):
        raise Http404
    return stored_file(f"d/{dealership_id}/{path}")
