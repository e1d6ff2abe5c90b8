"""What the catalogue makes of a name as it is typed: the model and its generations, or what it may be misspelt for."""

from __future__ import annotations

from dataclasses import dataclass

from vehicles.catalogue import CarModel, Generation, known_make
from vehicles.families import car_model, near_makes, near_models
from vehicles.versions import VersionFacts, read_version


@dataclass(frozen=True, slots=True)
class Recognised:
    """``makes`` and ``models`` are proposals where what is typed is not known; ``is_odd_year`` where no such car can
    have been registered that year."""

    makes: list[str]
    models: list[str]
    model: CarModel | None
    generations: list[Generation]
    is_odd_year: bool
    told: VersionFacts


def recognise(make: str, model: str, version: str, year: int | None) -> Recognised:
    known = car_model(make, model) if make and model else None
    is_known_make = bool(known_make(make))
    return Recognised(
        makes=near_makes(make) if make and not is_known_make else [],
        models=near_models(make, model) if is_known_make and model and known is None else [],
        model=known,
        generations=known.generations_in(year) if known and year else [],
        is_odd_year=bool(known and year and not known.could_be_of(year)),
        told=read_version(make, version),
    )
