"""The backgrounds a client may name, and their pictures."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from imaging.backgrounds import NAMES, SCENES, Background, backgrounds


class BackgroundSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="slug", help_text="What to send as “background”.")
    name = serializers.CharField()
    picture = serializers.SerializerMethodField(help_text="JPEG without a car.")
    contact_y = serializers.FloatField(help_text="Where the nearest tyres stand: share of the height from the top.")
    floor_reflectivity = serializers.FloatField(help_text="0 to 1.")
    is_default = serializers.SerializerMethodField(help_text="Whether the dealership's new cars are set in it.")

    def get_picture(self, background: Background) -> str:
        return reverse("api_background", args=[background.slug])

    def get_is_default(self, background: Background) -> bool:
        default: str = self.context["default"]
        return background.slug == default


class Backgrounds(APIView):
    @extend_schema(responses=BackgroundSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The backgrounds a car can be set in."""
        dealership: Any = request.dealership  # type: ignore[attr-defined]
        context = {"default": dealership.default_background}
        return Response(BackgroundSerializer(backgrounds(), many=True, context=context).data)


class BackgroundPicture(APIView):
    @extend_schema(responses={(200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY)})
    def get(self, request: Request, background: str) -> FileResponse:
        """A background's JPEG."""
        if background not in NAMES:
            raise Http404
        return FileResponse((SCENES / f"{background}.jpg").open("rb"), content_type="image/jpeg")
