"""Drawn papers on a table, as a phone takes them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

ROWS = (
    ("A.", "AB-123-CD", "B.", "14/05/2021"),
    ("C.1", "GARAGE DU LAC", "C.4a", "EST LE PROPRIETAIRE"),
    ("C.3", "12 RUE DU PORT", "74000", "ANNECY"),
    ("D.1", "PEUGEOT", "D.2", "UPHNEK MPCF45"),
    ("D.3", "208", "E.", "VF3UPHNEKMT000000"),
    ("F.1", "1650", "F.2", "1650"),
    ("G.", "1233", "G.1", "1158"),
    ("J.", "M1", "J.1", "VP"),
    ("P.1", "1199", "P.2", "74"),
    ("P.3", "ES", "P.6", "5"),
    ("Q.", "", "S.1", "5"),
    ("U.1", "74", "V.7", "103"),
    ("V.9", "EURO 6", "X.1", "VISITE AVANT LE 14/05/2025"),
)


def certificate(*, tilt: float = 4.0) -> Image.Image:
    """A registration certificate, turned by so many degrees, 1200 by 900 pixels."""
    page = Image.new("RGB", (1000, 700), (214, 226, 216))
    draw = ImageDraw.Draw(page)
    draw.text((50, 30), "CERTIFICAT D'IMMATRICULATION", font=ImageFont.load_default(36), fill=(30, 40, 70))
    small, large = ImageFont.load_default(18), ImageFont.load_default(26)
    for row, (name, value, other, told) in enumerate(ROWS):
        y = 110 + row * 43
        for x, text, font in ((50, name, small), (120, value, large), (520, other, small), (600, told, large)):
            draw.text((x, y), text, font=font, fill=(20, 20, 25))
    table = Image.new("RGB", (1200, 900), (96, 72, 52))
    mask = Image.new("L", page.size, 255).rotate(tilt, expand=True)
    turned = page.rotate(tilt, Image.Resampling.BICUBIC, expand=True)
    table.paste(turned, ((1200 - turned.width) // 2, (900 - turned.height) // 2), mask)
    noise = np.random.default_rng(1).normal(0, 4, (900, 1200, 3))
    return Image.fromarray(np.clip(np.asarray(table) + noise, 0, 255).astype(np.uint8))
