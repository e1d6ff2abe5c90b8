"""Runs as integrators see them: one identifier, one shape, whatever the engine."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from keroxio.runs import Run, run_models


def job_id(run: Run) -> str:
    return f"{run._meta.model_name}-{run.pk}"


class JobSerializer(serializers.Serializer[Run]):
    id = serializers.SerializerMethodField()
    kind = serializers.CharField(source="_meta.model_name")
    status = serializers.ChoiceField(choices=Run.Status.choices)
    engine = serializers.CharField()
    error = serializers.CharField()
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_id(self, run: Run) -> str:
        return job_id(run)


class JobView(APIView):
    @extend_schema(responses=JobSerializer)
    def get(self, request: Request, job: str) -> Response:
        """The state of one run."""
        name, _, number = job.rpartition("-")
        model = next((model for model in run_models() if model._meta.model_name == name), None)
        dealership: Any = request.dealership  # type: ignore[attr-defined]
        if model is None or not number.isdecimal() or len(number) > 18:
            raise Http404
        run = model.objects.filter(pk=int(number), dealership=dealership).first()
        if run is None:
            raise Http404
        return Response(JobSerializer(run).data)
