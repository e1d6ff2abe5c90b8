from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.exceptions import APIException
from rest_framework.pagination import CursorPagination

from accounts.models import Dealership
from vehicles.models import Photo, Vehicle


class Newer(APIException):
    status_code = 409
    default_detail = _("The vehicle was changed meanwhile: read it again.")


class PhotoSerializer(serializers.ModelSerializer[Photo]):
    class Meta:
        model = Photo
        fields = ["id", "position", "kind", "name", "width", "height", "image", "display", "thumbnail", "created_at"]
        read_only_fields = fields


class VehicleSerializer(serializers.ModelSerializer[Vehicle]):
    """Prices in EUR with all taxes, mileage in km, power in DIN hp."""

    title = serializers.CharField(read_only=True)
    revision = serializers.IntegerField(
        required=False, help_text="Send the one read: a change made meanwhile is then answered with 409."
    )

    class Meta:
        model = Vehicle
        exclude = ["dealership", "deleted_at", "decisions"]
        read_only_fields: ClassVar = ["sources", "reported", "created_at", "updated_at"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        known = {**(self.initial_of(self.instance) if self.instance else {}), **attrs}
        today = timezone.localdate()
        year, month = known.get("first_registration_year"), known.get("first_registration_month")
        if year and month and (year, month) > (today.year, today.month):
            raise serializers.ValidationError({"first_registration_month": [_("This month is in the future.")]})
        return attrs

    @staticmethod
    def initial_of(vehicle: Vehicle) -> dict[str, Any]:
        names = ("first_registration_year", "first_registration_month")
        return {name: getattr(vehicle, name) for name in names}

    def create(self, validated_data: dict[str, Any]) -> Vehicle:
        validated_data.pop("revision", None)
        return super().create(validated_data)

    def update(self, instance: Vehicle, validated_data: dict[str, Any]) -> Vehicle:
        seen = validated_data.pop("revision", instance.revision)
        current = Vehicle.objects.filter(pk=instance.pk, revision=seen)
        if not current.update(revision=F("revision") + 1):
            raise Newer
        instance.revision = seen + 1
        return super().update(instance, validated_data)


class NewestFirst(CursorPagination):
    page_size = 50
    ordering = "-id"


@extend_schema_view(
    list=extend_schema(
        parameters=[OpenApiParameter("search", str, description="Part of the plate, the make, the model or the VIN.")]
    ),
    destroy=extend_schema(description="The vehicle goes to the bin; the page brings it back."),
)
class VehicleViewSet(viewsets.ModelViewSet[Vehicle]):
    """The seller's vehicles."""

    serializer_class = VehicleSerializer
    pagination_class = NewestFirst
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    lookup_value_regex = r"\d{1,18}"
    queryset = Vehicle.objects.none()

    @property
    def dealership(self) -> Dealership:
        found: Dealership = self.request.dealership  # type: ignore[attr-defined]
        return found

    def get_queryset(self) -> QuerySet[Vehicle]:
        mine = Vehicle.objects.owned_by(self.dealership).present()
        word = self.request.query_params.get("search", "").strip()
        if word and self.action == "list":
            mine = mine.filter(
                Q(plate__icontains=word) | Q(make__icontains=word) | Q(model__icontains=word) | Q(vin__iexact=word)
            )
        return mine

    def perform_create(self, serializer: serializers.BaseSerializer[Vehicle]) -> None:
        serializer.save(dealership=self.dealership)

    def perform_destroy(self, instance: Vehicle) -> None:
        instance.deleted_at = timezone.now()
        instance.save(update_fields=["deleted_at"])
