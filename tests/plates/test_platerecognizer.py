"""The Plate Recognizer adapter against a server on this machine that speaks its protocol."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from keroxio.engine_messages import KNOWN
from keroxio.errors import EngineError
from keroxio.runs import Run
from plates.engines.fake import FakePlateReader
from plates.engines.platerecognizer import PlateRecognizerReader
from plates.engines.tidying import tidy
from plates.reading import request_readings
from tests.conftest import FAKE_ENGINES
from tests.plates import local_servers
from tests.plates.local_servers import Reply, Service, fixed, json_reply, slow
from tests.plates.readers import WEIGHTS, local_reader, sample
from tests.plates.snapshot import TOKEN, parts_of, snapshot
from vehicles.models import Photo

BACKUP = {
    "detection_weights": WEIGHTS / "PP-OCRv6_det_small.onnx",
    "recognition_weights": WEIGHTS / "PP-OCRv6_rec_small.onnx",
    "second_weights": WEIGHTS / "PP-OCRv4_rec.onnx",
}


@pytest.fixture
def service() -> Iterator[Service]:
    with local_servers.served(snapshot(FakePlateReader())) as running:
        yield running


def reader_of(service: Service, **changes: Any) -> PlateRecognizerReader:
    options: dict[str, Any] = {"token": TOKEN, "url": service.url, "timeout": 30.0, "regions": ["fr", "be"]}
    options.update(changes)
    return PlateRecognizerReader(**options)


def picture_of(width: int = 800, height: int = 600) -> Image.Image:
    noise = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(noise)


def result(plate: str = "ab123cd", **changes: Any) -> dict[str, Any]:
    return {
        "box": {"xmin": 300, "ymin": 400, "xmax": 460, "ymax": 440},
        "plate": plate,
        "region": {"code": "fr", "score": 0.99},
        "score": 0.93,
        "candidates": [{"plate": plate, "score": 0.93}],
        "dscore": 0.8,
    } | changes


def answering(*results: dict[str, Any]) -> Any:
    return fixed(json_reply(200, {"results": list(results), "processing_time": 3.2}))


@pytest.mark.parametrize("name", ["blue_front.jpg", "blue_rear_left.jpg", "red_front_left.jpg"])
def test_it_reads_what_the_real_engine_behind_the_service_reads(name: str) -> None:
    picture = sample(name)
    direct = local_reader().read(picture)
    assert direct is not None
    with local_servers.served(snapshot(local_reader())) as service:
        plate = reader_of(service).read(picture)
    assert plate is not None
    assert (plate.text, plate.country) == (direct.text, direct.country)
    left, top = plate.quad[0]
    right, bottom = plate.quad[2]
    slack = 0.05 * (right - left)
    for x, y in direct.quad:
        assert left - slack <= x <= right + slack, "the whole plate is in the box"
        assert top - slack <= y <= bottom + slack


def test_it_asks_as_documented(service: Service) -> None:
    reader_of(service).read(picture_of())
    (asked,) = service.asked
    assert (asked.method, asked.path) == ("POST", "/v1/plate-reader/")
    parts = parts_of(asked)
    assert [value for name, value in parts if name == "regions"] == [b"fr", b"be"]
    assert asked.headers["authorization"] == f"Token {TOKEN}"


def test_a_large_photo_is_sent_small_and_the_box_comes_back_in_its_pixels(service: Service) -> None:
    large = picture_of(4000, 3000)
    large.info["exif"] = b"Exif\x00\x00secret"
    plate = reader_of(service).read(large)
    assert plate is not None
    upload = dict(parts_of(service.asked[0]))["upload"]
    assert len(upload) < 3 * 1024**2
    assert b"secret" not in upload
    with Image.open(io.BytesIO(upload)) as sent:
        assert max(sent.size) == 1920
    (left, top), _, (right, bottom), _ = plate.quad
    assert (left, right) == pytest.approx((1600, 2400), abs=25)
    assert (top, bottom) == pytest.approx((2100, 2280), abs=25)


def test_the_sdk_needs_no_token(service: Service) -> None:
    service.trouble = answering(result())
    plate = PlateRecognizerReader(url=service.url.rstrip("/")).read(picture_of())
    assert plate is not None
    assert "authorization" not in service.asked[0].headers
    assert service.asked[0].path == "/v1/plate-reader/"


@pytest.mark.parametrize("options", [{}, {"url": "nowhere", "token": "x"}])
def test_wrong_options_are_found_at_start(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        PlateRecognizerReader(**options)


def test_no_plate_is_none(service: Service) -> None:
    service.trouble = answering()
    assert reader_of(service).read(picture_of()) is None
    service.trouble = answering(result(plate="", candidates=[]))
    assert reader_of(service).read(picture_of()) is None


def test_the_sellers_car_is_the_large_central_one_and_the_others_are_kept(service: Service) -> None:
    aside = result("gh456jk", box={"xmin": 5, "ymin": 300, "xmax": 60, "ymax": 315})
    service.trouble = answering(aside, result())
    plate = reader_of(service).read(picture_of())
    assert plate is not None
    assert plate.text == "AB-123-CD"
    assert len(plate.others) == 1
    assert plate.is_confident


@pytest.mark.parametrize(
    ("changes", "confident"),
    [
        ({}, True),
        ({"score": 0.6, "candidates": [{"plate": "ab123cd", "score": 0.6}]}, False),
        ({"dscore": 0.2}, False),
        ({"candidates": [{"plate": "ab123cd", "score": 0.93}, {"plate": "ab128cd", "score": 0.9}]}, False),
        ({"plate": "abi23cd", "candidates": [{"plate": "abi23cd", "score": 0.95}]}, False),
        ({"plate": "hello", "candidates": [{"plate": "hello", "score": 0.99}]}, False),
    ],
)
def test_it_is_confident_only_with_reason(service: Service, changes: dict[str, Any], confident: bool) -> None:
    service.trouble = answering(result(**changes))
    plate = reader_of(service).read(picture_of())
    assert plate is not None
    assert plate.is_confident is confident


def test_a_candidate_that_is_a_plate_comes_before_one_that_is_none(service: Service) -> None:
    candidates = [{"plate": "ab123c0x", "score": 0.9}, {"plate": "ab123cd", "score": 0.8}]
    service.trouble = answering(result("ab123c0x", candidates=candidates))
    plate = reader_of(service).read(picture_of())
    assert plate is not None
    assert (plate.text, plate.confidence) == ("AB-123-CD", 0.8)


@pytest.mark.parametrize(
    ("text", "country", "expected", "corrected"),
    [
        ("ab123cd", "FR", "AB-123-CD", ""),
        ("AB-I23-CD", "FR", "AB-123-CD", "I1"),
        ("a8123cd", "FR", "AB-123-CD", "8B"),
        ("1234ab75", "FR", "1234 AB 75", ""),
        ("1abc234", "BE", "1-ABC-234", ""),
        ("1234bcd", "ES", "1234 BCD", ""),
        ("hello", "FR", "HELLO", ""),
    ],
)
def test_our_grammar_tidies_the_text(text: str, country: str, expected: str, corrected: str) -> None:
    tidied = tidy(text, country)
    assert tidied.text == expected
    assert "".join(one.read + one.written for one in tidied.corrections) == corrected


TROUBLES: list[tuple[Reply, str, bool]] = [
    (json_reply(403, {"detail": "Invalid token."}), "refuses our key", False),
    (json_reply(401, {"detail": "Authentication credentials were not provided."}), "refuses our key", False),
    (json_reply(403, {"detail": "You have run out of credits."}), "quota", False),
    (json_reply(413, {"detail": "Request Entity Too Large"}), "does not take this photo", False),
    (json_reply(400, {"upload": ["Upload a valid image."]}), "does not take this photo", False),
    (json_reply(429, {"detail": "Request was throttled. Expected available in 1 second."}), "too often", True),
    (json_reply(500, {}), "has a fault", True),
    ((200, {}, b"<html>"), "cannot be read", True),
    ((200, {}, b'{"results": [{"box"'), "cannot be read", True),
    ((200, {}, b'{"results": "' + b"x" * 5 * 1024**2 + b'"}'), "cannot be read", False),
    ((302, {"Location": "http://10.0.0.1/"}, b""), "another address", False),
    (json_reply(200, {"results": None}), "cannot be read", True),
    (json_reply(200, {"results": [3]}), "cannot be read", True),
    (json_reply(200, {"results": [result(box={"xmin": 1})]}), "cannot be read", True),
    (json_reply(200, {"results": [result(box={"xmin": 9, "xmax": 1, "ymin": 1, "ymax": 2})]}), "cannot be read", True),
    (json_reply(200, {"results": [result(dscore="high")]}), "cannot be read", True),
    (json_reply(200, {"results": [result(candidates=[{"plate": "ab", "score": 7}])]}), "cannot be read", True),
]


@pytest.mark.parametrize(("reply", "said", "temporary"), TROUBLES)
def test_each_trouble_is_told_apart(service: Service, reply: Reply, said: str, temporary: bool) -> None:
    service.trouble = fixed(reply)
    with pytest.raises(EngineError, match=said) as trouble:
        reader_of(service).read(picture_of())
    assert trouble.value.temporary is temporary
    assert str(trouble.value) in KNOWN
    assert TOKEN not in str(trouble.value)


def test_a_busy_service_says_how_long_to_wait(service: Service) -> None:
    service.trouble = fixed(json_reply(429, {"detail": "throttled"}, Retry_After="3"))
    with pytest.raises(EngineError) as busy:
        reader_of(service).read(picture_of())
    assert busy.value.retry_after == 3


def test_slow_and_down(service: Service) -> None:
    service.trouble = slow(2)
    with pytest.raises(EngineError, match="does not answer"):
        reader_of(service, timeout=0.2).read(picture_of())
    with pytest.raises(EngineError, match="does not answer"):
        reader_of(service, url="http://127.0.0.1:9").read(picture_of())


def test_the_reader_on_this_machine_stands_in_where_the_settings_say_so(service: Service) -> None:
    local_reader()
    reader = reader_of(service, backup=BACKUP)
    assert reader.read(picture_of()) is not None
    assert reader.answered_by == "plate-recognizer"
    service.trouble = fixed(json_reply(403, {"detail": "You have run out of credits."}))
    plate = reader.read(sample("blue_front.jpg"))
    assert plate is not None
    assert reader.answered_by == "pp-ocrv6"


def test_it_costs_nothing_to_start_a_worker(service: Service) -> None:
    reader_of(service).warm_up()
    assert service.asked == []


@pytest.mark.parametrize(("is_down", "name"), [(False, "plate-recognizer"), (True, "pp-ocrv6")])
def test_the_row_says_which_engine_answered(
    service: Service, settings: Any, photo: Photo, work: Callable[[], list[Run]], *, is_down: bool, name: str
) -> None:
    local_reader()
    engine = "plates.engines.platerecognizer.PlateRecognizerReader"
    options = {"token": TOKEN, "url": service.url, "backup": BACKUP}
    settings.ENGINES = FAKE_ENGINES | {"plates": {"ENGINE": engine, "OPTIONS": options}}
    if is_down:
        service.trouble = fixed(json_reply(503, {}))
    (reading,) = request_readings([photo])
    work()
    reading.refresh_from_db()
    assert (reading.status, reading.engine) == ("done", name)
