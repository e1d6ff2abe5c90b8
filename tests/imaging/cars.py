"""Rendered cars with their exact masks."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = ROOT / "keroxio" / "demonstration" / "photos"
MASKS = ROOT / "tests" / "samples" / "masks"
NAMES = sorted(path.stem for path in PHOTOS.glob("*.jpg"))


def car(name: str) -> tuple[Image.Image, Image.Image]:
    """A photo and its mask."""
    with Image.open(PHOTOS / f"{name}.jpg") as photo, Image.open(MASKS / f"{name}_mask.png") as mask:
        return photo.convert("RGB"), mask.convert("L")
