"""Everything a dealership owns is reached through it: the middleware, decorators and base classes that see to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from accounts.models import Dealership, Membership, User

SESSION_KEY = "dealership"
M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")


class TenantRequest(HttpRequest):
    """A request of a member of a dealership, as the decorators below hand it to views."""

    user: User
    htmx: HtmxDetails
    dealership: Dealership
    membership: Membership


class TenantQuerySet(models.QuerySet[M]):
    def owned_by(self, dealership: Dealership) -> Self:
        return self.filter(dealership=dealership)


class TenantModel(models.Model):
    dealership = models.ForeignKey(
        Dealership, models.CASCADE, related_name="+", verbose_name=Dealership._meta.verbose_name
    )

    class Meta:
        abstract = True


class DealershipMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = cast("TenantRequest", request)
        tenant.membership = cast("Membership", SimpleLazyObject(lambda: membership_of(request)))
        tenant.dealership = cast(
            "Dealership", SimpleLazyObject(lambda: tenant.membership and tenant.membership.dealership)
        )
        return self.get_response(request)


def membership_of(request: HttpRequest) -> Membership | None:
    """The chosen dealership's membership, or the oldest; none for strangers."""
    if not request.user.is_authenticated:
        return None
    memberships = Membership.objects.filter(user=request.user).select_related("dealership").order_by("pk")
    chosen = request.session.get(SESSION_KEY)
    return next((m for m in memberships if m.dealership_id == chosen), None) or next(iter(memberships), None)


def dealership(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {
        "dealership": getattr(request, "dealership", None),
        "membership": getattr(request, "membership", None),
        "demonstration": settings.DEMONSTRATION,
    }


View = Callable[Concatenate[TenantRequest, P], HttpResponseBase]
PlainView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def member_required(view: View[P]) -> PlainView[P]:
    """Members only. A stranger is asked to sign in (fragments and uploads get 401); who has no dealership makes one."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        tenant = cast("TenantRequest", request)
        if not request.user.is_authenticated:
            return _sign_in(tenant)
        if not tenant.membership:
            return redirect("dealership_new")
        return view(tenant, *args, **kwargs)

    return cast("PlainView[P]", checked)


def seller_required(view: View[P]) -> PlainView[P]:
    """Members who may change things; viewers get 403."""

    @wraps(view)
    def checked(request: TenantRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.membership.can_sell:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return member_required(cast("View[P]", checked))


def owner_required(view: View[P]) -> PlainView[P]:
    @wraps(view)
    def checked(request: TenantRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.membership.is_owner:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return member_required(cast("View[P]", checked))


def _sign_in(request: TenantRequest) -> HttpResponseBase:
    if request.htmx or request.headers.get("X-Requested-With") == "fetch":
        return render(request, "accounts/_signed_out.html", status=401)
    back = request.get_full_path() if request.method == "GET" else resolve_url("stock")
    return redirect_to_login(back, resolve_url(settings.LOGIN_URL))
