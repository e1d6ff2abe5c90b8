from __future__ import annotations

import io

import pytest
from PIL import Image

from imaging.renditions import SOURCE_TYPE, renditions


@pytest.mark.parametrize(("size", "expected"), [((2560, 1920), (2560, 1600, 400)), ((3024, 4032), (2560, 1600, 400))])
def test_it_makes_three_sizes(size: tuple[int, int], expected: tuple[int, int, int]) -> None:
    files = renditions(Image.effect_noise(size, 40).convert("RGB"))

    opened = [Image.open(io.BytesIO(content)) for content in (files.full, files.display, files.thumbnail)]

    assert [one.format for one in opened] == ["JPEG", "WEBP", "WEBP"]
    assert tuple(max(one.size) for one in opened) == expected
    assert all(abs(one.width / one.height - size[0] / size[1]) < 0.01 for one in opened)


def test_it_never_enlarges() -> None:
    files = renditions(Image.new("RGB", (300, 200)))

    assert Image.open(io.BytesIO(files.full)).size == (300, 200)


def test_it_marks_composites_as_such_and_other_pictures_not() -> None:
    picture = Image.new("RGB", (800, 600), "teal")

    composite, plain = renditions(picture), renditions(picture, is_composite=False)

    for content in (composite.full, composite.display, composite.thumbnail):
        assert SOURCE_TYPE.encode() in content
    for content in (plain.full, plain.display, plain.thumbnail):
        assert b"xmp" not in content.lower()
        assert "exif" not in Image.open(io.BytesIO(content)).info
