"""The words particulars are chosen from. Values are those of the market data; labels are the dealers'."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fuel(TextChoices):
    PETROL = "petrol", _("Petrol")
    DIESEL = "diesel", _("Diesel")
    HYBRID = "hybrid", _("Hybrid")
    PLUG_IN_HYBRID = "plug_in_hybrid", _("Plug-in hybrid")
    ELECTRIC = "electric", _("Electric")
    LPG = "lpg", _("LPG")
    CNG = "cng", _("Natural gas (CNG)")
    ETHANOL = "ethanol", _("Ethanol (E85)")
    HYDROGEN = "hydrogen", _("Hydrogen")


class Gearbox(TextChoices):
    MANUAL = "manual", _("Manual gearbox")
    AUTOMATIC = "automatic", _("Automatic gearbox")
    SEMI_AUTOMATIC = "semi-automatic", _("Semi-automatic gearbox")


class Body(TextChoices):
    CITY = "city", _("City car")
    SEDAN = "sedan", _("Saloon or hatchback")
    ESTATE = "estate", _("Estate")
    SUV = "suv", _("SUV or 4x4")
    MPV = "mpv", _("People carrier")
    COUPE = "coupe", _("Coupé")
    CONVERTIBLE = "convertible", _("Convertible")
    VAN = "van", _("Van")


class Color(TextChoices):
    WHITE = "white", _("White")
    BLACK = "black", _("Black")
    GREY = "grey", _("Grey")
    SILVER = "silver", _("Silver")
    BLUE = "blue", _("Blue")
    RED = "red", _("Red")
    GREEN = "green", _("Green")
    BROWN = "brown", _("Brown")
    BEIGE = "beige", _("Beige")
    ORANGE = "orange", _("Orange")
    YELLOW = "yellow", _("Yellow")
    GOLD = "gold", _("Gold")
    BRONZE = "bronze", _("Bronze")
    PURPLE = "purple", _("Purple")


class PhotoKind(TextChoices):
    EXTERIOR = "exterior", _("Outside")
    INTERIOR = "interior", _("Inside")
    DASHBOARD = "dashboard", _("Dashboard")
    BOOT = "boot", _("Boot")
    ENGINE = "engine", _("Engine")
    WHEEL = "wheel", _("Wheel")
    DETAIL = "detail", _("Detail")
    DAMAGE = "damage", _("Damage")
    DOCUMENT = "document", _("Document")
