"""A photo is decoded once for all that is done with it in one worker, and memory stays bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from imaging.gallery import picture
from keroxio.errors import EngineError
from keroxio.runs import Run
from plates.reading import request_readings
from vehicles.at_hand import AtHand, Keep
from vehicles.models import Photo

Work = Callable[[], list[Run]]
SIZE = (100, 100)
ONE = 100 * 100 * 4


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The photos whose files were decoded, in their order."""
    seen: list[int] = []
    decode: Any = Photo._decoded

    def counting(self: Photo) -> Image.Image:
        seen.append(self.pk)
        return decode(self)  # type: ignore[no-any-return]

    monkeypatch.setattr(Photo, "_decoded", counting)
    return seen


@pytest.fixture(autouse=True)
def at_hand(monkeypatch: pytest.MonkeyPatch) -> AtHand:
    empty = AtHand()
    monkeypatch.setattr("vehicles.models.photos_at_hand", empty)
    return empty


def test_from_its_plate_to_its_renditions_a_photo_is_decoded_once(
    photo: Photo, work: Work, decoded: list[int], at_hand: AtHand
) -> None:
    request_readings([photo])
    work()
    assert picture(photo).is_composite
    assert decoded == [photo.pk]
    assert at_hand.used_bytes == 0


def test_a_photo_that_is_lost_afterwards_is_not_shown_from_memory_for_long(photo: Photo) -> None:
    photo.open_image(Keep.SURELY)
    photo.image.storage.delete(str(photo.image))
    photo.open_image()
    with pytest.raises(EngineError):
        Photo.objects.get(pk=photo.pk).open_image()


def named(kept: AtHand, name: str, keep: Keep) -> list[str]:
    """What was decoded to open it."""
    asked: list[str] = []

    def decode() -> Image.Image:
        asked.append(name)
        return Image.new("RGB", SIZE)

    kept.open(name, decode, keep)
    return asked


def test_memory_is_bounded_and_what_is_needed_soon_displaces_the_oldest() -> None:
    kept = AtHand(most_bytes=2 * ONE)
    for name in ("a", "b", "c"):
        named(kept, name, Keep.IF_ROOM)
    assert kept.used_bytes == 2 * ONE
    assert named(kept, "c", Keep.SURELY) == ["c"]
    assert named(kept, "c", Keep.SURELY) == []
    assert named(kept, "b", Keep.NO) == []
    assert named(kept, "a", Keep.NO) == ["a"]
    assert kept.used_bytes == ONE


def test_a_picture_larger_than_all_the_room_is_not_kept() -> None:
    kept = AtHand(most_bytes=ONE - 1)
    named(kept, "a", Keep.SURELY)
    assert kept.used_bytes == 0


def test_what_nobody_asks_for_again_makes_room() -> None:
    now = [0.0]
    kept = AtHand(most_bytes=ONE, longest=60, clock=lambda: now[0])
    named(kept, "a", Keep.IF_ROOM)
    now[0] = 61
    named(kept, "b", Keep.IF_ROOM)
    assert named(kept, "b", Keep.IF_ROOM) == []
    assert named(kept, "a", Keep.NO) == ["a"]


def test_a_file_that_cannot_be_opened_leaves_nothing_behind() -> None:
    kept = AtHand()

    def fail() -> Image.Image:
        raise EngineError("lost")

    with pytest.raises(EngineError):
        kept.open("a", fail, Keep.SURELY)
    assert kept.used_bytes == 0
