"""Ads for integrators: written, read, checked."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from keroxio.jobs import WAIT, JobSerializer, answer
from keroxio.runs import Run
from listings.claims.base import Verdict
from listings.compliance import Case, findings_of
from listings.duties import Level
from listings.limits import LimitReached
from listings.models import LANGUAGES, LENGTHS, TEXT_LENGTH, TITLE_LENGTH, TONES, Ad
from listings.reporting import claims_of, problems_of
from listings.reviewing import case_of
from listings.vehicle_facts import facts_of
from listings.writing import current_ad, request_ad
from vehicles.models import Vehicle

TITLE = "Peugeot 208 1.2 PureTech 100 Allure – 2021 – 42 350 km"
CLAIM = {
    "kind": "mileage", "phrase": "42 350 km", "start": 45, "end": 54, "verdict": "traced",
    "field": "mileage_km", "value": "42350",
}  # fmt: skip
PROBLEM = {
    "code": "contradiction", "level": "blocking", "field": "text", "phrases": ["110 ch"],
    "label": "Le texte et les caractéristiques concordent",
    "why": "Ce que dit l’annonce doit être ce que disent les caractéristiques : un chiffre faux trompe l’acheteur.",
    "source": "Code de la consommation, art. L. 121-2",
}  # fmt: skip


class StatementSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    phrase = serializers.CharField()
    start = serializers.IntegerField(help_text="In characters, of the title, a line break and the text.")
    end = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=[verdict.value for verdict in Verdict])
    field = serializers.CharField(help_text="The field that proves or contradicts it; empty where none can.")
    value = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    level = serializers.ChoiceField(choices=[level.value for level in Level])
    field = serializers.CharField(help_text="Where it is put right.")
    label = serializers.CharField()  # type: ignore[assignment]
    why = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    phrases = serializers.ListField(child=serializers.CharField())


class CheckSerializer(serializers.Serializer[Any]):
    publishable = serializers.BooleanField(help_text="Nothing blocks publication.")
    claims = StatementSerializer(many=True)
    problems = ProblemSerializer(many=True)


class AdSerializer(CheckSerializer):
    id = serializers.IntegerField()
    vehicle = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    tone = serializers.CharField()
    length = serializers.CharField()
    language = serializers.CharField()
    emojis = serializers.BooleanField()
    engine = serializers.CharField()
    note = serializers.CharField(help_text="Why another engine wrote it than the one that was set, if so.")
    created_at = serializers.DateTimeField()


class AdRequestSerializer(serializers.Serializer[Any]):
    vehicle = serializers.IntegerField(min_value=1, max_value=2**62)
    tone = serializers.ChoiceField(choices=[value for value, _ in TONES], default="warm")
    length = serializers.ChoiceField(choices=[value for value, _ in LENGTHS], default="standard")
    language = serializers.ChoiceField(choices=[value for value, _ in LANGUAGES], default="fr")
    emojis = serializers.BooleanField(default=False)


class CheckRequestSerializer(serializers.Serializer[Any]):
    vehicle = serializers.IntegerField(min_value=1, max_value=2**62)
    title = serializers.CharField(max_length=TITLE_LENGTH, allow_blank=True, required=False)
    text = serializers.CharField(
        max_length=TEXT_LENGTH, allow_blank=True, required=False, help_text="The vehicle's ad, if left out."
    )


CHECKED = {"publishable": False, "claims": [CLAIM], "problems": [PROBLEM]}
WRITTEN = {
    "id": 12, "vehicle": 7, "title": TITLE, "text": "Découvrez cette citadine Peugeot 208 d’avril 2021…",
    "tone": "warm", "length": "standard", "language": "fr", "emojis": False, "engine": "templates", "note": "",
    "created_at": "2026-11-21T10:00:00+01:00", "publishable": True, "claims": [CLAIM], "problems": [],
}  # fmt: skip


class Annonces(APIView):
    @extend_schema(
        parameters=[WAIT],
        request=AdRequestSerializer,
        responses={200: AdSerializer, 202: JobSerializer},
        examples=[
            OpenApiExample("A warm ad", {"vehicle": 7, "tone": "warm", "length": "standard"}, request_only=True),
            OpenApiExample("Written", WRITTEN, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request) -> Response:
        """Have an ad written from what is known of a vehicle."""
        wanted = AdRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        style = dict(wanted.validated_data)
        vehicle = _vehicle(request, style.pop("vehicle"))
        try:
            ad = request_ad(vehicle, **style)
        except LimitReached as reached:
            raise ValidationError({"vehicle": [str(reached)]}) from reached
        return answer(request, ad, shown)


class Annonce(APIView):
    @extend_schema(responses=AdSerializer, examples=[OpenApiExample("Written", WRITTEN, response_only=True)])
    def get(self, request: Request, ad_id: int) -> Response:
        """An ad with its claims and problems, as they are today."""
        mine = Ad.objects.filter(dealership=request.dealership, vehicle__deleted_at=None)  # type: ignore[attr-defined]
        done = mine.filter(status=Run.Status.DONE).select_related("vehicle__dealership")
        return Response(shown(get_object_or_404(done, pk=ad_id)))


class AnnonceCheck(APIView):
    @extend_schema(
        request=CheckRequestSerializer,
        responses=CheckSerializer,
        examples=[
            OpenApiExample("A text", {"vehicle": 7, "title": TITLE, "text": "110 ch, non garanti."}, request_only=True),
            OpenApiExample("Not publishable", CHECKED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """What the law asks of a text on this vehicle, and what in it no field proves. Nothing is stored."""
        wanted = CheckRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        vehicle = _vehicle(request, said["vehicle"])
        ad = current_ad(vehicle)
        if "text" in said or "title" in said:
            ad = Ad(vehicle=vehicle, title=said.get("title", ""), text=said.get("text", ""))
        return Response(_checked(case_of(vehicle, ad=ad, facts=facts_of(vehicle))))


def shown(ad: Ad) -> dict[str, Any]:
    names = ("id", "title", "text", "tone", "length", "language", "emojis", "engine", "note", "created_at")
    checked = _checked(case_of(ad.vehicle, ad=ad, facts=facts_of(ad.vehicle)))
    return {**{name: getattr(ad, name) for name in names}, "vehicle": ad.vehicle_id, **checked}


def _checked(case: Case) -> dict[str, Any]:
    findings = findings_of(case)
    return {
        "publishable": bool(case.text) and not any(finding.is_blocking for finding in findings),
        "claims": claims_of(case.claims),
        "problems": problems_of(findings),
    }


def _vehicle(request: Request, pk: int) -> Vehicle:
    mine = Vehicle.objects.owned_by(request.dealership).present()  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("dealership"), pk=pk)
