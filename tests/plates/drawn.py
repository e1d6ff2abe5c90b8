"""French plates drawn on cars, in perspective and in bad light, with their exact corners."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Effect = Literal["plain", "blur", "dirt", "glare", "night", "shadow"]
Array = NDArray[Any]

EFFECTS: tuple[Effect, ...] = ("plain", "blur", "dirt", "glare", "night", "shadow")
PLATE_MM = (520.0, 110.0)
SQUARE_MM = (275.0, 200.0)
PAINTS = ((28, 30, 34), (196, 200, 204), (238, 238, 236), (22, 58, 130), (150, 22, 26), (92, 98, 104), (48, 84, 62))
LETTERS, SIZE = "ABCDEFGHJKLMNPQRSTVWXYZ", (1280, 960)


@dataclass(frozen=True)
class Drawn:
    photo: Image.Image
    corners: Array
    """The plate's, in pixels: top left, top right, bottom right, bottom left."""
    text: str
    line: Array
    """The text's first line as the text finder sees it: slanting upper and lower edge, upright sides."""


def drawn(seed: int, effect: Effect = "plain", *, yaw: float | None = None, is_square: bool = False) -> Drawn:
    """The same for the same arguments. ``yaw`` in degrees, up to 40 to either side unless given."""
    random = np.random.default_rng([seed, EFFECTS.index(effect), int(is_square)])
    text = _text(random)
    size = SQUARE_MM if is_square else PLATE_MM
    wide = float(random.uniform(150, 400)) * size[0] / PLATE_MM[0]
    scale = max(1.0, 1.6 * wide / size[0])
    plate = _plate(text, size, scale, str(random.integers(1, 96)).zfill(2))
    if effect == "dirt":
        plate = _dirty(plate, random)
    front, at = _front(plate, scale, random)
    turned = float(random.uniform(-40, 40)) if yaw is None else yaw
    matrix = _camera((at[0] + plate.shape[1] / 2, at[1] + plate.shape[0] / 2), plate.shape[1] / wide, turned, random)
    ground = np.full((SIZE[1], SIZE[0], 3), random.integers(60, 170, 3), np.uint8)
    view = cv2.warpPerspective(
        cv2.GaussianBlur(front, (0, 0), 0.5), matrix, SIZE, dst=ground, borderMode=cv2.BORDER_TRANSPARENT
    )
    corners = _projected(matrix, at, (plate.shape[1], plate.shape[0]))
    photo = _camera_noise(_lit(view, corners, effect, random), random)
    return Drawn(photo, corners, text, _line(matrix, at, size, scale, random))


def _text(random: np.random.Generator) -> str:
    letters = "".join(random.choice(list(LETTERS), 4))
    return f"{letters[:2]}-{random.integers(1, 1000):03d}-{letters[2:]}"


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    with as_file(files("unfold") / "static/unfold/fonts/inter/Inter-Bold.woff2") as path:
        return ImageFont.truetype(str(path), size)


def _plate(text: str, size: tuple[float, float], scale: float, department: str) -> Array:
    """White between two blue bands; characters 75 mm high on one line, or on two."""
    sharp = scale * 2
    width, height = (round(side * sharp) for side in size)
    picture = Image.new("RGB", (width, height), (236, 237, 232))
    draw = ImageDraw.Draw(picture)
    band = round(45 * sharp)
    for left in (0, width - band):
        draw.rectangle((left, 0, left + band, height), fill=(26, 62, 150))
    small = _font(round(30 * sharp))
    draw.text((band / 2, height * 0.8), "F", font=small, fill="white", anchor="mm")
    draw.text((width - band / 2, height * 0.8), department, font=_font(round(24 * sharp)), fill="white", anchor="mm")
    lines = [text] if size == PLATE_MM else [text[:6], text[7:]]
    for row, line in enumerate(lines):
        _write(picture, line, (width / 2, height * (row + 0.5) / len(lines)), width - 2.6 * band, sharp)
    draw.rectangle((0, 0, width - 1, height - 1), outline=(180, 182, 178), width=max(1, round(2 * sharp)))
    return cv2.resize(np.asarray(picture), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def _write(picture: Image.Image, line: str, middle: tuple[float, float], wide: float, scale: float) -> None:
    """Squeezed to the width that plates leave, and 75 mm high."""
    font = _font(round(104 * scale))
    left, top, right, bottom = font.getbbox(line)
    mask = Image.new("L", (round(right - left), round(bottom - top)), 0)
    ImageDraw.Draw(mask).text((-left, -top), line, font=font, fill=255)
    mask = mask.resize((round(min(wide, (right - left) * 0.8)), round(75 * scale)))
    picture.paste((18, 18, 20), (round(middle[0] - mask.width / 2), round(middle[1] - mask.height / 2)), mask)


def _dirty(plate: Array, random: np.random.Generator) -> Array:
    small = random.random((6, 24)).astype(np.float32)
    cover = cv2.resize(small, (plate.shape[1], plate.shape[0]), interpolation=cv2.INTER_CUBIC)
    fine = random.random(plate.shape[:2]).astype(np.float32)
    cover = np.clip(cover * 1.3 - 0.6 + 0.25 * (fine - 0.5), 0, 0.7)[..., None]
    return (plate * (1 - cover) + np.array([96, 82, 62]) * cover).astype(np.uint8)


def _front(plate: Array, scale: float, random: np.random.Generator) -> tuple[Array, tuple[int, int]]:
    """A painted bumper with creases, a grille, sometimes a frame, a recess or a dealer's strip round the plate."""
    width, height = round(1700 * scale), round(900 * scale)
    paint = np.array(PAINTS[random.integers(len(PAINTS))], np.float32)
    light = np.linspace(1.15, 0.75, height)[:, None, None]
    front = np.clip(paint * light * np.ones((1, width, 1)), 0, 255).astype(np.uint8)
    left, top = (width - plate.shape[1]) // 2, round(height * 0.55)
    right, bottom = left + plate.shape[1], top + plate.shape[0]
    mm = scale
    for y in range(round(top - 260 * mm), round(top - random.uniform(25, 90) * mm), round(26 * mm)):
        cv2.rectangle(
            front, (round(left - 150 * mm), y), (round(right + 150 * mm), y + round(9 * mm)), (16, 17, 18), -1
        )
    if random.random() < 0.5:
        around = round(random.uniform(15, 60) * mm)
        shade = tuple(int(value) for value in np.clip(paint * 0.6, 0, 255))
        cv2.rectangle(front, (left - around, top - around), (right + around, bottom + around), shade, -1)
    if random.random() < 0.5:
        frame = round(random.uniform(4, 12) * mm)
        cv2.rectangle(front, (left - frame, top - frame), (right + frame, bottom + frame), (20, 20, 22), -1)
        if random.random() < 0.5:
            cv2.rectangle(front, (left, bottom), (right, bottom + round(22 * mm)), (20, 20, 22), -1)
    crease = round(bottom + random.uniform(60, 140) * mm)
    cv2.line(front, (0, crease), (width, crease), tuple(int(v) for v in paint * 0.5), max(1, round(6 * mm)))
    front[top:bottom, left:right] = plate
    return front, (left, top)


def _camera(centre: tuple[float, float], shrinking: float, yaw: float, random: np.random.Generator) -> Array:
    """From the flat front, turned round the plate's centre, to the photo."""
    turn, tilt, roll = np.radians([yaw, random.uniform(-12, 12), random.uniform(-5, 5)])
    rotation = cv2.Rodrigues(np.array([tilt, 0.0, 0.0]))[0] @ cv2.Rodrigues(np.array([0.0, turn, 0.0]))[0]
    rotation = cv2.Rodrigues(np.array([0.0, 0.0, roll]))[0] @ rotation
    focal = SIZE[0] * 0.9
    middle = np.array(SIZE) * random.uniform(0.4, 0.6, 2)
    flat = np.array([[1, 0, -centre[0]], [0, 1, -centre[1]], [0, 0, 0], [0, 0, 1]], np.float64)
    pose = np.column_stack([rotation, np.array([0, 0, focal * shrinking])])
    lens = np.array([[focal, 0, middle[0]], [0, focal, middle[1]], [0, 0, 1]])
    return np.asarray(lens @ pose @ flat)


def _projected(matrix: Array, at: tuple[float, float], size: tuple[float, float]) -> Array:
    (left, top), (width, height) = at, size
    box = [[left, top], [left + width, top], [left + width, top + height], [left, top + height]]
    return np.asarray(cv2.perspectiveTransform(np.array([box], np.float64), matrix)[0])


def _line(matrix: Array, at: tuple[int, int], size: tuple[float, float], scale: float, random: Any) -> Array:
    across = size[1] if size == PLATE_MM else size[1] / 2
    left, right = 62 + random.uniform(-8, 4), size[0] - 62 + random.uniform(-4, 8)
    top, bottom = across * 0.08 + random.uniform(-5, 5), across * 0.92 + random.uniform(-5, 5)
    inner = _projected(
        matrix, (at[0] + left * scale, at[1] + top * scale), ((right - left) * scale, (bottom - top) * scale)
    )
    x0, x1 = (inner[0, 0] + inner[3, 0]) / 2, (inner[1, 0] + inner[2, 0]) / 2
    edges = [np.polyfit(inner[pair, 0], inner[pair, 1], 1) for pair in ([0, 1], [3, 2])]
    quad = [(x, np.polyval(edge, x)) for edge, x in ((edges[0], x0), (edges[0], x1), (edges[1], x1), (edges[1], x0))]
    return np.array(quad, np.float32)


def _lit(view: Array, corners: Array, effect: Effect, random: np.random.Generator) -> Array:
    pixels: Array = view.astype(np.float32)
    height = float(np.linalg.norm(corners[3] - corners[0]))
    x, y = corners.mean(axis=0)
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    if effect == "blur":
        length = max(3, round(height * random.uniform(0.06, 0.12)))
        pixels = cv2.GaussianBlur(cv2.blur(pixels, (length, 1)), (0, 0), max(0.8, height * 0.02))
    elif effect == "glare":
        far = np.hypot((columns - x - random.uniform(-2, 2) * height) / 1.6, rows - y) / height
        pixels += 190 * np.exp(-((far / 0.9) ** 2))[..., None]
    elif effect == "night":
        far = np.hypot(columns - x, rows - y) / height
        pixels *= (0.07 + 0.3 * np.exp(-((far / 6) ** 2)))[..., None]
    elif effect == "shadow":
        slope, shift = random.uniform(-0.6, 0.6), random.uniform(-1.5, 1.5) * height
        dark = 1 / (1 + np.exp(-(columns - x - shift + slope * (rows - y)) / 2))
        pixels *= (1 - 0.6 * dark)[..., None]
    return pixels


def _camera_noise(pixels: Array, random: np.random.Generator) -> Image.Image:
    noisy = cv2.GaussianBlur(pixels, (0, 0), 0.6) + random.normal(0, 3, pixels.shape)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=int(random.integers(75, 92)))
    with Image.open(buffer) as photo:
        return photo.convert("RGB")
