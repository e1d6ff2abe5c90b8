"""Plate Recognizer's Snapshot protocol on this machine, with our own reader behind it."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.parser import BytesParser
from typing import Any

from PIL import Image

from plates.engines.base import PlateReader, Quad
from tests.plates.local_servers import Asked, Reply, json_reply

TOKEN = "snapshot-token"


def parts_of(asked: Asked) -> list[tuple[str, bytes]]:
    """The fields of a multipart form, in order."""
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + asked.body)
    return [
        (str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True))  # type: ignore[misc, union-attr]
        for part in message.get_payload()
    ]


def snapshot(reader: PlateReader) -> Callable[[Asked], Reply]:
    """What the service answers for a photo: boxes around the plates, texts in small letters without separators."""

    def work(asked: Asked) -> Reply:
        if asked.method != "POST" or asked.path != "/v1/plate-reader/":
            return json_reply(404, {"detail": "Not found."})
        if asked.headers.get("authorization") != f"Token {TOKEN}":
            return json_reply(403, {"detail": "Invalid token.", "status_code": 403})
        sent = dict(parts_of(asked))
        if len(sent["upload"]) > 3 * 1024**2:
            return json_reply(413, {"detail": "Request Entity Too Large", "status_code": 413})
        with Image.open(io.BytesIO(sent["upload"])) as photo:
            return json_reply(201, answer(reader, photo.convert("RGB")))

    return work


def answer(reader: PlateReader, photo: Image.Image) -> dict[str, Any]:
    plate = reader.read(photo)
    results = []
    if plate is not None:
        results.append(
            {
                "box": box(plate.quad),
                "plate": plain(plate.text),
                "region": {"code": plate.country.lower(), "score": 0.9},
                "score": round(plate.confidence, 3),
                "candidates": [
                    {"plate": plain(one.text), "score": round(one.confidence, 3)} for one in plate.candidates
                ],
                "dscore": 0.9,
                "vehicle": {"score": 0.8, "type": "Sedan", "box": {"xmin": 0, "ymin": 0, "xmax": 10, "ymax": 10}},
            }
        )
    return {
        "processing_time": 12.3,
        "results": results,
        "filename": "1234_photo.jpg",
        "version": 1,
        "camera_id": None,
        "timestamp": "2026-01-01T00:00:00Z",
        "usage": {"calls": 12, "max_calls": 2500},
    }


def box(quad: Quad) -> dict[str, int]:
    xs, ys = zip(*quad, strict=True)
    return {"xmin": int(min(xs)), "ymin": int(min(ys)), "xmax": int(max(xs)), "ymax": int(max(ys))}


def plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).lower()
