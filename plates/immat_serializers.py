"""What ``/immat`` answers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from keroxio.jobs import job_id
from plates.formats import ParsedPlate
from plates.looking_up import facts_of
from plates.models import Lookup, PlateCheck
from vehicles.provenance import claims, with_report

RECORD = {
    "plate": "AB123CD",
    "make": "Renault",
    "model": "Clio",
    "version": "1.5 Blue dCi 115 Intens",
    "vin": "VF1RJA00463123456",
    "first_registration": "2019-06-20",
    "fuel": "diesel",
    "gearbox": "manual",
    "power_hp": 116,
    "fiscal_power": 5,
    "color": "grey",
    "seats": 5,
    "co2_g_km": 104,
    "euro_norm": "Euro 6",
}
LOOKED_UP = {
    "plate": "AB-123-CD",
    "country": "FR",
    "engine": "auto-ways",
    "looked_up_at": "2026-01-15T10:30:00+01:00",
    "record": RECORD,
    "sources": {
        "make": [{"source": "registry", "value": "Renault"}, {"source": "vin", "value": "Renault"}],
        "power_hp": [{"source": "registry", "value": 116}],
    },
}
READ = {
    "id": "platecheck-12",
    "text": "AB-123-CD",
    "country": "FR",
    "confidence": 0.98,
    "is_confident": True,
    "engine": "pp-ocrv6",
    "quad": [[812.0, 1033.5], [1107.2, 1040.1], [1105.9, 1104.0], [811.3, 1097.8]],
    "others": [],
    "corrections": [{"index": 4, "read": "O", "written": "0"}],
    "candidates": [{"text": "AB-123-CD", "confidence": 0.98}, {"text": "AB-128-CD", "confidence": 0.01}],
}


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "an old plate",
            {"text": "1234 AB 75", "valid": True, "country": "FR", "kind": "fni", "department": "75", "problem": ""},
        ),
        OpenApiExample(
            "a slip",
            {
                "text": "",
                "valid": False,
                "country": "",
                "kind": "",
                "department": "",
                "problem": "French plates never use the letters I, O and U.",
            },
        ),
    ]
)
class ValidationSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="As the plate is written; empty when it is none.")
    valid = serializers.BooleanField()
    country = serializers.CharField(help_text="ISO code; empty where the plate fits several countries.")
    kind = serializers.CharField(help_text="siv, ww, w, fni, diplomatic or foreign.")
    department = serializers.CharField(help_text="Of French plates given before 2009.")
    problem = serializers.CharField(help_text="Why it is no plate.")


class ClaimSerializer(serializers.Serializer[Any]):
    source = serializers.CharField(help_text="registry or vin.")  # type: ignore[assignment]
    value = serializers.JSONField()


@extend_schema_serializer(examples=[OpenApiExample("a car", LOOKED_UP)])
class LookupSerializer(serializers.Serializer[Any]):
    plate = serializers.CharField()
    country = serializers.CharField()
    engine = serializers.CharField()
    looked_up_at = serializers.DateTimeField()
    record = serializers.DictField(
        help_text="What is not known is left out. Power in DIN hp, CO2 in g/km, engine in cm³."
    )
    sources = serializers.DictField(
        child=ClaimSerializer(many=True), help_text="By particular of the vehicle, what each source says."
    )


@extend_schema_serializer(examples=[OpenApiExample("a plate", READ)])
class ReadingSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Of the job.")
    text = serializers.CharField(help_text="Empty when the photo shows no plate.")
    country = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True)
    is_confident = serializers.BooleanField()
    engine = serializers.CharField()
    quad = serializers.JSONField(help_text="Corners in pixels of the upright photo, from the top left, clockwise.")
    others = serializers.JSONField(help_text="The corners of other cars' plates.")
    corrections = serializers.JSONField(help_text="Characters that no plate may have there, and what stands instead.")
    candidates = serializers.JSONField()


class LookupStateSerializer(serializers.Serializer[Any]):
    status = serializers.CharField(help_text="queued, running, done, failed, or not_asked.")
    job = serializers.CharField(help_text="To poll while it is not done.")
    problem = serializers.CharField(help_text="Why there is no result.")
    result = LookupSerializer(allow_null=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "a plate and its car",
            READ | {"lookup": {"status": "done", "job": "lookup-7", "problem": "", "result": LOOKED_UP}},
        )
    ]
)
class FullReadingSerializer(ReadingSerializer):
    lookup = LookupStateSerializer()


@extend_schema_serializer(
    examples=[OpenApiExample("ready", {"engine": "pp-ocrv6", "weights_present": True, "registry": "auto-ways"})]
)
class ReaderHealthSerializer(serializers.Serializer[Any]):
    engine = serializers.CharField()
    weights_present = serializers.BooleanField(help_text="Whether all files of the reader on this machine are there.")
    registry = serializers.CharField(help_text="The registration service; empty where none is set up.")


def shown_plate(plate: ParsedPlate) -> dict[str, Any]:
    department = plate.text.rpartition(" ")[2] if plate.kind == "fni" and plate.text.count(" ") == 2 else ""
    known = {"text": plate.text, "country": plate.country, "kind": str(plate.kind), "department": department}
    return {"valid": True, "problem": "", **known}


def shown_lookup(lookup: Lookup) -> dict[str, Any]:
    facts = facts_of(lookup)
    said = claims(with_report({}, "registry", lookup.plate, facts), facts.get("vin", ""))
    return {
        "plate": lookup.plate,
        "country": lookup.country,
        "engine": lookup.engine,
        "looked_up_at": lookup.finished_at,
        "record": lookup.record,
        "sources": {
            field: [{"source": claim.source, "value": claim.value} for claim in told] for field, told in said.items()
        },
    }


def shown_reading(check: PlateCheck) -> dict[str, Any]:
    names = ("text", "country", "confidence", "is_confident", "engine", "quad", "others", "corrections", "candidates")
    shown = {"id": job_id(check), **{name: getattr(check, name) for name in names}}
    return shown | ({"lookup": _lookup_state(check)} if check.looks_up else {})


def _lookup_state(check: PlateCheck) -> dict[str, Any]:
    lookup = check.lookup
    if lookup is None:
        return {"status": "not_asked", "job": "", "problem": check.lookup_problem, "result": None}
    return {
        "status": lookup.status,
        "job": job_id(lookup),
        "problem": lookup.problem,
        "result": shown_lookup(lookup) if lookup.is_found else None,
    }
