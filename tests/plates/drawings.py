"""Pictures drawn for the reader: signs, dashboards, posters, and plates where they should not be."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

GREY, WHITE, BLACK, BLUE = (120, 124, 128), (245, 245, 242), (18, 18, 20), (20, 60, 160)
Color = tuple[int, int, int]


def text(picture: Image.Image, words: str, at: tuple[int, int], size: int, ink: Color = BLACK) -> None:
    """Write with the middle of the words at a point."""
    draw = ImageDraw.Draw(picture)
    draw.text(at, words, fill=ink, font=ImageFont.load_default(size), anchor="mm", stroke_width=max(1, size // 24))


def board(picture: Image.Image, words: str, box: tuple[int, int, int, int], back: Color, ink: Color) -> None:
    """A sign with one line of words."""
    left, top, right, bottom = box
    ImageDraw.Draw(picture).rectangle(box, fill=back, outline=ink, width=3)
    text(picture, words, ((left + right) // 2, (top + bottom) // 2), round((bottom - top) * 0.6), ink)


def plate(picture: Image.Image, words: str, centre: tuple[int, int], height: int) -> None:
    """A French plate 520 by 110 mm, seen from the front, on a dark bumper."""
    draw = ImageDraw.Draw(picture)
    width = round(height * 520 / 110)
    left, top = centre[0] - width // 2, centre[1] - height // 2
    draw.rectangle((left - height, top - height // 2, left + width + height, top + height * 3 // 2), fill=(40, 40, 44))
    draw.rectangle((left, top, left + width, top + height), fill=WHITE, outline=BLACK)
    for band in (left, left + width - height // 2):
        draw.rectangle((band, top, band + height // 2, top + height), fill=BLUE)
    text(picture, words, centre, round(height * 0.78))


def street() -> Image.Image:
    picture = Image.new("RGB", (1280, 960), GREY)
    board(picture, "RUE DE LA REPUBLIQUE", (80, 80, 760, 160), BLUE, WHITE)
    board(picture, "A 86  PARIS 12", (820, 60, 1220, 180), (0, 90, 50), WHITE)
    board(picture, "50", (200, 300, 320, 420), WHITE, (200, 20, 30))
    board(picture, "SAUF RIVERAINS 8H-19H", (140, 450, 520, 510), WHITE, BLACK)
    board(picture, "D 1075", (700, 320, 900, 390), (240, 210, 40), BLACK)
    return picture


def poster() -> Image.Image:
    picture = Image.new("RGB", (900, 1200), (200, 40, 40))
    text(picture, "SOLDES", (450, 200), 160, WHITE)
    text(picture, "-50%", (450, 450), 220, (255, 230, 0))
    text(picture, "01 42 68 53 00", (450, 760), 80, WHITE)
    text(picture, "du 12/01 au 08/02 2026", (450, 900), 60, WHITE)
    return picture


def shop() -> Image.Image:
    picture = Image.new("RGB", (1600, 900), (150, 130, 110))
    board(picture, "BOULANGERIE MARTIN", (100, 60, 1500, 220), (90, 40, 20), (240, 220, 180))
    board(picture, "DEPUIS 1987", (600, 260, 1000, 330), WHITE, BLACK)
    board(picture, "OUVERT 7J/7", (100, 500, 460, 580), (0, 110, 60), WHITE)
    board(picture, "N 12", (1300, 420, 1440, 480), BLUE, WHITE)
    return picture


def dashboard() -> Image.Image:
    picture = Image.new("RGB", (1400, 800), (25, 25, 28))
    ink = (230, 120, 40)
    for words, at, size in (
        ("148236 km", (700, 620), 70), ("21.5 C", (300, 640), 60), ("12:48", (1100, 640), 60), ("90", (700, 300), 200),
        ("0 20 40 60 80 100", (700, 500), 50), ("ABS  ESP  P R N D", (700, 720), 50),
    ):  # fmt: skip
        text(picture, words, at, size, ink)
    return picture


def tyre() -> Image.Image:
    picture = Image.new("RGB", (1000, 1000), (70, 70, 74))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((50, 50, 950, 950), fill=(28, 28, 28))
    draw.ellipse((250, 250, 750, 750), fill=(170, 172, 176))
    text(picture, "225/45 R17 94W", (500, 150), 70, (60, 60, 60))
    text(picture, "MICHELIN", (500, 850), 70, (60, 60, 60))
    return picture


def tailgate() -> Image.Image:
    """The back of a car with the names of make and model and no plate."""
    picture = Image.new("RGB", (1280, 960), (60, 80, 130))
    for words, at in (
        ("208 GTI", (300, 420)),
        ("C 220 CDI", (980, 420)),
        ("QUATTRO", (640, 600)),
        ("CLA 200", (300, 700)),
    ):
        text(picture, words, at, 56, (205, 208, 212))
    return picture
