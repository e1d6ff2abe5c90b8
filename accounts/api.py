"""Sign-up and sign-in for API clients: allauth's headless views, under the paths and in the shape of API v2."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from allauth.headless import app_settings as headless_settings
from allauth.headless.account.views import LoginView, SignupView
from allauth.headless.constants import Client
from allauth.headless.tokens.views import RefreshTokenView
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from accounts.models import Dealership, Membership, User
from keroxio.problems import CONTENT_TYPE, problem

AllauthView = Callable[[HttpRequest], HttpResponseBase]


class LoginSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    password = serializers.CharField()


class RegistrationSerializer(LoginSerializer):
    kind = serializers.ChoiceField(choices=Dealership.Kind.choices)
    name = serializers.CharField(max_length=120)
    registration = serializers.CharField(required=False, help_text="SIREN or SIRET; garages only.")


class RefreshSerializer(serializers.Serializer[Any]):
    refresh_token = serializers.CharField()


class TokensSerializer(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField(required=False, help_text="Replaces the one sent: each is good once.")


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    dealership = serializers.CharField(source="dealership.name")
    slug = serializers.CharField(source="dealership.slug")
    kind = serializers.CharField(source="dealership.kind")

    class Meta:
        model = Membership
        fields = ["dealership", "slug", "kind", "role"]


class MeSerializer(serializers.ModelSerializer[User]):
    memberships = MembershipSerializer(many=True, read_only=True)

    class Meta:
        model = User
        fields = ["id", "email", "name", "memberships"]


class AllauthAPIView(APIView):
    """Passes the request on to one of allauth's headless views and translates its answer."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "login"
    allauth_view: AllauthView

    def answer(self, request: Request) -> Response:
        plain = request._request
        plain.body  # noqa: B018 - read here, so that both DRF and allauth may
        answered: Any = type(self).allauth_view(plain)
        said = json.loads(answered.content) if answered.content else {}
        if answered.status_code == 200:
            return Response(_tokens(said))
        return Response(_problem(answered.status_code, said), status=answered.status_code, content_type=CONTENT_TYPE)


def _tokens(said: dict[str, Any]) -> dict[str, str]:
    found = said.get("meta", {}) | said.get("data", {})
    return {name: found[name] for name in ("access_token", "refresh_token") if name in found}


def _problem(status: int, said: dict[str, Any]) -> dict[str, Any]:
    pending = [flow["id"] for flow in said.get("data", {}).get("flows", []) if flow.get("is_pending")]
    if pending:
        token = said.get("meta", {}).get("session_token", "")
        return problem(status, detail=_("Another step is needed to sign in."), pending=pending, session_token=token)
    errors: dict[str, list[str]] = {}
    for error in said.get("errors", []):
        errors.setdefault(error.get("param", "non_field_errors"), []).append(error["message"])
    detail = next((message for messages in errors.values() for message in messages), _("Sign in first."))
    return problem(status, detail=detail, errors=errors)


class Register(AllauthAPIView):
    allauth_view = staticmethod(SignupView.as_api_view(client=Client.APP))

    @extend_schema(request=RegistrationSerializer, responses=TokensSerializer)
    def post(self, request: Request) -> Response:
        """Make a user with a dealership. Where addresses are proven first, the answer is 401 with what is pending."""
        return self.answer(request)


class Login(AllauthAPIView):
    allauth_view = staticmethod(LoginView.as_api_view(client=Client.APP))

    @extend_schema(request=LoginSerializer, responses=TokensSerializer)
    def post(self, request: Request) -> Response:
        """Exchange e-mail and password for tokens."""
        return self.answer(request)


class Refresh(AllauthAPIView):
    allauth_view = staticmethod(RefreshTokenView.as_api_view(client=Client.APP))

    @extend_schema(request=RefreshSerializer, responses=TokensSerializer)
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for new tokens."""
        return self.answer(request)


class Logout(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """End the session: its tokens are worth nothing from then on."""
        strategy = headless_settings.TOKEN_STRATEGY
        token = strategy.get_session_token(request._request)
        session = strategy.lookup_session(token) if token else None
        if session:
            session.flush()
        return Response(status=204)


class Me(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The signed-in user and the dealerships they belong to."""
        user = User.objects.prefetch_related("memberships__dealership").get(pk=cast("User", request.user).pk)
        return Response(MeSerializer(user).data)
