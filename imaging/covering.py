"""What covers hidden plates, as a dealership chooses it and as pictures keep it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop
from PIL import Image

from accounts.models import Dealership
from keroxio.errors import EngineError
from plates.covers import BLUR, Cover
from plates.engines.base import Quad

StoredCover = dict[str, str]
"""Empty for the blur; otherwise ``style``, ``colour`` and, where the style has one, ``text`` or ``logo`` (its file)."""


def chosen_cover(dealership: Dealership) -> StoredCover:
    style = dealership.plate_cover
    if style == Dealership.PlateCover.BLUR:
        return {}
    stored = {"style": style, "colour": dealership.plate_cover_colour}
    if style == Dealership.PlateCover.NAME:
        stored["text"] = dealership.plate_cover_text
    elif style == Dealership.PlateCover.LOGO:
        stored["logo"] = str(dealership.plate_logo)
    return stored


def open_cover(stored: StoredCover) -> Cover:
    """Raises ``EngineError`` when storage has lost the logo."""
    if not stored:
        return BLUR
    style = cast("Any", stored["style"])
    logo = opened_logo(stored["logo"]) if stored.get("logo") else None
    return Cover(style, stored["colour"], stored.get("text", ""), logo)


def opened_logo(name: str) -> Image.Image:
    """Raises ``EngineError`` when storage has lost it."""
    try:
        with default_storage.open(name) as file:
            logo = Image.open(file, formats=["PNG"])
            logo.load()
    except OSError as error:
        raise EngineError(gettext_noop("The logo's file cannot be opened. Send the logo again.")) from error
    return logo


def quads(areas: Iterable[Any]) -> list[Quad]:
    """Corners as JSON keeps them, as engines take them."""
    return [cast("Quad", tuple((float(x), float(y)) for x, y in corners)) for corners in areas]
