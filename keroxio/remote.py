"""Ask a service over HTTP: bounded in time and size, never redirected, its faults told apart."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from keroxio.errors import EngineError

CONNECT_SECONDS = 5.0
MOST_BYTES = 1024**2
_CHUNK = 64 * 1024

SILENT = "The service does not answer. It is asked again in a moment."
BUSY = "The service is asked too often at the moment. It is asked again in a moment."
BROKEN = "The service has a fault at the moment. It is asked again in a moment."
UNREADABLE = "The service answered something that cannot be read."
MOVED = "The service answers from another address: its address in the settings has to be changed."


@dataclass(frozen=True)
class Answer:
    """``data`` is the JSON of the body, None where it is none; ``headers`` are found whatever their case."""

    status: int
    data: Any
    retry_after: float | None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(method: str, url: str, *, timeout: float, most_bytes: int = MOST_BYTES, **request: Any) -> Answer:
    """``timeout`` is for the whole answer, in seconds.

    Raises ``EngineError``: temporary when the service is down, slow, busy (429) or broken (5xx), not temporary when it
    redirects or sends more than ``most_bytes``.
    """
    end = time.monotonic() + timeout
    limits = (min(CONNECT_SECONDS, timeout), timeout)
    with (
        _faults_told(),
        requests.request(method, url, timeout=limits, stream=True, allow_redirects=False, **request) as response,
    ):
        if response.is_redirect:
            raise EngineError(MOVED)
        body = _body(response, end, most_bytes)
        data = None if response.headers.get("Content-Type", "").startswith("image/") else _json(body)
        wait = _seconds(response.headers.get("Retry-After", ""))
        answer = Answer(response.status_code, data, wait, body, response.headers)
    if answer.status >= 500:
        raise EngineError(BROKEN, temporary=True, retry_after=answer.retry_after)
    return answer


def busy(answer: Answer) -> EngineError:
    """What to raise for a 429 that is no spent quota."""
    return EngineError(BUSY, temporary=True, retry_after=answer.retry_after)


@contextmanager
def _faults_told() -> Iterator[None]:
    """Without the original error: its text has the address, and the address may have the key and the plate."""
    try:
        yield
    except (requests.RequestException, HTTPError, OSError):
        raise EngineError(SILENT, temporary=True) from None


def _body(response: requests.Response, end: float, most_bytes: int) -> bytes:
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > most_bytes:
            raise EngineError(UNREADABLE)
        if time.monotonic() > end:
            raise EngineError(SILENT, temporary=True)
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _seconds(header: str) -> float | None:
    """RFC 9110, 10.2.3: seconds, or a date."""
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
