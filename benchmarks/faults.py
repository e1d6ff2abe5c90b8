"""What goes wrong with cut-outs, made on purpose: photos taken in trouble, and outlines damaged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from imaging.engines.local import Looks

Mask = NDArray[np.bool_]
Cut = tuple[Image.Image, Mask]

LONGEST = 1600
DAMAGES = ("wheel", "corner", "blob", "sign", "floor")
TROUBLES = ("front", "neighbour", "poles", "dark", "backlit", "fog", "small", "shaken")


def opened(folder: Path, name: str, *, mirrored: bool = False) -> Cut:
    """A photo of a folder as benchmarks/cutout.py takes it, no larger than the networks need, and its mask."""
    photo = ImageOps.exif_transpose(Image.open(folder / "img" / f"{name}.jpg")).convert("RGB")
    photo.thumbnail((LONGEST, LONGEST))
    mask = Image.open(folder / "mask" / f"{name}.png").convert("L").resize(photo.size, Image.Resampling.BOX)
    if mirrored:
        photo, mask = ImageOps.mirror(photo), ImageOps.mirror(mask)
    return photo, np.asarray(mask) > 127


def damaged(looks: Looks, kind: str, random: np.random.Generator) -> Looks:
    """The same fault in every look, so that they agree on it."""
    car = looks.before + looks.after > 1
    left, top, width, height = cv2.boundingRect(car.astype(np.uint8))
    spot = np.zeros(car.shape, np.uint8)
    is_left, across, up = random.random() < 0.5, random.uniform(0.06, 0.25), random.uniform(0.2, 0.4)
    match kind:
        case "wheel":
            along = random.uniform(0.12, 0.28)
            x = left + width * (along if is_left else 1 - along)
            radius = height * random.uniform(0.22, 0.36)
            cv2.circle(spot, (int(x), int(top + height - radius * 0.6)), int(radius), 1, -1)
        case "corner":
            end = (left if is_left else left + width, int(top + height * random.uniform(0.2, 0.9)))
            cv2.ellipse(spot, end, (int(height * up), int(height * up * 0.7)), 0, 0, 360, 1, -1)
        case "blob":
            high = height * random.uniform(0.3, 0.9)
            x = left - width * across * 0.4 if is_left else left + width * (1 + across * 0.4)
            axes = (int(width * across * 0.7), int(high / 2))
            cv2.ellipse(spot, (int(x), int(top + height - high / 2)), axes, 0, 0, 360, 1, -1)
        case "sign":
            thick = max(2, int(width * across * 0.3))
            x = int(left + width * random.uniform(0.1, 0.85))
            roof = max(0, int(top - height * up * 1.5))
            cv2.rectangle(spot, (x, roof), (x + thick, int(top + height * 0.3)), 1, -1)
            cv2.circle(spot, (x + thick // 2, roof + thick), int(thick * 1.6), 1, -1)
        case _:
            axes = (int(width * 0.45), int(height * up * 0.5))
            cv2.ellipse(spot, (left + width // 2, top + height), axes, 0, 0, 360, 1, -1)
    value = np.float32(kind not in {"wheel", "corner"})
    before, after = (np.where(spot > 0, value, look) for look in (looks.before, looks.after))
    second = None if looks.second is None else np.where(spot > 0, value, looks.second)
    return replace(looks, before=before, after=after, second=second)


def troubled(photo: Image.Image, truth: Mask, other: Cut, kind: str, random: np.random.Generator) -> Cut:
    """The photo as it would be in that trouble, and what of the car is still seen."""
    pixels: NDArray[np.floating[Any]] = np.asarray(photo, dtype=np.float32)
    mask = truth.copy()
    match kind:
        case "front":
            return _with_car_before(photo, truth, other, random)
        case "neighbour":
            return _with_car_behind(photo, truth, other, random), mask
        case "poles":
            pixels = pixels.copy()
            left, top, width, height = cv2.boundingRect(truth.astype(np.uint8))
            for _ in range(int(random.integers(1, 4))):
                x, thick = int(left + width * random.random()), max(2, int(width * random.uniform(0.015, 0.06)))
                rows, columns = slice(max(0, top - 200), top + height + 40), slice(x, x + thick)
                pixels[rows, columns] = random.uniform(30, 200)
                mask[:, columns] = False
        case "dark":
            pixels = 127 * (pixels / 255) ** 2.2 + random.normal(0, 9, pixels.shape)
        case "backlit":
            shade = np.where(truth[..., None], pixels * random.uniform(0.12, 0.3), np.clip(pixels * 1.5 + 60, 0, 255))
            veil = cv2.GaussianBlur(shade.astype(np.float32), (0, 0), max(photo.size) / 150)
            pixels = 0.6 * shade + 0.4 * veil + random.normal(0, 3, pixels.shape)
        case "fog":
            pixels = pixels * 0.3 + 170 + random.normal(0, 5, pixels.shape)
        case "shaken":
            pixels = np.asarray(cv2.filter2D(pixels, -1, _streak(max(photo.size), random)))
        case _:
            small = photo.resize([max(8, side * 130 // max(photo.size)) for side in photo.size], Image.Resampling.BOX)
            return small.resize(photo.size, Image.Resampling.BICUBIC), mask
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), mask


def _streak(longest: int, random: np.random.Generator) -> NDArray[np.float32]:
    """A kernel that blurs along a line, in some direction."""
    across = int(longest * random.uniform(0.008, 0.02))
    line = np.zeros((across, across), np.float32)
    line[across // 2] = 1
    turned = cv2.warpAffine(
        line, cv2.getRotationMatrix2D((across / 2, across / 2), random.uniform(0, 180), 1), (across, across)
    )
    return np.asarray(turned / max(float(turned.sum()), 1e-6), np.float32)


def _with_car_before(photo: Image.Image, truth: Mask, other: Cut, random: np.random.Generator) -> Cut:
    """The corner of another car hides a side of this one."""
    stamp = _stamp(other, truth, random.uniform(0.6, 1.05))
    place = _beside(truth, stamp, random.uniform(0.1, 0.35), is_left=random.random() < 0.5)
    result, layer = photo.copy(), Image.new("L", photo.size)
    result.paste(stamp, place, stamp.getchannel("A"))
    layer.paste(stamp.getchannel("A"), place)
    return result, truth & ~(np.asarray(layer) > 127)


def _with_car_behind(photo: Image.Image, truth: Mask, other: Cut, random: np.random.Generator) -> Image.Image:
    """Another car is parked beside, a part of it hidden by this one."""
    stamp = _stamp(other, truth, random.uniform(0.6, 0.95))
    x, y = _beside(truth, stamp, random.uniform(0.05, 0.4), is_left=random.random() < 0.5)
    result = photo.copy()
    result.paste(stamp, (x, y - int(stamp.height * random.uniform(0.05, 0.2))), stamp.getchannel("A"))
    result.paste(photo, (0, 0), Image.fromarray(truth))
    return result


def _stamp(other: Cut, truth: Mask, scale: float) -> Image.Image:
    """The other photo's car, RGBA, so many times as high as this one's."""
    x, y, wide, high = cv2.boundingRect(other[1].astype(np.uint8))
    height = cv2.boundingRect(truth.astype(np.uint8))[3] * scale
    car = other[0].crop((x, y, x + wide, y + high))
    car.putalpha(Image.fromarray(other[1][y : y + high, x : x + wide]).convert("L"))
    return car.resize((max(8, int(wide * height / high)), max(8, int(height))))


def _beside(truth: Mask, stamp: Image.Image, meeting: float, *, is_left: bool) -> tuple[int, int]:
    """On the same ground, at one end of the car, which a share of the stamp meets."""
    left, top, width, height = cv2.boundingRect(truth.astype(np.uint8))
    inside = int(stamp.width * meeting)
    return (left - stamp.width + inside if is_left else left + width - inside), top + height - stamp.height
