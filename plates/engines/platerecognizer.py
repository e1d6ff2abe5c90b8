"""Plate Recognizer's Snapshot API, in its cloud or as the SDK on one's own machine.

As guides.platerecognizer.com/docs/snapshot/api-reference documents it: ``POST /v1/plate-reader/`` with the photo as
``upload`` and ``regions`` as often as there are; ``Authorization: Token …`` for the cloud. Each of ``results`` has a
``box``, a ``plate``, a ``score`` (of the reading), a ``dscore`` (of the detection), ``candidates`` and a ``region``.
403 is a wrong token or no credits left, 413 too large a file, 429 more photos in a second than were subscribed to.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import local
from typing import Any, ClassVar
from urllib.parse import urlsplit

from PIL.Image import Image, Resampling

from keroxio.errors import EngineError
from keroxio.remote import UNREADABLE, Answer, ask, busy
from plates.engines.base import Candidate, Plate, PlateReader, Quad
from plates.engines.local import LocalPlateReader
from plates.engines.tidying import Tidied, tidy

CLOUD = "https://api.platerecognizer.com"
READ = "/v1/plate-reader/"
REFUSED = "The plate reading service refuses our key. Tell the person who runs this site."
SPENT = "The quota at the plate reading service is spent. Tell the person who runs this site."
NOT_TAKEN = "The plate reading service does not take this photo."

# The cloud takes 3 MB; a plate that is read at all is read at this side.
_SIDE, _MOST_BYTES = 1920, 2_800_000
_QUALITIES = (90, 80, 65, 50)
_SMALLEST = 16
# Set with care rather than measured: nobody's photos were sent to the service to calibrate it.
_SURE_READING, _SURE_DETECTION, _RIVAL = 0.88, 0.5, 0.75
# The box lies on the edge of the plate, and masking wants all of it.
_MARGIN = 0.06


class PlateRecognizerReader(PlateReader):
    """``regions`` are hints such as "fr", three or four at most; ``timeout`` is in seconds.

    ``backup`` are the options of the reader on this machine, which reads when the service cannot; None for none.
    """

    name: ClassVar[str] = "plate-recognizer"

    def __init__(
        self,
        *,
        token: str = "",
        url: str = CLOUD,
        regions: Sequence[str] = (),
        timeout: float = 20.0,
        backup: Mapping[str, Any] | None = None,
    ) -> None:
        if not urlsplit(url).hostname:
            raise ValueError(f"{url!r} is no address")
        if url == CLOUD and not token:
            raise ValueError("Plate Recognizer's cloud needs a token")
        self._url = url.rstrip("/") + ("" if urlsplit(url).path.strip("/") else READ)
        self._headers = {"Authorization": f"Token {token}"} if token else {}
        self._regions, self._timeout = list(regions), timeout
        self._backup = LocalPlateReader(**backup) if backup is not None else None
        self._last = local()

    @property
    def answered_by(self) -> str:
        return getattr(self._last, "name", self.name)

    def warm_up(self) -> None:
        """Nothing: a photo read for nothing would be paid for."""

    def read(self, photo: Image) -> Plate | None:
        self._last.name = self.name
        try:
            return self._ask(photo)
        except EngineError:
            if self._backup is None:
                raise
            self._last.name = self._backup.name
            return self._backup.read(photo)

    def _ask(self, photo: Image) -> Plate | None:
        if min(photo.size) < _SMALLEST:
            return None
        content, scale = _upload(photo)
        answer = ask(
            "POST",
            self._url,
            timeout=self._timeout,
            headers=self._headers,
            files={"upload": ("photo.jpg", content, "image/jpeg")},
            data={"regions": self._regions},
        )
        _check(answer)
        return _plate(_sightings(answer.data, scale, photo.size), photo.size)


@dataclass(frozen=True)
class _Sighting:
    tidied: Tidied
    score: float
    dscore: float
    quad: Quad
    weight: float
    candidates: tuple[Candidate, ...]


def _upload(photo: Image) -> tuple[bytes, float]:
    """A JPEG without metadata, small enough, and how many pixels of the photo one of its pixels is."""
    scale = max(1.0, max(photo.size) / _SIDE)
    small = photo.convert("RGB")
    if scale > 1:
        small = small.resize([max(1, round(side / scale)) for side in photo.size], Resampling.LANCZOS)
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= _MOST_BYTES:
            break
    return buffer.getvalue(), scale


def _check(answer: Answer) -> None:
    said = answer.data if isinstance(answer.data, dict) else {}
    detail = str(said.get("detail") or said.get("error") or "").lower()
    if answer.status == 429:
        raise busy(answer)
    if answer.status == 402 or (answer.status == 403 and "credit" in detail):
        raise EngineError(SPENT)
    if answer.status in {401, 403}:
        raise EngineError(REFUSED)
    if 400 <= answer.status < 500:
        raise EngineError(NOT_TAKEN)


def _sightings(data: Any, scale: float, size: tuple[int, int]) -> list[_Sighting]:
    """Raises ``EngineError`` for an answer that is not of the documented shape."""
    try:
        return [_sighting(result, scale, size) for result in data["results"] if result.get("plate")]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise EngineError(UNREADABLE, temporary=True) from None


def _sighting(result: dict[str, Any], scale: float, size: tuple[int, int]) -> _Sighting:
    country = _country(result.get("region"))
    read = [(str(one["plate"]), _share(one["score"])) for one in result.get("candidates") or []]
    read = read or [(str(result["plate"]), _share(result["score"]))]
    tidied = [(tidy(text, country), score) for text, score in read]
    # What can be a plate comes before what cannot, however sure the service is of it.
    tidied.sort(key=lambda pair: (not pair[0].fits, len(pair[0].corrections), -pair[1]))
    best, score = tidied[0]
    candidates: dict[str, Candidate] = {}
    for one, confidence in tidied:
        candidates.setdefault(one.text, Candidate(one.text, confidence))
    quad, weight = _quad(result["box"], scale, size)
    return _Sighting(best, score, _share(result.get("dscore", 0)), quad, weight, tuple(candidates.values()))


def _country(region: Any) -> str:
    """ "fr" or "us-ca" as an ISO code."""
    code = str(region.get("code") or "") if isinstance(region, dict) else ""
    return code[:2].upper()


def _share(value: Any) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError(value)
    return number


def _quad(box: dict[str, Any], scale: float, size: tuple[int, int]) -> tuple[Quad, float]:
    """The box in pixels of the photo, and how much it is the seller's: the large and central one is."""
    left, top, right, bottom = (float(box[name]) * scale for name in ("xmin", "ymin", "xmax", "ymax"))
    if not (left < right and top < bottom):
        raise ValueError(box)
    margin = (bottom - top) * _MARGIN
    left, right = max(0.0, left - margin), min(float(size[0]), right + margin)
    top, bottom = max(0.0, top - margin), min(float(size[1]), bottom + margin)
    aside = abs((left + right) / 2 / size[0] - 0.5)
    quad: Quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return quad, (right - left) * (bottom - top) * (1 - aside)


def _plate(sightings: list[_Sighting], size: tuple[int, int]) -> Plate | None:
    if not sightings:
        return None
    first, *others = sorted(sightings, key=lambda sighting: (not sighting.tidied.fits, -sighting.weight))
    return Plate(
        text=first.tidied.text[:15],
        country=first.tidied.country,
        quad=first.quad,
        confidence=first.score,
        is_confident=_is_confident(first),
        candidates=first.candidates,
        others=tuple(other.quad for other in others),
        corrections=first.tidied.corrections,
    )


def _is_confident(sighting: _Sighting) -> bool:
    rivals = [one.confidence for one in sighting.candidates if one.text != sighting.tidied.text]
    return (
        sighting.tidied.fits
        and not sighting.tidied.corrections
        and sighting.score >= _SURE_READING
        and sighting.dscore >= _SURE_DETECTION
        and max(rivals, default=0.0) <= _RIVAL * sighting.score
    )
