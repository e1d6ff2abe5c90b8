"""A small server that speaks the chat protocol of OpenAI, well or badly as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """``pieces`` are streamed one by one; ``content`` is cut into some where they are not given."""

    content: str = ""
    status: int = 200
    pieces: list[str] = field(default_factory=list)
    pause: float = 0.0
    finish: str | None = "stop"
    streams: bool = True
    raw: bytes = b""
    forever: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def said(self) -> list[str]:
        return self.pieces or [self.content[at : at + 40] for at in range(0, len(self.content), 40)]


@contextmanager
def serving(script: Script) -> Iterator[str]:  # noqa: C901 - the handler closes over its script
    """The base URL of a server that follows the script."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            script.requests.append(json.loads(self.rfile.read(length)))
            script.headers.append(dict(self.headers))
            try:
                self._answer()
            except (BrokenPipeError, ConnectionResetError):
                return

        def _answer(self) -> None:
            self.send_response(script.status)
            self.send_header("Content-Type", "text/event-stream" if script.streams else "application/json")
            self.end_headers()
            if script.raw:
                self.wfile.write(script.raw)
            elif not script.streams:
                choice = {"message": {"content": script.content}, "finish_reason": script.finish}
                self.wfile.write(json.dumps({"choices": [choice]}).encode())
            elif script.status == 200:
                self._stream()

        def _stream(self) -> None:
            while script.forever:
                self._piece({"delta": {"content": script.forever}})
            for words in script.said():
                self._piece({"delta": {"content": words}})
                time.sleep(script.pause)
            if script.finish:
                self._piece({"delta": {}, "finish_reason": script.finish})
                self.wfile.write(b"data: [DONE]\n\n")

        def _piece(self, choice: dict[str, Any]) -> None:
            self.wfile.write(f"data: {json.dumps({'choices': [choice]})}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
