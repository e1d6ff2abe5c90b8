"""A passer-by, drawn."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFilter

SKIN, SHADE, HAIR = (224, 176, 150), (200, 148, 122), (60, 40, 28)
Colour = tuple[int, int, int]


def person(size: int = 260) -> Image.Image:
    """Head and shoulders, three sizes wide and four high; the face fills the box that ``face_box`` tells."""
    picture = Image.new("RGB", (size * 3, size * 4), (120, 150, 120))
    draw = ImageDraw.Draw(picture)
    x, y, wide, high = size * 1.5, size * 1.4, size * 0.5, size * 0.68

    def oval(across: float, down: float, width: float, height: float, colour: Colour) -> None:
        left, top = x + (across - width) * wide, y + (down - height) * high
        draw.ellipse((left, top, left + 2 * width * wide, top + 2 * height * high), fill=colour)

    draw.rectangle((x - wide * 0.4, y + high * 0.5, x + wide * 0.4, y + high * 1.5), fill=SHADE)
    draw.ellipse((x - wide * 2, y + high * 1.25, x + wide * 2, y + high * 4), fill=(40, 60, 110))
    oval(0, -0.18, 1.08, 1, HAIR)
    oval(0, 0.05, 0.92, 1, SKIN)
    oval(0, -0.85, 0.95, 0.38, HAIR)
    for side in (-1, 1):
        oval(side, 0.05, 0.12, 0.2, (214, 160, 135))
        oval(side * 0.4, -0.12, 0.24, 0.09, (190, 140, 118))
        oval(side * 0.4, -0.1, 0.18, 0.075, (245, 240, 236))
        oval(side * 0.4, -0.1, 0.085, 0.07, (50, 35, 28))
        brow = (x + side * 0.18 * wide, y - 0.26 * high, x + side * 0.6 * wide, y - 0.3 * high)
        draw.line(brow, fill=HAIR, width=max(1, size // 40))
        oval(side * 0.5, 0.28, 0.2, 0.15, (228, 165, 142))
        oval(side * 0.07, 0.25, 0.05, 0.03, (140, 90, 75))
    oval(0, 0.2, 0.14, 0.1, (205, 150, 125))
    draw.line((x - 0.06 * wide, y - 0.1 * high, x - 0.1 * wide, y + 0.2 * high), fill=SHADE, width=max(1, size // 50))
    oval(0, 0.52, 0.34, 0.09, (180, 85, 85))
    oval(0, 0.5, 0.26, 0.025, (120, 50, 50))
    return picture.filter(ImageFilter.GaussianBlur(size / 110))


def face_box(size: int = 260) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what a mask must cover: from brows to chin, ear to ear."""
    return size * 1.04, size * 1.15, size * 1.96, size * 2.05
