"""The command."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from tests.conftest import SAMPLES, picture


def run(*photos: Path, out: Path) -> list[dict[str, Any]]:
    stdout = io.StringIO()
    call_command("cut_out", *map(str, photos), out=out, stdout=stdout, stderr=io.StringIO())
    return [json.loads(line) for line in stdout.getvalue().splitlines()]


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
    return image


def test_it_writes_a_cut_out_of_the_photos_size_and_a_line(tmp_path: Path) -> None:
    photo = SAMPLES / "blue_front_left.jpg"

    (line,) = run(photo, out=tmp_path / "new" / "folder")

    assert sorted(line) == ["confidence", "file", "seconds"]
    assert line["file"] == str(photo)
    cut = opened(tmp_path / "new" / "folder" / "blue_front_left.png")
    with Image.open(photo) as original:
        assert (cut.mode, cut.size) == ("RGBA", original.size)
    assert cut.getchannel("A").getextrema() == (0, 255)


def test_it_turns_the_photo_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.effect_noise((640, 480), 60).convert("RGB").save(tmp_path / "turned.jpg", exif=exif)

    run(tmp_path / "turned.jpg", out=tmp_path)

    assert opened(tmp_path / "turned.png").size == (480, 640)


def test_it_goes_on_after_a_file_that_is_no_photo(tmp_path: Path) -> None:
    bad, empty = tmp_path / "bad.jpg", tmp_path / "empty.jpg"
    bad.write_bytes(b"<svg onload=alert(1)>")
    empty.write_bytes(b"")
    stdout, stderr = io.StringIO(), io.StringIO()

    with pytest.raises(CommandError, match="3 of 4"):
        call_command(
            "cut_out",
            *map(str, (bad, empty, tmp_path / "absent.jpg", SAMPLES / "blue_front.jpg")),
            out=tmp_path,
            stdout=stdout,
            stderr=stderr,
        )

    assert [json.loads(line)["file"] for line in stdout.getvalue().splitlines()] == [str(SAMPLES / "blue_front.jpg")]
    assert all(name in stderr.getvalue() for name in ("bad.jpg", "empty.jpg", "absent.jpg"))


def test_it_says_when_there_is_no_car(tmp_path: Path) -> None:
    (tmp_path / "even.jpg").write_bytes(picture())

    (line,) = run(tmp_path / "even.jpg", out=tmp_path)

    assert line["confidence"] == 0
    assert not (tmp_path / "even.png").exists()


def test_it_refuses_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    with pytest.raises(CommandError, match="taken"):
        run(SAMPLES / "blue_front.jpg", out=tmp_path / "taken")
