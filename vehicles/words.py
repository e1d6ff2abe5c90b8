"""French and English words for what particulars are chosen from, as stock lists and registries write them."""

from __future__ import annotations

import re
import unicodedata

# The codes of two letters are those of box P.3 of the registration certificate (arrêté du 9 février 2009, annexe).
WORDS: dict[str, dict[str, str]] = {
    "fuel": {
        "essence": "petrol", "sansplomb": "petrol", "sp95": "petrol", "es": "petrol", "gasoline": "petrol",
        "gazole": "diesel", "gasoil": "diesel", "go": "diesel",
        "hybride": "hybrid", "essenceelectrique": "hybrid", "essenceelectricite": "hybrid", "essenceelec": "hybrid",
        "gazoleelectrique": "hybrid", "gazoleelectricite": "hybrid", "gazoleelec": "hybrid",
        "hybridenonrechargeable": "hybrid", "hybridenonrech": "hybrid", "hybrideessence": "hybrid",
        "nonrechargeable": "hybrid", "esselec": "hybrid", "eh": "hybrid", "gh": "hybrid", "fh": "hybrid",
        "rechargeable": "plug_in_hybrid", "hybriderechargeable": "plug_in_hybrid",
        "hybrideessencerechargeable": "plug_in_hybrid", "essenceelecrechargeable": "plug_in_hybrid",
        "essenceelectriquerechargeable": "plug_in_hybrid", "essenceelectriciterechargeable": "plug_in_hybrid",
        "gazoleelectriquerechargeable": "plug_in_hybrid", "gazoleelectriciterechargeable": "plug_in_hybrid",
        "phev": "plug_in_hybrid", "ee": "plug_in_hybrid", "gl": "plug_in_hybrid", "fl": "plug_in_hybrid",
        "electrique": "electric", "electricite": "electric", "el": "electric",
        "gpl": "lpg", "gp": "lpg", "eg": "lpg", "essencegpl": "lpg", "gnv": "cng", "gaznaturel": "cng", "gn": "cng",
        "en": "cng", "bioethanol": "ethanol", "e85": "ethanol", "superethanol": "ethanol", "fe": "ethanol",
        "hydrogene": "hydrogen", "h2": "hydrogen", "electriquehydrogene": "hydrogen",
    },
    "gearbox": {
        "manuelle": "manual", "mecanique": "manual", "bvm": "manual", "m": "manual", "automatique": "automatic",
        "auto": "automatic", "bva": "automatic", "cvt": "automatic", "variationcontinue": "automatic",
        "a": "automatic", "robotisee": "semi-automatic", "semiautomatique": "semi-automatic",
        "sequentielle": "semi-automatic",
    },
    "body": {
        "citadine": "city", "berline": "sedan", "hayon": "sedan", "break": "estate", "4x4": "suv", "toutterrain": "suv",
        "monospace": "mpv", "coupe": "coupe", "cabriolet": "convertible", "decapotable": "convertible",
        "utilitaire": "van", "fourgon": "van", "camionnette": "van", "ctte": "van", "estate": "estate", "suv": "suv",
    },
    "color": {
        "blanc": "white", "blanche": "white", "noir": "black", "noire": "black", "gris": "grey", "grise": "grey",
        "argent": "silver", "bleu": "blue", "bleue": "blue", "rouge": "red", "vert": "green", "verte": "green",
        "marron": "brown", "brun": "brown", "jaune": "yellow", "or": "gold", "dore": "gold", "violet": "purple",
        "beige": "beige", "orange": "orange", "bronze": "bronze",
    },
}  # fmt: skip


def simplify(text: str) -> str:
    """Lower case letters and digits only: "Boîte de vitesses" and "boite-de-vitesses" are the same."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)


def choice_of(field: str, text: str) -> str:
    """The value of the vocabulary that the text names, or holds the longest name of; "" for none."""
    word = simplify(text)
    known = {simplify(value): value for value in WORDS[field].values()} | WORDS[field]
    longest = max((name for name in known if len(name) > 2 and name in word), key=len, default="")
    return known.get(word) or known.get(longest, "")
