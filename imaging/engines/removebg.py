"""The remove.bg API.

As www.remove.bg/api documents it: ``POST /v1.0/removebg`` with the photo as ``image_file``, ``type``, ``size``,
``format``, ``channels``, ``semitransparency`` and ``roi``; ``X-Api-Key``. The answer is the picture itself with
``X-Width``, ``X-Height`` and ``X-Credits-Charged``, or ``{"errors": [{"title", "code", "detail"}]}``: 400 for a photo
it does not take or in which it sees no foreground, 402 for spent credits, 403 for a wrong key, 429 with
``Retry-After`` and ``X-RateLimit-*`` above the rate.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from threading import local
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, PngImagePlugin, UnidentifiedImageError

from imaging.engines.base import BackgroundRemover, Matte
from imaging.engines.guiding import Guide
from imaging.engines.local import SaliencyRemover
from imaging.engines.vehicles import VehicleBox
from keroxio.errors import EngineError
from keroxio.remote import BUSY, UNREADABLE, Answer, ask

CLOUD = "https://api.remove.bg"
REMOVE = "/v1.0/removebg"
REFUSED = "The cut-out service refuses our key. Tell the person who runs this site."
SPENT = "The credits at the cut-out service are spent. Tell the person who runs this site."
NOT_TAKEN = "The cut-out service does not take this photo."

# PNG is delivered up to 10 megapixels; uploads may have 22 MB.
_MOST_PIXELS, _MOST_BYTES, _MOST_ANSWERED = 10_000_000, 21_000_000, 30 * 1024**2
_QUALITIES = (92, 85, 70)
_SMALLEST = 16
_NOTHING_SEEN = "unknown_foreground"
# The service rounds; a picture of another shape is not of this photo.
_SLACK = 0.02


class RemoveBgRemover(BackgroundRemover):
    """``size`` is "full", "preview" (a quarter of a megapixel, for a quarter of a credit) or "auto".

    ``timeout`` is in seconds. ``backup`` are the options of the remover on this machine, which answers when the service
    cannot; None for none.
    """

    name = "remove.bg"

    def __init__(
        self,
        *,
        key: str,
        url: str = CLOUD,
        size: str = "full",
        timeout: float = 60.0,
        backup: Mapping[str, Any] | None = None,
    ) -> None:
        if not key:
            raise ValueError("remove.bg needs a key")
        if not urlsplit(url).hostname:
            raise ValueError(f"{url!r} is no address")
        self._url = url.rstrip("/") + ("" if urlsplit(url).path.strip("/") else REMOVE)
        self._key, self._size, self._timeout = key, size, timeout
        self._backup = SaliencyRemover(**backup) if backup is not None else None
        self._last = local()

    @property
    def answered_by(self) -> str:
        return getattr(self._last, "name", self.name)

    @property
    def is_ready(self) -> bool:
        return self._backup is None or self._backup.is_ready

    def verify(self) -> None:
        if self._backup is not None:
            self._backup.verify()

    def cut_out(self, photo: Image.Image, vehicles: Sequence[VehicleBox] = ()) -> Matte | None:
        self._last.name = self.name
        try:
            return self._ask(photo, Guide.of(vehicles))
        except EngineError:
            if self._backup is None:
                raise
            self._last.name = self._backup.name
            return self._backup.cut_out(photo, vehicles)

    def _ask(self, photo: Image.Image, guide: Guide | None) -> Matte | None:
        if min(photo.size) < _SMALLEST:
            return None
        answer = ask(
            "POST",
            self._url,
            timeout=self._timeout,
            most_bytes=_MOST_ANSWERED,
            headers={"X-Api-Key": self._key, "Accept": "image/png, application/json"},
            files={"image_file": ("photo.jpg", _upload(photo), "image/jpeg")},
            # Windows stay part of the car: half-transparent ones would show the new scene's wall inside it.
            data={
                "type": "car",
                "size": self._size,
                "format": "png",
                "channels": "alpha",
                "semitransparency": "false",
                **_region(guide),
            },
        )
        if answer.status == 400 and _NOTHING_SEEN in _codes(answer):
            return None
        _check(answer)
        alpha = _alpha(answer, photo.size)
        return Matte(alpha, None, credits_charged=_credits(answer)) if alpha.getbbox() else None


def _upload(photo: Image.Image) -> bytes:
    """A JPEG without metadata, within the service's bounds."""
    small = photo.convert("RGB")
    scale = (_MOST_PIXELS / (photo.width * photo.height)) ** 0.5
    if scale < 1:
        small = small.resize([max(1, int(side * scale)) for side in photo.size], Image.Resampling.LANCZOS)
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= _MOST_BYTES:
            break
    return buffer.getvalue()


def _region(guide: Guide | None) -> dict[str, str]:
    """Where another vehicle is near: what lies outside of ``roi`` is background, whatever it shows."""
    if guide is None or not guide.has_neighbour:
        return {}
    left, top, right, bottom = guide.box((100, 100))
    return {"roi": f"{left}% {top}% {right}% {bottom}%"}


def _codes(answer: Answer) -> list[str]:
    errors = answer.data.get("errors") if isinstance(answer.data, dict) else None
    return [str(one.get("code", "")) for one in errors or [] if isinstance(one, dict)]


def _check(answer: Answer) -> None:
    if answer.status == 429:
        raise EngineError(BUSY, temporary=True, retry_after=answer.retry_after or _until_reset(answer))
    if answer.status == 402:
        raise EngineError(SPENT)
    if answer.status in {401, 403}:
        raise EngineError(REFUSED)
    if answer.status != 200:
        raise EngineError(NOT_TAKEN)


def _until_reset(answer: Answer) -> float | None:
    """``X-RateLimit-Reset`` is a Unix time."""
    reset = answer.headers.get("X-RateLimit-Reset", "")
    return max(0.0, float(reset) - time.time()) if reset.isdecimal() else None


def _alpha(answer: Answer, size: tuple[int, int]) -> Image.Image:
    """Raises ``EngineError`` for what is no PNG of the photo's shape."""
    try:
        answered = PngImagePlugin.PngImageFile(io.BytesIO(answer.body))
        if answered.width * answered.height > _MOST_PIXELS * 1.1 or _is_other_shape(answered.size, size):
            raise EngineError(UNREADABLE)
        # Grey as asked for; a cut-out in colour says the same in its alpha channel.
        alpha = answered.getchannel("A") if "A" in answered.getbands() else answered.convert("L")
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise EngineError(UNREADABLE) from error
    return alpha if alpha.size == size else alpha.resize(size, Image.Resampling.BICUBIC)


def _is_other_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) > _SLACK + 1 / min(one)


def _credits(answer: Answer) -> Decimal:
    try:
        charged = Decimal(answer.headers.get("X-Credits-Charged", "0"))
        return charged if 0 <= charged < 10_000 else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
