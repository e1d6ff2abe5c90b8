"""The words of each tone. A template may use only the slots named in its table's comment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from listings.facts import GARAGE, PRIVATE
from listings.writers.base import Tone


@dataclass(frozen=True)
class Noun:
    word: str
    gender: Literal["m", "f"]

    @property
    def feminine(self) -> bool:
        return self.gender == "f"


BODIES = {
    "suv": Noun("SUV", "m"),
    "sedan": Noun("berline", "f"),
    "estate": Noun("break", "m"),
    "city": Noun("citadine", "f"),
    "mpv": Noun("monospace", "m"),
    "coupe": Noun("coupé", "m"),
    "convertible": Noun("cabriolet", "m"),
    "van": Noun("utilitaire", "m"),
}
FUELS = {
    "petrol": "essence",
    "diesel": "diesel",
    "hybrid": "hybride",
    "plug_in_hybrid": "hybride rechargeable",
    "electric": "électrique",
    "lpg": "GPL",
    "cng": "gaz naturel",
    "ethanol": "superéthanol",
    "hydrogen": "hydrogène",
}
# "moteur essence", "motorisation hybride"
ENGINES = {
    "petrol": Noun("moteur essence", "m"),
    "diesel": Noun("moteur diesel", "m"),
    "hybrid": Noun("motorisation hybride", "f"),
    "plug_in_hybrid": Noun("motorisation hybride rechargeable", "f"),
    "electric": Noun("moteur électrique", "m"),
    "lpg": Noun("motorisation GPL", "f"),
    "cng": Noun("motorisation au gaz naturel", "f"),
    "ethanol": Noun("moteur superéthanol", "m"),
    "hydrogen": Noun("motorisation à hydrogène", "f"),
}
GEARBOXES = {
    "manual": "boîte manuelle",
    "automatic": "boîte automatique",
    "semi-automatic": "boîte robotisée",
}
# As a feminine adjective ("teinte grise").
COLORS = {
    "grey": "grise",
    "black": "noire",
    "white": "blanche",
    "blue": "bleue",
    "silver": "argent",
    "red": "rouge",
    "green": "verte",
    "orange": "orange",
    "yellow": "jaune",
    "beige": "beige",
    "brown": "marron",
    "gold": "or",
    "bronze": "bronze",
    "purple": "violette",
}

# {car} "Peugeot 208 Active", {this} "cette citadine Peugeot 208", {my} "ma Peugeot 208", {date} " de mars 2020" or "",
# {km} ", 57 431 km au compteur" or "", {seller} the garage's name.
OPENINGS: dict[tuple[Tone, str], tuple[str, ...]] = {
    (Tone.SOBER, GARAGE): ("{car}{date}{km}.", "À vendre : {car}{date}{km}.", "En vente : {car}{date}{km}."),
    (Tone.SOBER, PRIVATE): ("{car}{date}{km}.", "À vendre : {car}{date}{km}.", "Vends {car}{date}{km}."),
    (Tone.WARM, GARAGE): (
        "Nous vous proposons {this}{date}{km}.",
        "Découvrez {this}{date}{km}.",
        "À découvrir chez nous : {this}{date}{km}.",
        "Voici {this}{date}{km}.",
        "Venez voir {this}{date}{km}.",
    ),
    (Tone.WARM, PRIVATE): (
        "Je vends {my}{date}{km}.",
        "Je me sépare de {my}{date}{km}.",
        "Je vous propose {my}{date}{km}.",
        "À vendre : {my}{date}{km}.",
    ),
    (Tone.PREMIUM, GARAGE): (
        "Nous vous présentons {this}{date}{km}.",
        "{seller} vous présente {this}{date}{km}.",
        "{seller} met en vente {this}{date}{km}.",
    ),
    (Tone.PREMIUM, PRIVATE): (
        "Je vous présente {my}{date}{km}.",
        "Je propose à la vente {my}{date}{km}.",
        "Je mets en vente {my}{date}{km}.",
    ),
}

# The sentences that follow the opening. {engine} "moteur essence de 100 ch", {an_engine} "un moteur…"; {gearbox_comma}
# ", boîte manuelle", {gearbox_joined} " et boîte manuelle", {gearbox_with} " associé à une boîte manuelle", or "".
VERSIONS: dict[Tone, tuple[str, ...]] = {
    Tone.SOBER: ("Version {version}.",),
    Tone.WARM: ("C’est une version {version}.", "Sa version : {version}."),
    Tone.PREMIUM: ("Version {version}.", "Version et finition : {version}."),
}
ENGINE_SENTENCES: dict[Tone, tuple[str, ...]] = {
    Tone.SOBER: ("{Engine}{gearbox_comma}.",),
    Tone.WARM: (
        "Sous le capot, {an_engine}{gearbox_with}.",
        "{Engine}{gearbox_with}.",
    ),
    Tone.PREMIUM: (
        "{Engine}{gearbox_joined}.",
        "{Engine}{gearbox_comma}.",
    ),
}

HEADINGS: dict[Tone, dict[str, str]] = {
    Tone.SOBER: {
        "strengths": "Points forts",
        "equipment": "Équipements",
        "condition": "État et entretien",
        "papers": "Caractéristiques et papiers",
        "practical": "Prix et visite",
    },
    Tone.WARM: {
        "strengths": "Ce qui va vous plaire",
        "equipment": "À bord",
        "condition": "Son état, son entretien",
        "papers": "Fiche d’identité",
        "practical": "Prix et visite",
    },
    Tone.PREMIUM: {
        "strengths": "L’essentiel",
        "equipment": "Équipements et finitions",
        "condition": "État et suivi",
        "papers": "Fiche technique et administrative",
        "practical": "Conditions de vente",
    },
}

# One before each heading, where the seller wants them: single characters that every portal's fonts have.
EMOJIS = {
    "opening": "🚗",
    "strengths": "⭐",
    "equipment": "🧰",
    "condition": "🔧",
    "papers": "📋",
    "practical": "📍",
}

# {it} "la" or "le".
CLOSINGS: dict[tuple[Tone, str], tuple[str, ...]] = {
    (Tone.SOBER, GARAGE): (
        "Renseignements et rendez-vous par la messagerie.",
        "Contactez-nous par la messagerie.",
    ),
    (Tone.SOBER, PRIVATE): (
        "Renseignements et rendez-vous par la messagerie.",
        "Contact par la messagerie.",
    ),
    (Tone.WARM, GARAGE): (
        "Une question, une envie de visite ? Écrivez-nous par la messagerie.",
        "Écrivez-nous par la messagerie : nous conviendrons d’un moment pour vous {it} présenter.",
    ),
    (Tone.WARM, PRIVATE): (
        "Une question ? Écrivez-moi par la messagerie.",
        "Écrivez-moi par la messagerie pour en savoir plus ou pour venir {it} voir.",
    ),
    (Tone.PREMIUM, GARAGE): (
        "Nous vous {it} présentons sur rendez-vous : écrivez-nous par la messagerie.",
        "Pour une présentation, contactez-nous par la messagerie.",
    ),
    (Tone.PREMIUM, PRIVATE): (
        "Présentation sur rendez-vous : écrivez-moi par la messagerie.",
        "Pour {it} voir, contactez-moi par la messagerie.",
    ),
}
