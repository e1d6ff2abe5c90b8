"""The backgrounds a client may name, and their pictures."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Dealership
from imaging.backgrounds import NAMES, SCENES, Background, backgrounds
from imaging.own_backgrounds import RefusedBackground, add_background, own_background, own_backgrounds

EXAMPLE = {
    "id": "own-12",
    "name": "Notre hall",
    "picture": "/api/v2/image/backgrounds/own-12.jpg",
    "contact_y": 0.84,
    "floor_reflectivity": 0.0,
    "is_default": False,
    "is_own": True,
}


class BackgroundSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="slug", help_text="What to send as “background”.")
    name = serializers.CharField()
    picture = serializers.SerializerMethodField(help_text="JPEG without a car.")
    contact_y = serializers.FloatField(help_text="Where the nearest tyres stand: share of the height from the top.")
    floor_reflectivity = serializers.FloatField(help_text="0 to 1.")
    is_default = serializers.SerializerMethodField(help_text="Whether the dealership's new cars are set in it.")
    is_own = serializers.SerializerMethodField(help_text="Whether the dealership has sent it.")

    def get_picture(self, background: Background) -> str:
        return reverse("api_background", args=[background.slug])

    def get_is_default(self, background: Background) -> bool:
        dealership: Dealership = self.context["dealership"]
        return background.slug == dealership.default_background

    def get_is_own(self, background: Background) -> bool:
        return bool(background.stored)


class NewBackgroundSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=40)
    file = serializers.FileField(
        help_text="JPEG, PNG, WebP or HEIC, at most 60 MB, best 4:3 and 2560 pixels wide: an empty floor and its wall."
    )


class Backgrounds(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(responses=BackgroundSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The backgrounds a car can be set in, the dealership's own first. Plain colours go by their code."""
        dealership: Dealership = request.dealership  # type: ignore[attr-defined]
        shown = [*(own.scene for own in own_backgrounds(dealership)), *backgrounds()]
        return Response(BackgroundSerializer(shown, many=True, context={"dealership": dealership}).data)

    @extend_schema(
        request={"multipart/form-data": NewBackgroundSerializer},
        responses={201: BackgroundSerializer},
        examples=[OpenApiExample("Its own showroom", value=EXAMPLE, response_only=True, status_codes=["201"])],
    )
    def post(self, request: Request) -> Response:
        """Add a background of the dealership's own; its owner places the floor on the site."""
        if not request.membership.is_owner:  # type: ignore[attr-defined]
            raise PermissionDenied
        asked = NewBackgroundSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        dealership: Dealership = request.dealership  # type: ignore[attr-defined]
        try:
            row, _is_cropped = add_background(dealership, asked.validated_data["name"], asked.validated_data["file"])
        except RefusedBackground as refusal:
            raise ValidationError({"file": [str(refusal)]}) from refusal
        return Response(BackgroundSerializer(row.scene, context={"dealership": dealership}).data, status=201)


class BackgroundPicture(APIView):
    @extend_schema(responses={(200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY)})
    def get(self, request: Request, background: str) -> FileResponse:
        """A background's JPEG."""
        if background in NAMES:
            return FileResponse((SCENES / f"{background}.jpg").open("rb"), content_type="image/jpeg")
        row = own_background(background, request.dealership)  # type: ignore[attr-defined]
        if row is None:
            raise Http404
        try:
            return FileResponse(row.image.open("rb"), content_type="image/jpeg")
        except FileNotFoundError as error:
            raise Http404 from error
