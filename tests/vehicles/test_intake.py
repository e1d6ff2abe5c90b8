from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.storage import FileSystemStorage
from django.utils.translation import override
from PIL import ExifTags, Image, ImageCms

from tests.conftest import SAMPLES, picture, upload
from vehicles.decoding import RefusedPhoto, decode
from vehicles.intake import add_photo
from vehicles.models import MAX_PHOTOS, Photo, Vehicle


def save(image: Image.Image, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def with_exif(orientation: int) -> bytes:
    image = Image.new("RGB", (600, 400), "red")
    image.paste("blue", (0, 0, 300, 400))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:05:04 10:20:30"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (45.0, 54.0, 0.0)
    return save(image, "JPEG", exif=exif, comment=b"my secret comment")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("photo.jpg", picture())
    return buffer.getvalue()


def huge() -> bytes:
    """The header of a PNG of 200 megapixels: nothing behind it needs to be true."""
    small = bytearray(picture(format="PNG"))
    small[16:24] = (20_000).to_bytes(4, "big") + (10_000).to_bytes(4, "big")
    import zlib

    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    return bytes(small)


def animated(format: str) -> bytes:
    frames = [Image.new("RGB", (300, 300), color) for color in ("red", "green", "blue")]
    return save(frames[0], format, save_all=True, append_images=frames[1:], duration=100)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(picture()[:400], "damaged", id="truncated"),
        pytest.param(picture(1, 1), "too small", id="one pixel"),
        pytest.param(picture(3000, 100), "too small", id="a strip"),
        pytest.param(huge(), "60 million pixels", id="200 megapixels"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a photo", id="svg"
        ),
        pytest.param(b"<html><script>alert(1)</script></html>", "not a photo", id="html"),
        pytest.param(zipped(), "not a photo", id="zip"),
        pytest.param(b"GIF89a" + b"\0" * 400, "not a photo", id="mislabelled"),
        pytest.param(animated("WEBP"), "animation", id="animated webp"),
        pytest.param(animated("PNG"), "animation", id="animated png"),
        pytest.param(b"\xff\xd8\xff" + bytes(range(256)) * 20, "not a photo", id="noise behind a JPEG's first bytes"),
    ],
)
def test_it_says_why_a_file_is_refused(content: bytes, said: str, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(RefusedPhoto, match=said):
        decode(content)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_turns_photos_upright(orientation: int) -> None:
    image = decode(with_exif(orientation)).image
    assert image.size == ((600, 400) if orientation < 5 else (400, 600))
    blue_at = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}[orientation]
    where = {"left": (10, 200), "right": (590, 200), "top": (200, 10), "bottom": (200, 590)}[blue_at]
    red, _green, blue = image.getpixel(where)  # type: ignore[misc]
    assert blue > red


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(save(Image.new("CMYK", (400, 300), (0, 255, 255, 0)), "JPEG"), id="CMYK"),
        pytest.param(save(Image.new("RGBA", (400, 300), (255, 0, 0, 255)), "PNG"), id="RGBA"),
        pytest.param(save(Image.new("P", (400, 300)), "PNG"), id="palette"),
        pytest.param(save(Image.new("L", (400, 300)), "WEBP"), id="WebP"),
        pytest.param(save(Image.new("RGB", (400, 300), "red"), "HEIF"), id="HEIC"),
        pytest.param(save(Image.fromarray(np.full((300, 400), 40_000, np.uint16)), "PNG"), id="16 bits"),
    ],
)
def test_it_takes_every_kind_of_photo(content: bytes) -> None:
    image = decode(content).image
    assert (image.mode, image.size) == ("RGB", (400, 300))


def test_sixteen_bits_keep_their_brightness() -> None:
    grey = decode(save(Image.fromarray(np.full((300, 400), 32_768, np.uint16)), "PNG")).image
    assert abs(grey.getpixel((5, 5))[0] - 128) <= 1  # type: ignore[index]


def test_what_is_transparent_becomes_white() -> None:
    cutout = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    cutout.paste((0, 0, 255, 255), (100, 100, 300, 200))
    image = decode(save(cutout, "PNG")).image
    assert image.getpixel((5, 5)) == (255, 255, 255)
    assert image.getpixel((200, 150)) == (0, 0, 255)


def test_a_picture_that_is_all_transparent_is_refused() -> None:
    with override("en"), pytest.raises(RefusedPhoto, match="nothing to see"):
        decode(save(Image.new("RGBA", (400, 300), (255, 0, 0, 0)), "PNG"))


def test_colours_of_other_profiles_are_brought_to_srgb() -> None:
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    assert decode(save(Image.new("RGB", (400, 300), "red"), "JPEG", icc_profile=lab_like)).image.mode == "RGB"


def test_nothing_personal_is_kept(vehicle: Vehicle) -> None:
    photo = add_photo(vehicle, upload(with_exif(6), "IMG_1.jpg"))
    assert photo.taken_at is not None
    assert photo.taken_at.strftime("%Y-%m-%d %H:%M") == "2026-05-04 10:20"
    for file in (photo.image, photo.display, photo.thumbnail):
        with file.open("rb"):
            content = file.read()
        assert b"secret comment" not in content
        assert not Image.open(io.BytesIO(content)).getexif()
    assert (photo.width, photo.height) == (400, 600)


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "..\\..\\x.jpg", "a\0b.jpg", "é" * 300 + ".jpg", ""])
def test_a_hostile_name_stays_a_name(vehicle: Vehicle, name: str, settings: Any) -> None:
    file = upload(picture())
    file.__dict__["_name"] = name
    photo = add_photo(vehicle, file)
    assert "/" not in photo.name
    assert "\\" not in photo.name
    assert len(photo.name) <= 120
    assert Path(photo.image.path).is_relative_to(Path(settings.MEDIA_ROOT) / f"d/{vehicle.dealership_id}")


def test_the_same_photo_twice_is_said_and_kept_once(vehicle: Vehicle) -> None:
    add_photo(vehicle, upload(picture()))
    with pytest.raises(RefusedPhoto):
        add_photo(vehicle, upload(picture(), "other name.jpg"))
    assert vehicle.photos.count() == 1


def test_the_thirty_first_photo_is_refused_and_thirty_stay(vehicle: Vehicle) -> None:
    for number in range(MAX_PHOTOS):
        add_photo(vehicle, upload(picture(200, 200, f"rgb({number},0,0)", "PNG")))
    with pytest.raises(RefusedPhoto, match="30"):
        add_photo(vehicle, upload(picture(200, 200, "white", "PNG")))
    assert [photo.position for photo in vehicle.photos.all()] == list(range(MAX_PHOTOS))


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    vehicle: Vehicle, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    store: Any = FileSystemStorage._save  # type: ignore[attr-defined]

    def full(self: FileSystemStorage, name: str, content: Any) -> str:
        if name.endswith(".webp"):
            raise OSError(28, "No space left on device")
        return str(store(self, name, content))

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(RefusedPhoto):
        add_photo(vehicle, upload(picture()))
    assert not Photo.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_renditions_fit_their_sizes(vehicle: Vehicle) -> None:
    photo = add_photo(vehicle, upload((SAMPLES / "blue_front.jpg").read_bytes()))
    for file, side in ((photo.display, 1600), (photo.thumbnail, 400)):
        with file.open("rb"), Image.open(file) as rendition:
            assert max(rendition.size) == side
    assert photo.open_image().size == (2016, 1512)
