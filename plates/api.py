from __future__ import annotations

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from keroxio.jobs import JobSerializer
from plates.reading import request_readings
from vehicles.api import PhotoSerializer
from vehicles.intake import RefusedPhoto, add_photo
from vehicles.models import Photo, Vehicle


class PhotoUploadSerializer(serializers.Serializer[Photo]):
    file = serializers.FileField(help_text="JPEG, PNG, WebP or HEIC, at most 60 MB.")


class AddedPhotoSerializer(serializers.Serializer[Photo]):
    photo = PhotoSerializer()
    job = JobSerializer()


class VehiclePhotos(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(responses=PhotoSerializer(many=True))
    def get(self, request: Request, vehicle_id: int) -> Response:
        """The photos of a vehicle, in their order."""
        photos = self._vehicle(request, vehicle_id).photos.filter(deleted_at=None)
        return Response(PhotoSerializer(photos, many=True, context={"request": request}).data)

    @extend_schema(request=PhotoUploadSerializer, responses={202: AddedPhotoSerializer})
    def post(self, request: Request, vehicle_id: int) -> Response:
        """Add one photo. Its plate is read, and it is cut out and set in the vehicle's showroom: poll the job."""
        upload = request.FILES.get("file")
        if upload is None:
            raise ValidationError({"file": ["Send the photo as the multipart field «file»."]})
        try:
            with transaction.atomic():
                photo = add_photo(self._vehicle(request, vehicle_id), upload)
                (reading,) = request_readings([photo])
        except RefusedPhoto as refusal:
            raise ValidationError({"file": [str(refusal)]}) from refusal
        shown = PhotoSerializer(photo, context={"request": request}).data
        return Response({"photo": shown, "job": JobSerializer(reading).data}, status=202)

    def _vehicle(self, request: Request, vehicle_id: int) -> Vehicle:
        mine = Vehicle.objects.owned_by(request.dealership).present()  # type: ignore[attr-defined]
        return get_object_or_404(mine, pk=vehicle_id)
