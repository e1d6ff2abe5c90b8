from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.conftest import SAMPLES, picture


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_it_prints_one_object_a_photo(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("read_plate", str(SAMPLES / "blue_front.jpg"), str(SAMPLES / "blue_rear.jpg"))
    first, second = lines(capsys)
    assert first["file"] == str(SAMPLES / "blue_front.jpg")
    assert second["file"] == str(SAMPLES / "blue_rear.jpg")
    assert set(first) == {
        *("file", "text", "country", "quad", "confidence", "confident", "candidates", "corrections", "others"),
        *("engine", "seconds"),
    }  # fmt: skip
    assert first["text"] == "AB-123-CD"
    assert len(first["quad"]) == 4
    assert first["confident"] is True
    assert first["engine"] == "fake"
    assert first["country"] == "FR"
    assert first["corrections"] == []
    assert first["candidates"] == [{"text": "AB-123-CD", "confidence": 0.97}]


def test_a_photo_without_a_plate_has_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wall.jpg").write_bytes(picture())
    call_command("read_plate", str(tmp_path / "wall.jpg"))
    (only,) = lines(capsys)
    assert (only["text"], only["quad"], only["confident"], only["candidates"]) == (None, None, False, [])


def test_it_goes_on_after_a_damaged_file_and_ends_with_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.jpg").write_bytes(picture()[:500])
    photos = [str(tmp_path / "cut.jpg"), str(tmp_path / "missing.jpg"), str(SAMPLES / "blue_front.jpg")]
    with pytest.raises(SystemExit) as ended:
        call_command("read_plate", *photos)
    assert ended.value.code == 1
    damaged, missing, fine = lines(capsys)
    assert damaged["error"]
    assert missing["error"]
    assert fine["text"] == "AB-123-CD"


def test_the_quad_is_in_pixels_of_the_upright_photo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image

    with Image.open(SAMPLES / "blue_front.jpg") as photo:
        exif = Image.Exif()
        exif[0x0112] = 6
        photo.rotate(90, expand=True).save(tmp_path / "turned.jpg", exif=exif)
    call_command("read_plate", str(tmp_path / "turned.jpg"))
    (only,) = lines(capsys)
    assert max(x for x, _ in only["quad"]) > 1200
