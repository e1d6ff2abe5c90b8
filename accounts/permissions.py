from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.tenancy import membership_of

if TYPE_CHECKING:
    # REST framework's views import this module through the settings.
    from rest_framework.request import Request
    from rest_framework.views import APIView


class IsMember(BasePermission):
    """Members of a dealership; viewers read only. Puts ``dealership`` and ``membership`` on the request."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        membership = membership_of(request)
        if membership is None:
            return False
        request.membership = membership  # type: ignore[attr-defined]
        request.dealership = membership.dealership  # type: ignore[attr-defined]
        return request.method in SAFE_METHODS or membership.can_sell
