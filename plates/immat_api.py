"""``/immat``: plates checked, looked up and read for API clients."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, Throttled, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from keroxio.engines import engine, has_engine
from keroxio.jobs import WAIT, JobSerializer, answer
from keroxio.runs import Run
from plates.checking import request_check
from plates.formats import InvalidPlate, ParsedPlate, parse_plate
from plates.immat_serializers import (
    FullReadingSerializer,
    LookupSerializer,
    ReaderHealthSerializer,
    ReadingSerializer,
    ValidationSerializer,
    shown_lookup,
    shown_plate,
    shown_reading,
)
from plates.looking_up import LimitReached, can_look_up, latest_lookup, look_up
from plates.models import Lookup, PlateCheck
from vehicles.intake import RefusedPhoto

# A look-up that has just failed is answered as such instead of being started again by every call.
_FRESH_FAILURE = timedelta(minutes=1)
COUNTRY = OpenApiParameter("country", str, description="ISO code of the plate's country, where it is known.")
PROBLEM = OpenApiResponse(description="A problem document with the reason.")


class NoRegistry(APIException):
    status_code = 503
    default_code = "no_registry"


class PictureSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="JPEG, PNG, WebP or HEIC, at most 60 MB.")


class Validate(APIView):
    @extend_schema(parameters=[COUNTRY], responses=ValidationSerializer)
    def get(self, request: Request, plate: str) -> Response:
        """Check a plate's format; no registry is asked."""
        try:
            shown = shown_plate(parse_plate(plate, request.query_params.get("country", "").upper()))
        except InvalidPlate as reason:
            blank = dict.fromkeys(("text", "country", "kind", "department"), "")
            shown = {"valid": False, **blank, "problem": str(reason)}
        return Response(shown)


class LookUp(APIView):
    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "lookup"

    @extend_schema(
        parameters=[COUNTRY, WAIT],
        responses={
            200: LookupSerializer,
            202: JobSerializer,
            **dict.fromkeys((400, 403, 404, 422, 429, 503), PROBLEM),
        },
    )
    def get(self, request: Request, plate: str) -> Response:
        """The car with a plate, as the registration service knows it: 202 until it has answered, 404 for none.

        An answer is used again for some weeks; a new one counts against the month's limit.
        """
        lookup = _looked_up(request, _parsed(plate, request))
        answered = answer(request, lookup, shown_lookup)
        if lookup.status == Run.Status.DONE and not lookup.is_found:
            raise NotFound(_("The registration service knows no car with this plate."))
        return answered


def _parsed(plate: str, request: Request) -> ParsedPlate:
    try:
        return parse_plate(plate, request.query_params.get("country", "").upper())
    except InvalidPlate as reason:
        raise ValidationError({"plate": [str(reason)]}) from reason


def _looked_up(request: Request, plate: ParsedPlate) -> Lookup:
    if not has_engine("registry"):
        raise NoRegistry(
            _(
                "No registration service is set up on this site, so plates cannot be looked up: its operator has to "
                "set KEROXIO_REGISTRY. Formats are still checked at /immat/{plate}/validate."
            )
        )
    if not can_look_up(plate.text, plate.country):
        raise ValidationError({"plate": [_("Such plates cannot be looked up.")]})
    dealership: Any = request.dealership  # type: ignore[attr-defined]
    known = latest_lookup(dealership, plate.text, plate.country)
    if known and (known.status != Run.Status.FAILED or _has_just_failed(known)):
        return known
    if not request.membership.can_sell:  # type: ignore[attr-defined]
        raise PermissionDenied
    try:
        return look_up(dealership, plate.text, plate.country)
    except LimitReached as reason:
        raise Throttled(detail=str(reason)) from reason


def _has_just_failed(lookup: Lookup) -> bool:
    return bool(lookup.finished_at and lookup.finished_at > timezone.now() - _FRESH_FAILURE)


class ReadPlate(APIView):
    """``looks_up`` says whether the car is looked up as well."""

    parser_classes = [MultiPartParser]
    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "ocr"
    looks_up = False

    @extend_schema(
        request=PictureSerializer,
        parameters=[WAIT],
        responses={200: ReadingSerializer, 202: JobSerializer, 400: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request) -> Response:
        """Read the plate in a photo. The photo is deleted once it is read, the result after a day."""
        upload = request.FILES.get("file")
        if upload is None:
            raise ValidationError({"file": [_("Send the photo as the multipart field “file”.")]})
        dealership: Any = request.dealership  # type: ignore[attr-defined]
        try:
            check = request_check(dealership, upload, looks_up=self.looks_up)
        except RefusedPhoto as refusal:
            raise ValidationError({"file": [str(refusal)]}) from refusal
        return answer(request, check, shown_reading, then=lambda read: read.lookup)


class ReadAndLookUp(ReadPlate):
    looks_up = True

    @extend_schema(
        request=PictureSerializer,
        parameters=[WAIT],
        responses={200: FullReadingSerializer, 202: JobSerializer, 400: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request) -> Response:
        """Read the plate in a photo and look its car up, where a registration service is set up."""
        return super().post(request)


class ReadResult(APIView):
    @extend_schema(parameters=[WAIT], responses={200: FullReadingSerializer, 202: JobSerializer, 422: PROBLEM})
    def get(self, request: Request, check_id: int) -> Response:
        """What was read in a photo that was sent within the last day."""
        dealership: Any = request.dealership  # type: ignore[attr-defined]
        mine = PlateCheck.objects.filter(dealership=dealership).select_related("lookup")
        check = get_object_or_404(mine, pk=check_id)
        return answer(request, check, shown_reading, then=lambda read: read.lookup)


class ReaderHealth(APIView):
    @extend_schema(responses=ReaderHealthSerializer)
    def get(self, request: Request) -> Response:
        """Which reader and which registration service answer here, and whether the reader's files are there."""
        options = settings.ENGINES["plates"].get("OPTIONS", {})
        return Response(
            {
                "engine": engine("plates").name,
                "weights_present": all(path.exists() for path in _paths(options)),
                "registry": engine("registry").name if has_engine("registry") else "",
            }
        )


def _paths(options: dict[str, Any]) -> Iterable[Path]:
    for value in options.values():
        if isinstance(value, Path):
            yield value
        elif isinstance(value, dict):
            yield from _paths(value)
