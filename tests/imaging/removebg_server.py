"""remove.bg's protocol on this machine, with a remover of our own behind it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from PIL import Image

from imaging.engines.base import BackgroundRemover, Matte
from tests.plates.local_servers import Asked, Reply, json_reply
from tests.plates.snapshot import parts_of

KEY = "the-right-key"
RATE = {"X_RateLimit_Limit": "500", "X_RateLimit_Remaining": "499", "X_RateLimit_Reset": "1893456000"}
PREVIEW_PIXELS = 250_000


def fault(status: int, code: str, title: str, **headers: str) -> Reply:
    return json_reply(status, {"errors": [{"title": title, "code": code}]}, **RATE, **headers)


def png(alpha: Image.Image, **headers: str) -> Reply:
    buffer = io.BytesIO()
    alpha.save(buffer, "PNG")
    told = {
        "Content-Type": "image/png",
        "X-Type": "car",
        "X-Width": str(alpha.width),
        "X-Height": str(alpha.height),
        "X-Credits-Charged": "1",
        **headers,
    }
    return 200, told, buffer.getvalue()


def remove_bg(remover: BackgroundRemover) -> Callable[[Asked], Reply]:
    def work(asked: Asked) -> Reply:
        if asked.method != "POST" or asked.path != "/v1.0/removebg":
            return 404, {"Content-Type": "text/html"}, b"<h1>Not found</h1>"
        if asked.headers.get("x-api-key") != KEY:
            return fault(403, "auth_failed", "API Key invalid")
        sent: dict[str, Any] = dict(parts_of(asked))
        if (sent["channels"], sent["format"], sent["type"]) != (b"alpha", b"png", b"car"):
            return fault(400, "invalid_parameters", "Invalid parameters")
        with Image.open(io.BytesIO(sent["image_file"])) as opened:
            photo = opened.convert("RGB")
        if photo.width * photo.height > 10_000_000:
            return fault(400, "resolution_too_high", "PNG is limited to 10 megapixels")
        return delivered(remover.cut_out(photo), is_preview=sent["size"] == b"preview")

    return work


def delivered(matte: Matte | None, *, is_preview: bool) -> Reply:
    if matte is None:
        return fault(400, "unknown_foreground", "Could not identify foreground in image.")
    alpha = matte.alpha
    if not is_preview:
        return png(alpha)
    scale = min(1.0, (PREVIEW_PIXELS / (alpha.width * alpha.height)) ** 0.5)
    small = alpha.resize((round(alpha.width * scale), round(alpha.height * scale)))
    return png(small, **{"X-Credits-Charged": "0.25"})
