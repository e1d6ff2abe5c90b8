"""What a dealership draws onto its pictures: chosen once, and part of each picture's recipe."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Dealership
from imaging.covering import opened_logo
from imaging.overlays import Overlay
from imaging.recipes import Finish
from vehicles.models import Vehicle

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


class Where(TextChoices):
    NOWHERE = "", _("On no photo")
    COVER = "cover", _("On the first photo")
    OUTSIDE = "outside", _("On photos of the outside")
    ALL = "all", _("On all photos")


class Corner(TextChoices):
    TOP_LEFT = "top_left", _("Top left")
    TOP_RIGHT = "top_right", _("Top right")
    BOTTOM_LEFT = "bottom_left", _("Bottom left")
    BOTTOM_RIGHT = "bottom_right", _("Bottom right")


@dataclass(frozen=True)
class Branding:
    """As ``Dealership.branding`` keeps it. ``logo`` is its file's name in storage."""

    logo: str = ""
    logo_on: str = ""
    corner: str = Corner.TOP_RIGHT.value
    banner: str = ""
    banner_on: str = ""
    colour: str = "#111827"
    price_on: str = ""
    sold: str = "Vendu"
    sold_on: str = ""

    @classmethod
    def of(cls, dealership: Dealership) -> Branding:
        return cls(**dealership.branding)

    @property
    def stored(self) -> dict[str, str]:
        return asdict(self)

    @property
    def labels_cars(self) -> bool:
        """Whether a price or a sale shows on pictures."""
        return bool(self.price_on or self.sold_on)

    def on(self, vehicle: Vehicle, *, is_cover: bool, is_exterior: bool) -> Finish:
        """What one photo gets, in words: a picture is made anew when these change. Empty where it gets nothing."""
        kinds = {Where.ALL: True, Where.COVER: is_cover, Where.OUTSIDE: is_exterior}
        wanted = {where for where, is_meant in kinds.items() if is_meant}
        parts: Finish = {}
        if self.logo and self.logo_on in wanted:
            parts |= {"logo": self.logo, "corner": self.corner}
        if self.banner and self.banner_on in wanted:
            parts |= {"banner": self.banner, "colour": self.colour}
        if vehicle.sold_at:
            if self.sold_on in wanted:
                parts["sold"] = self.sold
        elif vehicle.price_eur and self.price_on in wanted:
            parts |= {"price": french_price(vehicle.price_eur), "colour": self.colour}
        return parts


def french_price(euros: int) -> str:
    return f"{euros:,}".replace(",", NARROW_SPACE) + "\N{NO-BREAK SPACE}€"


def overlay_of(parts: Finish) -> Overlay:
    """Raises ``EngineError`` when storage has lost the logo."""
    words: dict[str, Any] = {name: text for name, text in parts.items() if name != "logo"}
    return Overlay(logo=opened_logo(parts["logo"]) if parts.get("logo") else None, **words)
