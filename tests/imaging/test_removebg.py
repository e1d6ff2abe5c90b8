"""The remove.bg adapter against a server on this machine that speaks its protocol."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.conf import settings as configured
from PIL import Image

from imaging.engines.fake import FakeRemover
from imaging.engines.removebg import RemoveBgRemover
from imaging.models import Cutout
from keroxio.engine_messages import KNOWN
from keroxio.errors import EngineError
from keroxio.runs import Run
from tests.conftest import FAKE_ENGINES
from tests.imaging.cars import car
from tests.imaging.removebg_server import KEY, fault, png, remove_bg
from tests.plates.local_servers import Reply, Service, fixed, json_reply, served, slow
from tests.plates.snapshot import parts_of
from vehicles.models import Photo

BACKUP = {"model": "u2netp", "folder": configured.WEIGHTS_DIR}


@pytest.fixture
def service() -> Iterator[Service]:
    with served(remove_bg(FakeRemover())) as running:
        yield running


def remover_of(service: Service, **changes: Any) -> RemoveBgRemover:
    options: dict[str, Any] = {"key": KEY, "url": service.url, "timeout": 30.0}
    return RemoveBgRemover(**options | changes)


def picture_of(width: int = 800, height: int = 600) -> Image.Image:
    noise = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(noise)


def test_it_asks_as_documented_and_says_what_it_cost(service: Service) -> None:
    photo = picture_of()
    matte = remover_of(service).cut_out(photo)
    assert matte is not None
    expected = FakeRemover().cut_out(photo)
    assert expected is not None
    assert matte.alpha.tobytes() == expected.alpha.tobytes()
    assert (matte.confidence, matte.credits_charged) == (None, Decimal(1))
    sent = {name: content for name, content in parts_of(service.asked[0]) if name != "image_file"}
    assert sent == {
        "type": b"car",
        "size": b"full",
        "format": b"png",
        "channels": b"alpha",
        "semitransparency": b"false",
    }


def test_a_preview_is_enlarged_to_the_photo(service: Service) -> None:
    matte = remover_of(service, size="preview").cut_out(picture_of(1600, 1199))
    assert matte is not None
    assert matte.alpha.size == (1600, 1199)
    assert matte.credits_charged == Decimal("0.25")


def test_twelve_megapixels_are_sent_within_the_services_limit(service: Service) -> None:
    matte = remover_of(service).cut_out(Image.effect_noise((4000, 3000), 60).convert("RGB"))
    assert matte is not None
    assert matte.alpha.size == (4000, 3000)
    with Image.open(io.BytesIO(dict(parts_of(service.asked[0]))["image_file"])) as sent:
        assert sent.width * sent.height <= 10_000_000
        assert not sent.getexif()


def test_no_foreground_is_no_car(service: Service) -> None:
    assert remover_of(service).cut_out(Image.new("RGB", (400, 300), "grey")) is None
    service.trouble = fixed(png(Image.new("L", (400, 300), 0)))
    assert remover_of(service).cut_out(picture_of(400, 300)) is None


@pytest.mark.parametrize(
    ("reply", "temporary", "said"),
    [
        (fault(402, "insufficient_credits", "Insufficient credits"), False, "credits"),
        (fault(403, "auth_failed", "API Key invalid"), False, "refuses our key"),
        (fault(400, "file_too_large", "File is too large"), False, "does not take this photo"),
        (json_reply(400, ["odd"]), False, "does not take this photo"),
        (fault(429, "rate_limit_exceeded", "Rate limit exceeded"), True, "too often"),
        ((500, {}, b""), True, "fault"),
        ((302, {"Location": "http://localhost/"}, b""), False, "another address"),
        ((200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\nbroken"), False, "cannot be read"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), False, "cannot be read"),
        (png(Image.new("L", (300, 800), 255)), False, "cannot be read"),
    ],
)
def test_what_goes_wrong_is_told_apart(service: Service, reply: Reply, temporary: bool, said: str) -> None:
    service.trouble = fixed(reply)
    with pytest.raises(EngineError, match=said) as caught:
        remover_of(service).cut_out(picture_of())
    assert caught.value.temporary is temporary
    assert str(caught.value) in KNOWN
    assert KEY not in str(caught.value)


def test_it_waits_as_long_as_it_is_told(service: Service) -> None:
    service.trouble = fixed(fault(429, "rate_limit_exceeded", "Rate limit exceeded", Retry_After="42"))
    with pytest.raises(EngineError) as caught:
        remover_of(service).cut_out(picture_of())
    assert caught.value.retry_after == 42
    reset = str(int(time.time()) + 3600)
    service.trouble = fixed(json_reply(429, {}, X_RateLimit_Reset=reset))
    with pytest.raises(EngineError) as caught:
        remover_of(service).cut_out(picture_of())
    assert caught.value.retry_after == pytest.approx(3600, abs=60)


def test_a_silent_service_is_asked_again_later(service: Service) -> None:
    service.trouble = slow(5)
    with pytest.raises(EngineError, match="does not answer") as caught:
        remover_of(service, timeout=0.3).cut_out(picture_of())
    assert caught.value.temporary


@pytest.mark.parametrize("charged", ["nan", "-1", "a lot", "1e99"])
def test_an_odd_price_is_none(service: Service, charged: str) -> None:
    alpha = Image.new("L", (800, 600), 255)
    service.trouble = fixed(png(alpha, **{"X-Credits-Charged": charged}))
    matte = remover_of(service).cut_out(picture_of())
    assert matte is not None
    assert matte.credits_charged == 0


@pytest.mark.parametrize("options", [{}, {"key": ""}, {"key": KEY, "url": "nowhere"}])
def test_wrong_options_are_found_at_start(options: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        RemoveBgRemover(**options)


def test_the_machine_stands_in_only_where_it_was_set_to(service: Service) -> None:
    service.trouble = fixed(fault(402, "insufficient_credits", "Insufficient credits"))
    remover = remover_of(service, backup=BACKUP)
    matte = remover.cut_out(car("blue_side_left")[0].resize((640, 480)))
    assert matte is not None
    assert (remover.answered_by, matte.credits_charged) == ("u2netp", Decimal(0))
    service.trouble = None
    assert remover.cut_out(picture_of()) is not None
    assert remover.answered_by == "remove.bg"


@pytest.fixture
def paid(settings: Any, service: Service) -> Service:
    engine = "imaging.engines.removebg.RemoveBgRemover"
    options = {"key": KEY, "url": service.url}
    settings.ENGINES = FAKE_ENGINES | {"cutout": {"ENGINE": engine, "OPTIONS": options}}
    return service


def test_the_row_says_who_answered_and_for_how_much(paid: Service, photo: Photo, work: Callable[[], list[Run]]) -> None:
    cutout = Cutout.objects.request(dealership_id=photo.dealership_id, photo=photo)
    work()
    cutout.refresh_from_db()
    assert (cutout.status, cutout.engine, cutout.credits_charged) == ("done", "remove.bg", Decimal(1))
    assert cutout.confidence is None


def test_spent_credits_are_said_on_the_row(paid: Service, photo: Photo, work: Callable[[], list[Run]]) -> None:
    paid.trouble = fixed(fault(402, "insufficient_credits", "Insufficient credits"))
    cutout = Cutout.objects.request(dealership_id=photo.dealership_id, photo=photo)
    work()
    cutout.refresh_from_db()
    assert cutout.status == "failed"
    assert cutout.error
