"""Pictures without a plate, made from labelled photos, and what a reader reads in them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from plates.engines.base import PlateReader

Box = tuple[float, float, float, float]

# The labels enclose the characters closely; bands and frames go with them.
_MARGIN = 0.6


def count_readings(reader: PlateReader, labelled: Path, plain: Path) -> None:
    """Print how many pictures of each sort something was read in, and what."""
    counts: dict[str, tuple[int, int]] = {}
    for sort, name, picture in chain(_made_from(labelled), _photos_of(plain)):
        plate = reader.read(picture)
        seen, read = counts.get(sort, (0, 0))
        counts[sort] = (seen + 1, read + (plate is not None))
        if plate is not None:
            sys.stdout.write(
                f"{sort}: {name}: {plate.text} ({plate.confidence:.3f}){' confident' if plate.is_confident else ''}\n"
            )
    for sort, (seen, read) in counts.items():
        sys.stdout.write(f"{sort}: {read} of {seen} read\n")


def _made_from(folder: Path) -> Iterator[tuple[str, str, Image.Image]]:
    for label in csv.DictReader((folder / "manifest.csv").open()):
        boxes = [_box(part) for part in label["boxes_xywh"].split(";") if part.strip()]
        if not boxes:
            continue
        photo = _opened(folder / label["image"])
        for side, half in _halves(photo, boxes):
            yield "halves without a plate", f"{label['image']} {side}", half
        yield "plates painted out", label["image"], _painted(photo, boxes)


def _photos_of(folder: Path) -> Iterator[tuple[str, str, Image.Image]]:
    for path in sorted(folder.glob("*.jpg")):
        yield f"photos of {folder.parent.name}", path.name, _opened(path)


def _painted(photo: Image.Image, boxes: list[Box]) -> Image.Image:
    painted = photo.copy()
    draw = ImageDraw.Draw(painted)
    for left, top, right, bottom in boxes:
        margin = (bottom - top) * _MARGIN
        area = (left - margin, top - margin, right + margin, bottom + margin)
        below = (min(max(0, round(left)), photo.width - 1), min(round(bottom + margin), photo.height - 1))
        draw.rectangle(area, fill=photo.getpixel(below))
    return painted


def _halves(photo: Image.Image, boxes: list[Box]) -> Iterator[tuple[str, Image.Image]]:
    middle = photo.width // 2
    if all(left > middle + (bottom - top) for left, top, _, bottom in boxes):
        yield "left", photo.crop((0, 0, middle, photo.height))
    if all(right < middle - (bottom - top) for _, top, right, bottom in boxes):
        yield "right", photo.crop((middle, 0, photo.width, photo.height))


def _box(text: str) -> Box:
    left, top, width, height = (float(number) for number in text.split())
    return left, top, left + width, top + height


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as photo:
        return ImageOps.exif_transpose(photo).convert("RGB")
