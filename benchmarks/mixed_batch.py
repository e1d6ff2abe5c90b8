"""A garage's afternoon: real photos of cars with their plates, and details cropped from them, with invented times.

Three cameras: two phones of the same garage that work side by side, and one whose files tell neither time nor camera.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Box = tuple[float, float, float, float]
START = datetime(2026, 3, 2, 14, 0)  # noqa: DTZ001
CAMERAS = ("Apple iPhone 13", "samsung SM-A546B", "")
PHOTOS_A_CAR = 10


@dataclass(frozen=True)
class Take:
    """One photo to be made. ``what`` tells the recipe."""

    name: str
    source: Path
    plate_box: Box
    car: str
    what: str
    taken_at: datetime | None
    camera: str
    seed: int

    def picture(self) -> Image.Image:
        with Image.open(self.source) as photo:
            whole = ImageOps.exif_transpose(photo).convert("RGB")
        chance = random.Random(self.seed)
        shown = RECIPES[self.what](whole, self.plate_box, chance)
        return ImageEnhance.Brightness(shown).enhance(chance.uniform(0.82, 1.2))

    def jpeg(self, *, megapixels: float = 12.0) -> bytes:
        """Enlarged, with a sensor's noise and the EXIF of its camera."""
        shown = self.picture()
        scale = (megapixels * 1e6 / (shown.width * shown.height)) ** 0.5
        large = shown.resize((round(shown.width * scale), round(shown.height * scale)), Image.Resampling.BICUBIC)
        buffer = io.BytesIO()
        _noisy(large, self.seed).save(buffer, "JPEG", quality=90, exif=self._exif())
        return buffer.getvalue()

    def _exif(self) -> Image.Exif:
        exif = Image.Exif()
        if self.camera:
            exif[0x010F], exif[0x0110] = self.camera.split(" ", 1)
        if self.taken_at:
            exif.get_ifd(0x8769)[0x9003] = self.taken_at.strftime("%Y:%m:%d %H:%M:%S")
        return exif


def mixed_batch(plates: Path, *, photos: int, seed: int = 1) -> list[Take]:
    """As many cars as make ``photos``, in the order of their file names, which is no order of cars."""
    chance = random.Random(seed)
    labels = [row for row in csv.DictReader((plates / "manifest.csv").open()) if row["boxes_xywh"].strip()]
    chance.shuffle(labels)
    cars = labels[: -(-photos // PHOTOS_A_CAR)]
    takes = [take for camera in range(3) for take in _round(plates, cars, camera, chance)]
    return sorted(takes, key=lambda take: take.name)[:photos]


def _round(plates: Path, cars: list[dict[str, str]], camera: int, chance: random.Random) -> Iterator[Take]:
    """One camera takes its cars one after the other; now and then it comes back for something forgotten."""
    mine = [car for place, car in enumerate(cars) if (2 if place % 10 == 9 else place % 2) == camera]
    clock, number, later = START, 1000 + 3000 * camera, []
    for car in mine:
        clock += timedelta(seconds=_between(chance, 45, 12, 240))
        for what in _shoot(chance):
            clock += timedelta(seconds=_between(chance, 6, 2, 40))
            number += 1
            if what != "plate" and chance.random() < 0.01:
                later.append((car, what))
                continue
            yield _take(plates, car, what, camera, clock=clock, number=number, chance=chance)
    for car, what in later:
        for each in ("plate", what):
            clock += timedelta(seconds=_between(chance, 15, 5, 60))
            number += 1
            yield _take(plates, car, each, camera, clock=clock, number=number, chance=chance)


def _take(
    plates: Path, car: dict[str, str], what: str, camera: int, *, clock: datetime, number: int, chance: random.Random
) -> Take:
    x, y, width, height = (float(part) for part in car["boxes_xywh"].split(";")[0].split())
    has_exif = bool(CAMERAS[camera])
    return Take(
        name=f"{('IMG_', '2026_', 'DSC')[camera]}{number}.jpg",
        source=plates / car["image"],
        plate_box=(x, y, x + width, y + height),
        car=car["plate"],
        what=what,
        taken_at=clock if has_exif else None,
        camera=CAMERAS[camera],
        seed=chance.randrange(1 << 30),
    )


def _shoot(chance: random.Random) -> list[str]:
    """Mostly the whole car first, then around it, inside, and details; one in four starts anywhere."""
    around = ["plate", "side", "far_side", "hidden_plate", "plate"]
    inside = ["inside", "inside", "stranger"]
    details = ["wheel", "lamp"]
    shots = [*around, *inside, *details]
    if chance.random() < 0.25:
        chance.shuffle(shots)
    if chance.random() < 0.35:
        shots.remove("plate")
        shots.append("wheel")
    return shots


def _between(chance: random.Random, median: float, least: float, most: float) -> float:
    return min(most, max(least, median * chance.lognormvariate(0, 0.6)))


def _plate(photo: Image.Image, box: Box, chance: random.Random) -> Image.Image:
    """The photo again, from a little closer or to the side, the plate always inside."""
    left, top = chance.uniform(0, min(0.15, box[0] / photo.width)), chance.uniform(0, 0.1)
    right = chance.uniform(max(0.85, min(1.0, box[2] / photo.width + 0.02)), 1)
    return _part(photo, left, top, right, 1)


def _hidden_plate(photo: Image.Image, box: Box, chance: random.Random) -> Image.Image:
    """Seen too steeply to be read: the plate is wiped."""
    wiped = photo.copy()
    ImageDraw.Draw(wiped).rectangle(
        (box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4), fill=photo.getpixel((int(box[0]), max(0, int(box[1]) - 6)))
    )
    return _plate(wiped, box, chance)


def _side(photo: Image.Image, box: Box, chance: random.Random) -> Image.Image:
    """What is beside the plate, on the wider side."""
    is_left = box[0] > photo.width - box[2]
    edge = box[0] / photo.width if is_left else box[2] / photo.width
    return _part(photo, 0, 0.1, max(0.3, edge), 1) if is_left else _part(photo, min(0.7, edge), 0.1, 1, 1)


def _far_side(photo: Image.Image, box: Box, chance: random.Random) -> Image.Image:
    """The upper part, above the plate, mirrored."""
    return ImageOps.mirror(_part(photo, 0.05, 0, 0.95, max(0.4, box[1] / photo.height)))


def _wheel(photo: Image.Image, box: Box, chance: random.Random) -> Image.Image:
    x = chance.choice([0.12, 0.6])
    return _part(_without(photo, box), x, 0.5, x + 0.28, 0.95)


def _lamp(photo: Image.Image, box: Box, chance: random.Random) -> Image.Image:
    x = chance.choice([0.2, 0.5])
    return _part(_without(photo, box), x, 0.35, x + 0.3, 0.65)


def _inside(photo: Image.Image, box: Box, chance: random.Random) -> Image.Image:
    """A dark stand-in: what is seen through the car's windows, out of focus."""
    part = _part(photo, 0.3, 0.15, 0.7, 0.5).filter(ImageFilter.GaussianBlur(3))
    return ImageEnhance.Color(ImageEnhance.Brightness(part).enhance(0.45)).enhance(0.4)


def _stranger(photo: Image.Image, box: Box, chance: random.Random) -> Image.Image:
    """Seats and dashboards look like those of any car: a patch of noise and stripes that has nothing of this one."""
    rows = np.random.default_rng(chance.randrange(1 << 30)).normal(0, 18, (12, 16, 3))
    base = np.array(chance.choice([(60, 58, 55), (40, 40, 44), (120, 105, 90)]))
    small = Image.fromarray(np.clip(base + rows, 0, 255).astype(np.uint8))
    return small.resize((800, 600), Image.Resampling.BICUBIC)


def _without(photo: Image.Image, box: Box) -> Image.Image:
    return _hidden_plate(photo, box, random.Random(0))


def _part(photo: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    return photo.crop(
        (int(left * photo.width), int(top * photo.height), int(right * photo.width), int(bottom * photo.height))
    )


def _noisy(photo: Image.Image, seed: int) -> Image.Image:
    tile = np.random.default_rng(seed).normal(0, 4, (256, 256, 1)).astype(np.int16)
    pixels = np.asarray(photo, dtype=np.int16)
    noise = np.tile(tile, (photo.height // 256 + 1, photo.width // 256 + 1, 1))[: photo.height, : photo.width]
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


RECIPES = {
    "plate": _plate,
    "hidden_plate": _hidden_plate,
    "side": _side,
    "far_side": _far_side,
    "wheel": _wheel,
    "lamp": _lamp,
    "inside": _inside,
    "stranger": _stranger,
}
