"""The family a car belongs to, by which listings are kept and found: as the catalogue knows it, where it does."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache, lru_cache
from typing import NamedTuple

from vehicles.catalogue import CarModel, catalogue, models_of
from vehicles.naming import Name, fold, name_of


class Family(NamedTuple):
    """``key`` is for comparing; ``make`` and ``model`` are for showing."""

    key: str
    make: str
    model: str


@lru_cache(maxsize=20_000)
def family_of(make: str, model: str) -> Family:
    """ "RENAULT", "Clio V" is a Renault Clio; a model that the catalogue has not is its own family."""
    name = name_of(make, model)
    return _in_catalogue(name) or Family(_key(name), _makes().get(name.make, make.strip()), model.strip())


def known_model(make: str, model: str) -> str:
    """The catalogue's model that the text names or begins with, or "": "CLIO IV" is a Clio, "320D" a Série 3."""
    family = _in_catalogue(name_of(make, model))
    return family.model if family else ""


def car_model(make: str, model: str) -> CarModel | None:
    """What the catalogue knows of the model that the text names or begins with."""
    family = _in_catalogue(name_of(make, model))
    return catalogue()[family.make][family.model] if family else None


def _in_catalogue(name: Name) -> Family | None:
    words = name.dropped.split()
    begun = (name_of(name.make, " ".join(words[:length])) for length in range(len(words) - 1, 0, -1))
    return next((found for one in (name, *begun) if (found := _known().get(_key(one)))), None)


def near_makes(make: str) -> list[str]:
    """Makes spelt nearly so: "Renaud" may be a Renault."""
    return _near(make, list(catalogue()))


def near_models(make: str, model: str) -> list[str]:
    return _near(model, models_of(family_of(make, model).make))


def _near(text: str, names: list[str]) -> list[str]:
    folded = {fold(name): name for name in names}
    return [folded[found] for found in get_close_matches(fold(text), folded, n=3, cutoff=0.7)]


@cache
def _known() -> dict[str, Family]:
    found = (
        Family(_key(name_of(make, model)), make, model) for make, models in catalogue().items() for model in models
    )
    return {family.key: family for family in found}


@cache
def _makes() -> dict[str, str]:
    return {name_of(make, "").make: make for make in catalogue()}


def _key(name: Name) -> str:
    return f"{name.make} {name.family}"
