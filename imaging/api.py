from __future__ import annotations

import json
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Dealership
from imaging.covering import StoredCover, chosen_cover
from imaging.models import MaskedPhoto
from imaging.processing import ProcessedPhoto
from imaging.sent_photo import decoded
from keroxio.jobs import WAIT, JobSerializer, answer
from plates.areas import Areas, InvalidAreas
from vehicles.renditions import jpeg

CORNERS = [[412.0, 608.5], [655.0, 612.0], [654.5, 664.0], [412.5, 660.0]]


class MaskPlateSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="JPEG, PNG, WebP or HEIC, at most 60 MB.")
    style = serializers.ChoiceField(  # type: ignore[assignment]
        Dealership.PlateCover.choices, required=False, help_text="What covers plates; the dealership's own by default."
    )
    colour = serializers.RegexField(r"^#[0-9a-f]{6}$", required=False, help_text="For all styles but “blur”.")
    text = serializers.CharField(max_length=40, required=False, help_text="For the style “name”.")
    quad = serializers.CharField(
        max_length=8000,
        required=False,
        help_text="JSON: the plate's corners in pixels of the upright photo, clockwise from the top left, or a list "
        "of such. Then no plate is looked for.",
    )
    faces = serializers.BooleanField(default=True, help_text="Whether faces are blurred.")


class MaskedPhotoSerializer(serializers.Serializer[MaskedPhoto]):
    file = serializers.CharField(source="api_path", help_text="Where the JPEG is, for a day.")
    plates = serializers.ListField(child=serializers.ListField(), help_text="Corners of each plate that was hidden.")
    faces = serializers.ListField(child=serializers.ListField())
    engine = serializers.CharField()


class MaskPlate(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": MaskPlateSerializer},
        parameters=[WAIT],
        responses={200: MaskedPhotoSerializer, 202: JobSerializer, 422: OpenApiTypes.OBJECT},
        examples=[
            OpenApiExample(
                "A photo with one plate",
                value={
                    "file": "/api/v2/image/files/3f2b8c1d5e6f47a8b9c0d1e2f3a4b5c6.jpg",
                    "plates": [CORNERS],
                    "faces": [],
                    "engine": "pp-ocrv6",
                },
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Hide the plates of a photo, and the faces in it. Nothing is hidden where nothing is found."""
        asked = MaskPlateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        dealership: Dealership = request.dealership  # type: ignore[attr-defined]
        photo = decoded(asked.validated_data["file"])
        areas = _marked(asked.validated_data.get("quad", ""), photo.image.size)
        masked = MaskedPhoto.objects.request(
            dealership=dealership,
            upload=jpeg(photo.image, quality=95),
            is_marked=areas is not None,
            quad=areas.quad if areas else None,
            others=list(areas.others) if areas else [],
            hides_faces=asked.validated_data["faces"],
            cover=_cover(asked.validated_data, dealership),
        )
        return answer(request, masked, lambda done: dict(MaskedPhotoSerializer(done).data))


def _marked(text: str, size: tuple[int, int]) -> Areas | None:
    if not text:
        return None
    try:
        corners = json.loads(text)
        if not isinstance(corners, list) or not corners:
            raise TypeError
        is_one = len(corners) == 4 and not isinstance(corners[0][0], list)
        return Areas.marked([corners] if is_one else corners, [], size)
    except InvalidAreas as error:
        raise ValidationError({"quad": [str(error)]}) from error
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise ValidationError({"quad": [_("Send corners as JSON: [[x, y], [x, y], [x, y], [x, y]].")]}) from error


def _cover(asked: dict[str, Any], dealership: Dealership) -> StoredCover:
    """The dealership's, changed by what was asked for."""
    chosen = Dealership(
        plate_cover=asked.get("style", dealership.plate_cover),
        plate_cover_colour=asked.get("colour", dealership.plate_cover_colour),
        plate_cover_text=asked.get("text") or dealership.plate_cover_text or dealership.name,
        plate_logo=dealership.plate_logo,
    )
    if chosen.plate_cover == Dealership.PlateCover.LOGO and not chosen.plate_logo:
        raise ValidationError({"style": [_("The dealership has no logo yet.")]})
    return chosen_cover(chosen)


class ImageFile(APIView):
    @extend_schema(
        responses={
            (200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY),
            (200, "image/png"): OpenApiResponse(OpenApiTypes.BINARY),
        }
    )
    def get(self, request: Request, stem: str, suffix: str) -> FileResponse:
        """A result's JPEG or PNG, for a day after it was asked for."""
        dealership: Dealership = request.dealership  # type: ignore[attr-defined]
        path = f"d/{dealership.pk}/passing/{stem}.{suffix}"
        rows: list[MaskedPhoto | ProcessedPhoto] = [
            *MaskedPhoto.objects.filter(dealership=dealership, result=path),
            *ProcessedPhoto.objects.filter(dealership=dealership, result=path),
        ]
        if not rows:
            raise Http404
        kind = {"jpg": "image/jpeg", "png": "image/png"}[suffix]
        try:
            return FileResponse(default_storage.open(path), content_type=kind)
        except FileNotFoundError as error:
            raise Http404 from error
