"""One streamed answer of an OpenAI-compatible chat endpoint, within limits of time and size."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from keroxio.errors import EngineError

SILENT = "the writing service did not answer"
REFUSED = "the writing service refused the request"
BUSY = "the writing service is busy"
GARBLED = "the writing service did not answer in the agreed form"
ENDLESS = "the writing service would not stop"
CUT = "the writing service stopped in the middle"
CONNECT_SECONDS = 5
MOST_CHARACTERS = 12_000
MOST_LINE = 200_000


@dataclass(frozen=True)
class ChatClient:
    """``seconds`` bounds the whole answer, ``most_tokens`` what is paid for."""

    base_url: str
    api_key: str
    model: str
    seconds: float
    most_tokens: int

    def ask(self, messages: list[dict[str, str]], *, on_text: Callable[[str], None]) -> str:
        """The whole answer; ``on_text`` is told what there is of it so far. Raises EngineError, temporary or not."""
        body = {
            "model": self.model,
            "messages": messages,
            "stream": True,
            "temperature": 0.4,
            "max_tokens": self.most_tokens,
            "response_format": {"type": "json_object"},
        }
        until = time.monotonic() + self.seconds
        try:
            with requests.post(
                f"{self.base_url.rstrip('/')}/chat/completions",
                json=body,
                headers={"Authorization": f"Bearer {self.api_key}"} if self.api_key else {},
                timeout=(min(CONNECT_SECONDS, self.seconds), self.seconds),
                stream=True,
                allow_redirects=False,
            ) as response:
                _check(response)
                return self._read(response, until, on_text)
        except (requests.RequestException, HTTPError, OSError) as error:
            # Its words may hold the address and the key.
            raise EngineError(SILENT, temporary=True) from error

    def _read(self, response: requests.Response, until: float, on_text: Callable[[str], None]) -> str:
        parts: list[str] = []
        length = 0
        for delta, reason in _deltas(response, until):
            parts.append(delta)
            length += len(delta)
            if length > MOST_CHARACTERS:
                raise EngineError(ENDLESS)
            if delta:
                on_text("".join(parts))
            if reason == "length":
                raise EngineError(ENDLESS)
            if reason:
                return "".join(parts)
        raise EngineError(CUT, temporary=True)


def _check(response: requests.Response) -> None:
    if response.status_code == 429:
        raise EngineError(BUSY, temporary=True)
    if response.status_code >= 500:
        raise EngineError(SILENT, temporary=True)
    if response.status_code != 200:
        raise EngineError(REFUSED)


def _deltas(response: requests.Response, until: float) -> Iterator[tuple[str, str]]:
    """(words, reason of the end or ""). A service that knows no streaming answers in one piece."""
    if "event-stream" not in response.headers.get("Content-Type", ""):
        whole = b"".join(_chunks(response, until))
        choice = _choice(whole.decode("utf-8", "replace"))
        yield str((choice.get("message") or {}).get("content") or ""), str(choice.get("finish_reason") or "stop")
        return
    for line in _lines(_chunks(response, until)):
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            yield "", "stop"
            return
        choice = _choice(data)
        yield str((choice.get("delta") or {}).get("content") or ""), str(choice.get("finish_reason") or "")


def _choice(text: str) -> dict[str, Any]:
    """{} for a piece without choices, such as the one that counts tokens."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise EngineError(GARBLED) from error
    choices = found.get("choices") if isinstance(found, dict) else None
    if choices == [] and isinstance(found, dict) and "usage" in found:
        return {}
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise EngineError(GARBLED)
    return choices[0]


def _chunks(response: requests.Response, until: float) -> Iterator[bytes]:
    """What has arrived at each time, so that a slow stream is noticed, and never more than an answer can be."""
    received = 0
    while chunk := response.raw.read1(8192, decode_content=True):
        received += len(chunk)
        if time.monotonic() > until:
            raise EngineError(SILENT, temporary=True)
        if received > MOST_LINE * 10:
            raise EngineError(ENDLESS)
        yield chunk


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        if len(waiting) > MOST_LINE:
            raise EngineError(GARBLED)
        *lines, waiting = waiting.split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace").strip()
    if waiting:
        yield waiting.decode("utf-8", "replace").strip()
