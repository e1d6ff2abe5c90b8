"""Makes and models as French sellers name them: to complete and tidy what is typed, and to tell generations apart.

``catalogue.json`` holds, by make and model, the generations with the years they were first registered in (the last one
missing while they are sold), and, most frequent first, the fuels and bodies that at least 2 % and 8 % of the cars
offered of it have.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vehicles.naming import fold, make_key

CATALOGUE = Path(__file__).parent / "catalogue.json"
# Cars are registered a while before and after the years they are sold new in: demonstrators, late stock.
SLACK_BEFORE, SLACK_AFTER = 1, 2


@dataclass(frozen=True, slots=True)
class Generation:
    """``last`` is None while it is sold; ``name`` is "" where a model has had one only."""

    name: str
    first: int
    last: int | None

    def had(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class CarModel:
    """What is not known of a model is empty."""

    make: str
    name: str
    generations: tuple[Generation, ...]
    fuels: tuple[str, ...]
    bodies: tuple[str, ...]

    @property
    def certain(self) -> dict[str, str]:
        """The particulars that all cars of this model share; hybrids may have a plug or not."""
        fuels = () if "hybrid" in self.fuels else self.fuels
        return {name: found[0] for name, found in (("fuel", fuels), ("body", self.bodies)) if len(found) == 1}

    def generations_in(self, year: int) -> list[Generation]:
        return [generation for generation in self.generations if generation.had(year)]

    def could_be_of(self, year: int) -> bool:
        """Whether a car of this model can have been registered then; yes where the catalogue does not know."""
        return not self.generations or any(
            generation.first - SLACK_BEFORE <= year
            and (generation.last is None or year <= generation.last + SLACK_AFTER)
            for generation in self.generations
        )


@cache
def catalogue() -> dict[str, dict[str, CarModel]]:
    loaded: dict[str, dict[str, dict[str, Any]]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {
        make: {name: _model(make, name, facts) for name, facts in models.items()} for make, models in loaded.items()
    }


def _model(make: str, name: str, facts: dict[str, Any]) -> CarModel:
    return CarModel(
        make=make,
        name=name,
        generations=tuple(Generation(*generation) for generation in facts.get("generations", ())),
        fuels=tuple(facts.get("fuels", ())),
        bodies=tuple(facts.get("bodies", ())),
    )


def known_make(text: str) -> str:
    """The make as the catalogue writes it, or "" when it has none such: "CITROEN" becomes "Citroën"."""
    return _makes_by_key().get(make_key(text), "")


def tidy_make(text: str) -> str:
    return known_make(text) or text


def tidy_model(make: str, text: str) -> str:
    return next((model for model in models_of(make) if _key(model) == _key(text)), text)


def models_of(make: str) -> list[str]:
    return list(catalogue().get(known_make(make), {}))


@cache
def _makes_by_key() -> dict[str, str]:
    return {make_key(make): make for make in catalogue()}


def _key(text: str) -> str:
    """ "Classe A" and "classe-a" are the same."""
    return fold(text).replace(" ", "")
