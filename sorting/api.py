"""Several photos at once: of one vehicle, or of several cars, which are sorted by their plates."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from keroxio.jobs import JobSerializer
from keroxio.runs import Run
from plates.reading import request_readings
from sorting.board import Board, CarRow, board_of, progress_of
from sorting.deciding import accept
from sorting.models import Batch, BatchPhoto
from sorting.receiving import BatchIsFull, receive
from sorting.shots import Basis
from sorting.wording import worded
from vehicles.api import PhotoSerializer
from vehicles.intake import RefusedPhoto, add_photo
from vehicles.models import Vehicle

UPLOAD = {
    "multipart/form-data": {
        "type": "object",
        "required": ["files"],
        "properties": {
            "files": {
                "type": "array",
                "items": {"type": "string", "format": "binary"},
                "description": "JPEG, PNG, WebP or HEIC, each at most 60 MB, at most 60 files a request.",
            }
        },
    }
}


REFUSED = {"file": "notes.txt", "photo": None, "job": None, "error": "This is not a photo. Send a JPEG, PNG or WebP."}


class SentPhotoSerializer(serializers.Serializer[Any]):
    """One file: its photo and the job that reads its plate, or why it was refused."""

    file = serializers.CharField()
    photo = PhotoSerializer(allow_null=True)
    job = JobSerializer(allow_null=True)
    error = serializers.CharField(allow_blank=True)


class SentBatchPhotoSerializer(serializers.Serializer[Any]):
    file = serializers.CharField()
    job = JobSerializer(allow_null=True)
    error = serializers.CharField(allow_blank=True)


class SentBatchSerializer(serializers.Serializer[Any]):
    batch = serializers.IntegerField()
    photos = SentBatchPhotoSerializer(many=True)


class BatchPhotoSerializer(serializers.ModelSerializer[BatchPhoto]):
    """``basis``: "read" from its own plate, "suggested", "decided" by a person, or "" while unsorted."""

    basis = serializers.ChoiceField(choices=[one.value for one in Basis])
    confidence = serializers.FloatField(source="chance", help_text="0 to 1.")
    reason = serializers.SerializerMethodField()
    plate = serializers.CharField(source="text")

    class Meta:
        model = BatchPhoto
        fields = ["id", "name", "plate", "basis", "confidence", "reason", "thumbnail", "taken_at", "left_because"]
        read_only_fields = fields

    def get_reason(self, photo: BatchPhoto) -> str:
        return worded(photo.reason)


class BatchCarSerializer(serializers.Serializer[CarRow]):
    id = serializers.IntegerField(source="car.pk")
    plate = serializers.CharField(source="car.plate")
    country = serializers.CharField(source="car.country")
    plate_is_sure = serializers.BooleanField(source="car.is_sure")
    vehicle = serializers.IntegerField(source="car.vehicle_id", allow_null=True, help_text="Once it is in the stock.")
    photos = BatchPhotoSerializer(many=True)


class RefusedFileSerializer(serializers.Serializer[BatchPhoto]):
    name = serializers.CharField()
    error = serializers.CharField()


class BatchSerializer(serializers.Serializer[Board]):
    """``cars`` wait to be accepted; ``stocked`` are in the stock already; ``unsorted`` belong to no car yet."""

    id = serializers.IntegerField(source="batch.pk")
    created_at = serializers.DateTimeField(source="batch.created_at")
    total = serializers.SerializerMethodField()
    read = serializers.SerializerMethodField()
    cars = BatchCarSerializer(many=True)
    stocked = BatchCarSerializer(many=True)
    unsorted = BatchPhotoSerializer(many=True, source="tray")
    refused = RefusedFileSerializer(many=True)

    def get_total(self, board: Board) -> int:
        return progress_of(board.batch).total

    def get_read(self, board: Board) -> int:
        return progress_of(board.batch).finished


class BatchInListSerializer(serializers.ModelSerializer[Batch]):
    class Meta:
        model = Batch
        fields = ["id", "source", "created_at"]


class AcceptSerializer(serializers.Serializer[Any]):
    cars = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        help_text="All whose plate is sure, if left out.",
    )
    least_confidence = serializers.FloatField(
        required=False, default=0.0, min_value=0, max_value=1, help_text="Suggestions below it stay in the batch."
    )


class VehiclePhotosBatch(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="vehicle_photos_batch_create",
        request=UPLOAD,
        responses={202: SentPhotoSerializer(many=True)},
        examples=[OpenApiExample("A refused file", value=REFUSED, response_only=True)],
    )
    def post(self, request: Request, vehicle_id: int) -> Response:
        """Add several photos of one vehicle. A file that is refused does not hold up the others."""
        mine = Vehicle.objects.owned_by(request.dealership).present()  # type: ignore[attr-defined]
        vehicle = get_object_or_404(mine, pk=vehicle_id)
        return Response([_add(request, vehicle, upload) for upload in _files(request)], status=202)


def _add(request: Request, vehicle: Vehicle, upload: Any) -> dict[str, Any]:
    try:
        with transaction.atomic():
            photo = add_photo(vehicle, upload)
            (reading,) = request_readings([photo])
    except RefusedPhoto as refusal:
        return {"file": upload.name, "photo": None, "job": None, "error": str(refusal)}
    shown = PhotoSerializer(photo, context={"request": request}).data
    return {"file": upload.name, "photo": shown, "job": JobSerializer(reading).data, "error": ""}


class NewestFirst(CursorPagination):
    page_size = 50
    ordering = "-id"


class Batches(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="batch_list", responses=BatchInListSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The batches of photos, newest first."""
        mine = Batch.objects.owned_by(request.dealership).present()  # type: ignore[attr-defined]
        pages = NewestFirst()
        page = pages.paginate_queryset(mine, request, view=self)
        return pages.get_paginated_response(BatchInListSerializer(page, many=True).data)

    @extend_schema(operation_id="batch_create", request=UPLOAD, responses={202: SentBatchSerializer})
    def post(self, request: Request) -> Response:
        """Send photos of several cars, all mixed. They are read and sorted by car: poll the batch or the jobs."""
        uploads = _files(request)
        batch = Batch.objects.create(dealership=request.dealership, created_by=request.user, source=Batch.Source.API)  # type: ignore[attr-defined, misc]
        return _take_in(batch, uploads)


class BatchView(APIView):
    @extend_schema(operation_id="batch_retrieve", responses=BatchSerializer)
    def get(self, request: Request, batch_id: int) -> Response:
        """The photos by car, with what is suggested and why, and what is still unsorted."""
        return Response(BatchSerializer(board_of(_batch(request, batch_id)), context={"request": request}).data)


class BatchPhotos(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="batch_photos_create", request=UPLOAD, responses={202: SentBatchSerializer})
    def post(self, request: Request, batch_id: int) -> Response:
        """Send more photos to a batch. The same file again is the same photo."""
        return _take_in(_batch(request, batch_id), _files(request))


class BatchAcceptance(APIView):
    parser_classes = [JSONParser]

    @extend_schema(
        operation_id="batch_accept",
        request=AcceptSerializer,
        responses={202: JobSerializer(many=True)},
        examples=[OpenApiExample("Only what is sure", value={"least_confidence": 0.9}, request_only=True)],
    )
    def post(self, request: Request, batch_id: int) -> Response:
        """Take cars into the stock with their photos: a new vehicle, or the one with this plate. One job a car."""
        wanted = AcceptSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        batch, chosen = _batch(request, batch_id), wanted.validated_data.get("cars")
        rows = [row for row in board_of(batch).cars if row.photos]
        cars = [row.car for row in rows if (row.car.pk in chosen if chosen is not None else row.is_ready)]
        if chosen is not None and len(cars) < len(set(chosen)):
            raise ValidationError({"cars": ["These are not all cars of the batch that have photos to place."]})
        asked = accept(batch, cars, request.user, least=wanted.validated_data["least_confidence"])  # type: ignore[arg-type]
        return Response([JobSerializer(one).data for one in asked], status=202)


def _batch(request: Request, batch_id: int) -> Batch:
    mine = Batch.objects.owned_by(request.dealership).present()  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("dealership"), pk=batch_id)


def _files(request: Request) -> list[Any]:
    uploads: list[Any] = request.FILES.getlist("files")
    if not uploads:
        raise ValidationError({"files": ["Send the photos as multipart fields «files»."]})
    return uploads


def _take_in(batch: Batch, uploads: list[Any]) -> Response:
    sent = []
    for upload in uploads:
        try:
            row = receive(batch, upload)
        except BatchIsFull as full:
            sent.append({"file": upload.name, "job": None, "error": str(full)})
            continue
        error = row.problem if row.status == Run.Status.FAILED else ""
        if row.batch_id != batch.pk:
            error = f"This photo waits in batch {row.batch_id} already."
        sent.append({"file": upload.name, "job": JobSerializer(row).data, "error": error})
    return Response({"batch": batch.pk, "photos": sent}, status=202)
