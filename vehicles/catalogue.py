"""Makes and models as French sellers name them, to complete and tidy what is typed."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path

# As registries shorten them.
_ALIASES = {
    "alfa": "alfaromeo",
    "dsautomobiles": "ds",
    "landroverrangerover": "landrover",
    "mercedes": "mercedesbenz",
    "mercedesamg": "mercedesbenz",
    "mgmotor": "mg",
    "rangerover": "landrover",
    "vw": "volkswagen",
}
CATALOGUE = Path(__file__).parent / "catalogue.json"


@cache
def catalogue() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return loaded


def known_make(text: str) -> str:
    """The make as the catalogue writes it, or "" when it has none such: "CITROEN" becomes "Citroën"."""
    key = _key(text)
    return _makes_by_key().get(_ALIASES.get(key, key), "")


def tidy_make(text: str) -> str:
    return known_make(text) or text


def tidy_model(make: str, text: str) -> str:
    return next((model for model in models_of(make) if _key(model) == _key(text)), text)


def family_of(make: str, text: str) -> str:
    """The longest model of the make that the text begins with, or "": "CLIO IV" is a Clio."""
    words = text.split()
    begun = [_key("".join(words[:count])) for count in range(len(words), 0, -1)]
    by_key = {_key(model): model for model in models_of(make)}
    return next((by_key[key] for key in begun if key in by_key), "")


def models_of(make: str) -> list[str]:
    return catalogue().get(known_make(make), [])


@cache
def _makes_by_key() -> dict[str, str]:
    return {_key(make): make for make in catalogue()}


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())
