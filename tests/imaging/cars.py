"""Rendered cars with their exact masks."""

from __future__ import annotations

from PIL import Image

from tests.conftest import SAMPLES

MASKS = SAMPLES.parent.parent.parent / "tests" / "samples" / "masks"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.jpg"))


def car(name: str) -> tuple[Image.Image, Image.Image]:
    """A photo and its mask."""
    with Image.open(SAMPLES / f"{name}.jpg") as photo, Image.open(MASKS / f"{name}_mask.png") as mask:
        return photo.convert("RGB"), mask.convert("L")
