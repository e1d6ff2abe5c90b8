"""``/pricing`` in JSON: the cars that are asked about, and what is said of them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pricing.models import Valuation
from pricing.wording import DOUBTS
from vehicles.vocabulary import Body, Color, Fuel, Gearbox

MOST_CARS = 100
CAR = {
    "make": "Peugeot",
    "model": "208",
    "version": "1.2 PureTech 100 Allure",
    "first_registration_year": 2021,
    "first_registration_month": 5,
    "mileage_km": 42000,
    "fuel": "petrol",
    "gearbox": "manual",
    "power_hp": 100,
}
ESTIMATE = {
    "id": 731,
    "created_at": "2026-06-30T10:12:00+02:00",
    "car": CAR | {"priced_on": "2026-06-01", "country": "fr", "department": 74},
    "model_version": "2026-06-30-59405",
    "low": 9230,
    "recommended": 10840,
    "high": 12880,
    "confidence": "medium",
    "doubts": [],
    "reasons": [
        {"factor": "typical", "label": "208", "euros": 12110},
        {"factor": "mileage", "label": "42000", "euros": -1270},
    ],
    "by_mileage": [[0, 12900], [42000, 10840]],
    "by_age": [[-12, 11700], [0, 10840], [12, 10020]],
    "corrections": {},
    "comparables": [],
}

CURVE = {name: ESTIMATE[name] for name in ("model_version", "by_mileage", "by_age", "doubts", "corrections")}


def _points(text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()), help_text=text)


class CarSerializer(serializers.Serializer[Any]):
    """One car. Without year or mileage no price can be given, and the answer says so."""

    make = serializers.CharField(max_length=60)
    model = serializers.CharField(max_length=60)
    version = serializers.CharField(max_length=160, required=False, allow_blank=True, help_text="Engine and finish.")
    first_registration_year = serializers.IntegerField(min_value=1900, max_value=2100, required=False, allow_null=True)
    first_registration_month = serializers.IntegerField(min_value=1, max_value=12, required=False, allow_null=True)
    mileage_km = serializers.IntegerField(min_value=0, max_value=10_000_000, required=False, allow_null=True)
    fuel = serializers.ChoiceField(choices=Fuel.choices, required=False, allow_blank=True)
    gearbox = serializers.ChoiceField(choices=Gearbox.choices, required=False, allow_blank=True)
    power_hp = serializers.IntegerField(
        min_value=0, max_value=2500, required=False, allow_null=True, help_text="DIN horsepower; 0 is not known."
    )
    body = serializers.ChoiceField(choices=Body.choices, required=False, allow_blank=True)
    color = serializers.ChoiceField(choices=Color.choices, required=False, allow_blank=True)
    doors = serializers.IntegerField(min_value=1, max_value=9, required=False, allow_null=True)
    seats = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)
    department = serializers.IntegerField(
        min_value=1, max_value=95, required=False, allow_null=True, help_text="The dealership's, where it is left out."
    )


class CarsSerializer(serializers.Serializer[Any]):
    cars = CarSerializer(many=True, min_length=1, max_length=MOST_CARS)  # type: ignore[call-arg]


class DoubtSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Any]):
    factor = serializers.CharField()
    label = serializers.CharField(help_text="The fact itself.")  # type: ignore[assignment]
    euros = serializers.IntegerField()


class CorrectionsSerializer(serializers.Serializer[Any]):
    make = serializers.ListField(child=serializers.CharField(), required=False)
    model = serializers.ListField(child=serializers.CharField(), required=False)


class ComparableSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(source="offer.title")
    first_registration_year = serializers.IntegerField(source="offer.features.first_registration_year")
    mileage_km = serializers.IntegerField(source="offer.features.mileage_km")
    price = serializers.IntegerField(source="offer.price", help_text="EUR with all taxes: asked, or paid if `is_sold`.")
    is_sold = serializers.BooleanField(source="offer.is_sold")
    seen_on = serializers.DateField(source="offer.seen_on")
    source = serializers.CharField(source="offer.source")  # type: ignore[assignment]
    url = serializers.CharField(source="offer.url")
    distance = serializers.FloatField(help_text="0 is the same car, 1 about a year or 20,000 km apart.")
    adjusted = serializers.IntegerField(allow_null=True, help_text="EUR: its price, were it this car.")


class EstimateSerializer(serializers.ModelSerializer[Valuation]):
    """Asking prices in EUR with all taxes; null where none can be given, and `doubts` say why.

    `reasons` begin with the typical car of the model and add up to `recommended`. `by_mileage` holds [km, EUR],
    `by_age` [months from now, EUR].
    """

    car = serializers.JSONField(source="inputs", help_text="The facts that were priced.")
    doubts = serializers.SerializerMethodField()
    reasons = ReasonSerializer(many=True)
    by_mileage = _points("[km, EUR], at today's age.")
    by_age = _points("[months from now, EUR], at this mileage.")
    corrections = serializers.SerializerMethodField()
    comparables = serializers.SerializerMethodField()

    class Meta:
        model = Valuation
        fields = [
            "id", "created_at", "car", "model_version", "low", "recommended", "high", "confidence", "doubts",
            "reasons", "by_mileage", "by_age", "corrections", "comparables",
        ]  # fmt: skip

    @extend_schema_field(DoubtSerializer(many=True))
    def get_doubts(self, valuation: Valuation) -> list[dict[str, str]]:
        return [{"code": code, "text": str(DOUBTS.get(code, code))} for code in valuation.doubts]

    @extend_schema_field(CorrectionsSerializer)
    def get_corrections(self, valuation: Valuation) -> dict[str, list[str]]:
        """Names of the catalogue near the ones given, where those are not known."""
        return valuation.corrections

    @extend_schema_field(ComparableSerializer(many=True))
    def get_comparables(self, valuation: Valuation) -> Any:
        """The nearest imported listings, own cars and own sales; of a list of cars they are left out."""
        return ComparableSerializer(self.context.get("comparables", []), many=True).data


class EstimatesSerializer(serializers.Serializer[Any]):
    estimates = EstimateSerializer(many=True)


class CurveSerializer(serializers.Serializer[Any]):
    """EUR with all taxes; empty, with `doubts`, where no price can be given."""

    model_version = serializers.CharField()
    by_mileage = _points("[km, EUR], at today's age.")
    by_age = _points("[months from now, EUR], at this mileage.")
    doubts = DoubtSerializer(many=True)
    corrections = CorrectionsSerializer()
