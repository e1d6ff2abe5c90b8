"""``/image``: the studio for API clients. Results are kept for a day."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from accounts.models import Dealership
from imaging.backgrounds import NAMES
from imaging.covering import chosen_cover
from imaging.own_backgrounds import own_backgrounds
from imaging.photo_info import info_of
from imaging.processing import ProcessedPhoto
from imaging.processing_serializers import (
    CUT_OUT,
    IN_SCENE,
    WHOLE,
    CompositeSerializer,
    FromFileSerializer,
    FromUrlSerializer,
    PhotoInfoSerializer,
    ProcessedPhotoSerializer,
    ProcessFileSerializer,
    ProcessUrlSerializer,
    StudioHealthSerializer,
)
from imaging.sent_photo import decoded
from keroxio.engines import engine
from keroxio.jobs import WAIT, JobSerializer, answer
from vehicles.decoding import Decoded
from vehicles.renditions import jpeg

Work = ProcessedPhoto.Work
PROBLEM = OpenApiResponse(description="A problem document with the reason.")
RESPONSES = {202: JobSerializer, **dict.fromkeys((400, 422, 429), PROBLEM)}


class StudioView(APIView):
    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "image"

    @property
    def context(self) -> dict[str, Any]:
        return {"dealership": self.request.dealership}  # type: ignore[attr-defined]

    def started(self, work: Work, asked: dict[str, Any], **fields: Any) -> Response:
        dealership: Dealership = self.request.dealership  # type: ignore[attr-defined]
        if work != Work.REMOVE_BG:
            fields["background"] = asked.get("background") or dealership.default_background
        if "image_url" in asked:
            fields["source_url"] = asked["image_url"]
        else:
            fields["upload"] = _stored(decoded(asked["file"]), keeps_alpha=work == Work.COMPOSITE)
        run = ProcessedPhoto.objects.request(dealership=dealership, work=work, **fields)
        return answer(self.request, run, lambda done: dict(ProcessedPhotoSerializer(done).data))

    def processed(self, asked: dict[str, Any]) -> Response:
        dealership: Dealership = self.request.dealership  # type: ignore[attr-defined]
        hiding = {"hides_plates": asked["mask_plates"], "hides_faces": asked["mask_faces"]}
        return self.started(Work.PROCESS, asked, cover=chosen_cover(dealership), **hiding)


def _stored(photo: Decoded, *, keeps_alpha: bool) -> ContentFile[bytes]:
    if not keeps_alpha or photo.alpha is None:
        return jpeg(photo.image, quality=95)
    layered = photo.image.copy()
    layered.putalpha(photo.alpha)
    buffer = io.BytesIO()
    layered.save(buffer, "PNG", compress_level=1)
    return ContentFile(buffer.getvalue(), "cutout.png")


class RemoveBackground(StudioView):
    @extend_schema(
        request=FromUrlSerializer,
        parameters=[WAIT],
        responses={200: ProcessedPhotoSerializer, **RESPONSES},
        examples=[CUT_OUT],
    )
    def post(self, request: Request) -> Response:
        """Cut the car out of the photo at an address: a PNG, transparent but for the car, at most 2560 pixels wide."""
        asked = FromUrlSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self.started(Work.REMOVE_BG, asked.validated_data)


class RemoveBackgroundOfUpload(StudioView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": FromFileSerializer},
        parameters=[WAIT],
        responses={200: ProcessedPhotoSerializer, **RESPONSES},
        examples=[CUT_OUT],
    )
    def post(self, request: Request) -> Response:
        """Cut the car out of a photo: a PNG, transparent but for the car, at most 2560 pixels on its longer side."""
        asked = FromFileSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self.started(Work.REMOVE_BG, asked.validated_data)


class SetInBackground(StudioView):
    parser_classes = [MultiPartParser, JSONParser]

    @extend_schema(
        request={"multipart/form-data": CompositeSerializer, "application/json": CompositeSerializer},
        parameters=[WAIT],
        responses={200: ProcessedPhotoSerializer, **RESPONSES},
        examples=[IN_SCENE],
    )
    def post(self, request: Request) -> Response:
        """Set a cut-out car on the floor of a background, with its shadow and reflection."""
        asked = CompositeSerializer(data=request.data, context=self.context)
        asked.is_valid(raise_exception=True)
        return self.started(Work.COMPOSITE, asked.validated_data)


class Process(StudioView):
    @extend_schema(
        request=ProcessUrlSerializer,
        parameters=[WAIT],
        responses={200: ProcessedPhotoSerializer, **RESPONSES},
        examples=[WHOLE],
    )
    def post(self, request: Request) -> Response:
        """Hide plates and faces in the photo at an address, cut its car out and set it in a background.

        Photos of the inside and of details keep their surroundings.
        """
        asked = ProcessUrlSerializer(data=request.data, context=self.context)
        asked.is_valid(raise_exception=True)
        return self.processed(asked.validated_data)


class ProcessUpload(StudioView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": ProcessFileSerializer},
        parameters=[WAIT],
        responses={200: ProcessedPhotoSerializer, **RESPONSES},
        examples=[WHOLE],
    )
    def post(self, request: Request) -> Response:
        """The same for a photo that is sent."""
        asked = ProcessFileSerializer(data=request.data, context=self.context)
        asked.is_valid(raise_exception=True)
        return self.processed(asked.validated_data)


class Info(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": FromFileSerializer}, responses={200: PhotoInfoSerializer, 400: PROBLEM}
    )
    def post(self, request: Request) -> Response:
        """What a photo's file tells about it. Nothing is kept."""
        asked = FromFileSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        upload = asked.validated_data["file"]
        photo = decoded(upload)
        upload.seek(0)
        return Response(PhotoInfoSerializer(info_of(upload.read(), photo)).data)


class StudioHealth(APIView):
    @extend_schema(responses=StudioHealthSerializer)
    def get(self, request: Request) -> Response:
        """Which engine cuts cars out here, and whether its files are there."""
        remover = engine("cutout")
        return Response(
            {
                "engine": remover.name,
                "weights_present": remover.is_ready,
                "backgrounds": len(NAMES) + len(own_backgrounds(request.dealership)),  # type: ignore[attr-defined]
            }
        )
