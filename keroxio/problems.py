"""API errors as problem documents (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

CONTENT_TYPE = "application/problem+json"


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: its own answer, in the shape of a problem document."""
    answer = exception_handler(error, context)
    if answer is None:
        return None
    answer.data = problem(answer.status_code, **_details(error, answer.data))
    answer.content_type = CONTENT_TYPE
    return answer


def problem(status: int, **more: Any) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, **more}


def problem_page(request: HttpRequest, status: int, detail: str, **more: Any) -> JsonResponse:
    return JsonResponse(problem(status, detail=detail, **more), status=status, content_type=CONTENT_TYPE)


def _details(error: Exception, data: Any) -> dict[str, Any]:
    if isinstance(error, ValidationError):
        errors = data if isinstance(data, dict) else {"non_field_errors": data}
        return {"detail": _first_of(errors), "errors": errors}
    return {"detail": str(data.get("detail", ""))} if isinstance(data, dict) else {}


def _first_of(errors: Any) -> str:
    """The first message: errors of lists of objects lie in dictionaries and lists of their own."""
    while isinstance(errors, dict | list):
        errors = next(iter(errors.values() if isinstance(errors, dict) else errors), "")
    return str(errors)
