"""Runs as integrators see them: one identifier, one shape, whatever the engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from keroxio.problems import CONTENT_TYPE, problem
from keroxio.runs import Run, run_models

LONGEST_WAIT = 30
"""Seconds."""
# Each client that waits holds one of the web server's threads; those beyond are told to poll.
_WAITERS = BoundedSemaphore(4)
_GLANCE = 0.1

WAIT = OpenApiParameter(
    "wait", int, description=f"Seconds to wait for the result, from 0 (answer 202 at once) to {LONGEST_WAIT}."
)


def job_id(run: Run) -> str:
    return f"{run._meta.model_name}-{run.pk}"


class JobSerializer(serializers.Serializer[Run]):
    id = serializers.SerializerMethodField()
    kind = serializers.CharField(source="_meta.model_name")
    status = serializers.ChoiceField(choices=Run.Status.choices)
    engine = serializers.CharField()
    error = serializers.CharField(source="problem")
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    result = serializers.CharField(source="api_path", help_text="Where the result is, once done; may be empty.")

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


def answer(
    request: Request,
    run: Run,
    show: Callable[[Any], dict[str, Any]],
    *,
    then: Callable[[Any], Run | None] = lambda _run: None,
) -> Response:
    """200 with what ``show`` makes of the run when it ends within ``?wait=SECONDS``, 202 with the job until then.

    ``then`` names the run that follows from it, if any, which is waited for in what is left of that time.
    A run that failed is a problem document (422) with the reason. Raises ``ValidationError`` for a bad ``wait``.
    """
    until = time.monotonic() + _seconds(request)
    _wait_for(run, until)
    following = then(run) if run.is_finished else None
    if following is not None:
        _wait_for(following, until)
    if run.status == Run.Status.DONE:
        return Response(show(run))
    if run.status == Run.Status.FAILED:
        return Response(problem(422, detail=run.problem, job=job_id(run)), status=422, content_type=CONTENT_TYPE)
    return Response(JobSerializer(run).data, status=202)


def _seconds(request: Request) -> int:
    text = request.query_params.get("wait", "0")
    if not text.isascii() or not text.isdecimal() or len(text) > 2 or int(text) > LONGEST_WAIT:
        raise ValidationError({"wait": [f"Give whole seconds from 0 to {LONGEST_WAIT}."]})
    return int(text)


def _wait_for(run: Run, until: float) -> None:
    if run.is_finished or time.monotonic() >= until or not _WAITERS.acquire(blocking=False):
        return
    try:
        while not run.is_finished and time.monotonic() < until:
            time.sleep(_GLANCE)
            run.refresh_from_db()
    finally:
        _WAITERS.release()
