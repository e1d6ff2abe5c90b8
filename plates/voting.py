"""What several photos of one car say together about its plate."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models.fields.files import FieldFile

from plates.engines.base import Correction
from plates.engines.certainty import CONFIDENT
from plates.formats import InvalidPlate, bare, parse_plate
from plates.models import PlateReading
from plates.wording import explanations_of

PROBABLE = 0.8
"""From here on a plate is probably right; below, each of its characters is to be checked."""

# Photos of one plate err alike: each after the surest counts for this much of one that were independent.
_FURTHER_PHOTO = 0.6
# Two photos that show something else are rarely misread as the same plate.
_SAME_MISTAKE = 0.05
# What a photo says of a plate that it does not show at all: it may be of another car.
_LEAST = 1e-4
# A plate of the stock is this much likelier than one that nobody knows.
_EXPECTED = 20.0
# Less doubt than this from the other photos leaves a confident reading confident.
_OPPOSITION = 0.005


@dataclass(frozen=True)
class Vote:
    """The plate most photos are for; ``reading`` is the one that shows it best.

    ``confidence`` is the probability that the plate is right, all photos considered.
    """

    reading: PlateReading
    text: str
    country: str
    confidence: float

    @property
    def is_confident(self) -> bool:
        """Nearly certain, or as sure as the engine was that called its reading confident."""
        own = self.reading
        unopposed = self.confidence >= (own.confidence or 0.0) - _OPPOSITION
        return self.confidence >= CONFIDENT or (own.is_confident and bare(own.text) == bare(self.text) and unopposed)

    @property
    def is_probable(self) -> bool:
        return self.confidence >= PROBABLE

    @property
    def crop(self) -> FieldFile:
        return self.reading.crop

    @property
    def explanations(self) -> list[str]:
        """What the grammar changed in the photo shown; none when the photos together chose another plate."""
        if bare(self.reading.text) != bare(self.text):
            return []
        return explanations_of([Correction(**one) for one in self.reading.corrections], self.country)


def vote(readings: Iterable[PlateReading], expected: frozenset[str] = frozenset()) -> Vote | None:
    """Add up what the readings say, None when they say nothing.

    ``expected`` are bare texts of plates that the photos may well show, such as those of a stock list: one of them wins
    where it is nearly as likely as another, and never against photos that are sure of theirs.
    """
    ballots = [_ballot(reading) for reading in readings if reading.text]
    if not ballots:
        return None
    best = _elect(ballots, frozenset())
    return best if best.is_confident or not expected else _elect(ballots, expected)


def _elect(ballots: Sequence[_Ballot], expected: frozenset[str]) -> Vote:
    shares = _shares(ballots, expected)
    winner = max(shares, key=lambda plate: shares[plate])
    shown = max(ballots, key=lambda ballot: (ballot.says(winner), bare(ballot.reading.text) == winner))
    text = shown.texts[winner]
    country = shown.reading.country if bare(shown.reading.text) == winner else _country(text)
    return Vote(shown.reading, text, country, shares[winner])


@dataclass(frozen=True)
class _Ballot:
    """One reading's plates with their probabilities, and what is left for any other plate."""

    reading: PlateReading
    texts: dict[str, str]
    probabilities: dict[str, float]

    def says(self, plate: str) -> float:
        return max(self.probabilities.get(plate, 0.0), _LEAST)

    @property
    def rest(self) -> float:
        return max(1 - sum(self.probabilities.values()), _LEAST)


def _ballot(reading: PlateReading) -> _Ballot:
    texts, probabilities = {}, {}
    own = {"text": reading.text, "confidence": reading.confidence or 0.0}
    for entry in (*reading.candidates, own):
        plate = bare(entry["text"])
        texts[plate], probabilities[plate] = entry["text"], float(entry["confidence"])
    most = max(1.0, sum(probabilities.values()))
    return _Ballot(reading, texts, {plate: share / most for plate, share in probabilities.items()})


def _shares(ballots: Sequence[_Ballot], expected: frozenset[str]) -> dict[str, float]:
    """The probability of each plate, the surest photo counted whole and the others in part."""
    surest = sorted(ballots, key=lambda ballot: -max(ballot.probabilities.values()))
    weights = [1.0, *(_FURTHER_PHOTO for _ in surest[1:])]
    plates = {plate for ballot in ballots for plate in ballot.probabilities}
    scores = {
        plate: sum(weight * math.log(ballot.says(plate)) for weight, ballot in zip(weights, surest, strict=True))
        + (math.log(_EXPECTED) if plate in expected else 0.0)
        for plate in plates
    }
    neither = sum(weight * math.log(ballot.rest) for weight, ballot in zip(weights, surest, strict=True))
    neither += (len(ballots) - 1) * math.log(_SAME_MISTAKE)
    highest = max(*scores.values(), neither)
    total = math.exp(neither - highest) + sum(math.exp(score - highest) for score in scores.values())
    return {plate: math.exp(score - highest) / total for plate, score in scores.items()}


def _country(text: str) -> str:
    try:
        return parse_plate(text).country
    except InvalidPlate:
        return ""
