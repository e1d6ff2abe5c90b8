"""API v2: its addresses, its schema and its front door."""

from __future__ import annotations

from django.urls import include, path, re_path
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from accounts import api as accounts
from imaging import processing_api as studio
from imaging.api import ImageFile, MaskPlate
from imaging.backgrounds_api import BackgroundPicture, Backgrounds
from keroxio.jobs import JobView
from listings import api as listings
from plates import immat_api as immat
from plates.api import VehiclePhotos
from pricing import api as pricing
from sorting import api as sorting
from vehicles.api import VehicleViewSet

VERSION = "2.0.0"
MODULES = ("auth", "vehicle", "batch", "immat", "image", "pricing", "annonce", "jobs")


class Health(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = []

    @extend_schema(
        responses=inline_serializer("Health", {"status": serializers.CharField(), "version": serializers.CharField()})
    )
    def get(self, request: Request) -> Response:
        """Status and version."""
        return Response({"status": "ok", "version": VERSION})


class Index(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(
        responses=inline_serializer(
            "Index",
            {"version": serializers.CharField(), "modules": serializers.ListField(child=serializers.CharField())},
        )
    )
    def get(self, request: Request) -> Response:
        """The modules of this API."""
        return Response({"version": VERSION, "modules": MODULES, "schema": "/api/v2/schema", "docs": "/api/v2/docs"})


router = SimpleRouter(trailing_slash=False)
router.register("vehicle", VehicleViewSet)

open_to_all = {"permission_classes": [AllowAny]}
urlpatterns = [
    path("", Index.as_view()),
    path("health", Health.as_view()),
    path("schema", SpectacularAPIView.as_view(**open_to_all), name="api_schema"),
    path("docs", SpectacularSwaggerView.as_view(url_name="api_schema", **open_to_all), name="api_docs"),
    path("auth/register", accounts.Register.as_view()),
    path("auth/login", accounts.Login.as_view()),
    path("auth/refresh", accounts.Refresh.as_view()),
    path("auth/logout", accounts.Logout.as_view()),
    path("auth/me", accounts.Me.as_view()),
    path("vehicle/<int:vehicle_id>/photos", VehiclePhotos.as_view()),
    path("immat/ocr", immat.ReadPlate.as_view()),
    path("immat/ocr/full", immat.ReadAndLookUp.as_view()),
    path("immat/ocr/health", immat.ReaderHealth.as_view()),
    path("immat/ocr/<int:check_id>", immat.ReadResult.as_view(), name="api_plate_check"),
    path("immat/<str:plate>", immat.LookUp.as_view(), name="api_lookup"),
    path("immat/<str:plate>/validate", immat.Validate.as_view()),
    path("pricing/estimate", pricing.Estimates.as_view()),
    path("pricing/estimate/<int:estimate_id>", pricing.EstimateView.as_view()),
    path("pricing/curve", pricing.Curve.as_view()),
    path("annonce", listings.Annonces.as_view()),
    path("annonce/check", listings.AnnonceCheck.as_view()),
    path("annonce/<int:ad_id>", listings.Annonce.as_view()),
    path("vehicle/<int:vehicle_id>/photos/batch", sorting.VehiclePhotosBatch.as_view()),
    path("batch", sorting.Batches.as_view()),
    path("batch/<int:batch_id>", sorting.BatchView.as_view()),
    path("batch/<int:batch_id>/photos", sorting.BatchPhotos.as_view()),
    path("batch/<int:batch_id>/accept", sorting.BatchAcceptance.as_view()),
    path("image/mask-plate", MaskPlate.as_view()),
    path("image/health", studio.StudioHealth.as_view()),
    path("image/info", studio.Info.as_view()),
    path("image/backgrounds", Backgrounds.as_view()),
    path("image/backgrounds/<slug:background>.jpg", BackgroundPicture.as_view(), name="api_background"),
    path("image/remove-bg", studio.RemoveBackground.as_view()),
    path("image/remove-bg/upload", studio.RemoveBackgroundOfUpload.as_view()),
    path("image/composite", studio.SetInBackground.as_view()),
    path("image/process", studio.Process.as_view()),
    path("image/process/upload", studio.ProcessUpload.as_view()),
    re_path(r"^image/files/(?P<stem>[0-9a-f]+)\.(?P<suffix>jpg|png)$", ImageFile.as_view(), name="api_image_file"),
    path("jobs/<str:job>", JobView.as_view()),
    path("", include(router.urls)),
]
