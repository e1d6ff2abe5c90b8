"""Makes and models as French sellers name them, to complete and tidy what is typed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from vehicles.naming import fold, make_key

CATALOGUE = Path(__file__).parent / "catalogue.json"


@cache
def catalogue() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return loaded


def known_make(text: str) -> str:
    """The make as the catalogue writes it, or "" when it has none such: "CITROEN" becomes "Citroën"."""
    return _makes_by_key().get(make_key(text), "")


def tidy_make(text: str) -> str:
    return known_make(text) or text


def tidy_model(make: str, text: str) -> str:
    return next((model for model in models_of(make) if _key(model) == _key(text)), text)


def models_of(make: str) -> list[str]:
    return catalogue().get(known_make(make), [])


@cache
def _makes_by_key() -> dict[str, str]:
    return {make_key(make): make for make in catalogue()}


def _key(text: str) -> str:
    """ "Classe A" and "classe-a" are the same."""
    return fold(text).replace(" ", "")
