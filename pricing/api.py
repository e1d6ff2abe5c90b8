"""``/pricing`` for API clients: estimates of one or many cars, read again, and curves."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Dealership
from keroxio.engine_messages import message_of
from keroxio.errors import EngineError
from keroxio.runs import Run
from pricing.comparables import Comparable, Wanted, comparables
from pricing.estimate_serializers import (
    CAR,
    CURVE,
    ESTIMATE,
    CarSerializer,
    CarsSerializer,
    CurveSerializer,
    EstimateSerializer,
    EstimatesSerializer,
)
from pricing.models import Valuation
from pricing.valuing import features_from, value_cars, valued

PROBLEM = OpenApiResponse(description="A problem document with the reason.")
ONE_OR_MANY: dict[str, Any] = {"resource_type_field_name": None}


class NoModel(APIException):
    status_code = 503
    default_code = "no_price_model"


class Estimates(APIView):
    @extend_schema(
        request=PolymorphicProxySerializer("CarOrCars", [CarSerializer, CarsSerializer], **ONE_OR_MANY),
        responses={
            201: PolymorphicProxySerializer(
                "EstimateOrEstimates", [EstimateSerializer, EstimatesSerializer], **ONE_OR_MANY
            ),
            400: PROBLEM,
            503: PROBLEM,
        },
        examples=[
            OpenApiExample("One car", CAR, request_only=True),
            OpenApiExample("Many cars", {"cars": [CAR, CAR | {"mileage_km": 90000}]}, request_only=True),
            OpenApiExample("An estimate", ESTIMATE, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        """Estimate one car, or up to 100 under `cars`. Years, km, DIN hp in; EUR with all taxes out."""
        is_many = isinstance(request.data, dict) and "cars" in request.data
        asked = (CarsSerializer if is_many else CarSerializer)(data=request.data)
        asked.is_valid(raise_exception=True)
        dealership = _dealership(request)
        cars = asked.validated_data["cars"] if is_many else [asked.validated_data]
        try:
            found = value_cars(dealership, [features_from(car, dealership) for car in cars])
        except EngineError as error:
            raise NoModel(message_of(error)) from error
        if is_many:
            return Response({"estimates": EstimateSerializer(found, many=True).data}, status=201)
        return Response(_shown(found[0], dealership), status=201)


class EstimateView(APIView):
    @extend_schema(
        operation_id="pricing_estimate_read",
        responses={200: EstimateSerializer, 404: PROBLEM},
        examples=[OpenApiExample("An estimate", ESTIMATE, response_only=True)],
    )
    def get(self, request: Request, estimate_id: int) -> Response:
        """An estimate as it was made, with today's comparables."""
        mine = Valuation.objects.filter(dealership=_dealership(request), status=Run.Status.DONE)
        return Response(_shown(get_object_or_404(mine, pk=estimate_id), _dealership(request)))


class Curve(APIView):
    @extend_schema(
        parameters=[CarSerializer],
        responses={200: CurveSerializer, 400: PROBLEM, 503: PROBLEM},
        examples=[OpenApiExample("A curve", CURVE, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        """A car's price by mileage and by age; nothing is stored."""
        asked = CarSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        dealership = _dealership(request)
        try:
            valuation = valued(dealership, features_from(asked.validated_data, dealership))
        except EngineError as error:
            raise NoModel(message_of(error)) from error
        shown = EstimateSerializer(valuation).data
        return Response({name: shown[name] for name in CurveSerializer().fields})


def _dealership(request: Request) -> Dealership:
    found: Dealership = request.dealership  # type: ignore[attr-defined]
    return found


def _shown(valuation: Valuation, dealership: Dealership) -> Any:
    near: list[Comparable] = []
    if valuation.recommended is not None:
        near = comparables(valuation.features, dealership, Wanted(), but=valuation.vehicle_id).nearest
    return EstimateSerializer(valuation, context={"comparables": near}).data
