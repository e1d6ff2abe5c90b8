"""A trained model: what it holds, how it prices, and its file."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from keroxio.boosting import slimmed
from keroxio.errors import EngineError
from pricing.engines import features as columns
from pricing.engines import hedonic
from pricing.engines.base import Features
from pricing.engines.conformal import ALL, Ranges
from pricing.engines.doubts import OLD_MONTHS, RARE
from pricing.engines.features import AGE, MILEAGE, TREES, Encoding, family_key, names_of
from pricing.engines.hedonic import Hedonic
from pricing.engines.text import Reading, Ridge, Words, terms_of, words_in
from vehicles.naming import Name

Floats = npt.NDArray[np.float64]

# From so many rows on all cores gain more than their threads cost.
MANY = 1_000
FORMAT = 3
COUNTRY = columns.COLUMNS.index("country")
MANIFEST, ENCODING = "manifest.json", "encoding.json"
PRICE, SPREAD, WORDS, ARRAYS = "price{}.txt", "spread{}.txt", "words{}.txt", "arrays{}.npz"
HEDONIC, HEDONIC_WORDS = "hedonic{}.npz", "hedonic.txt"
# Most of a net: kept in steps of which compression makes a byte each.
COARSE, STEPS = ("terms", "direct"), 256
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError)
# What a manifest says to those who ask how good a model is.
TOLD = frozenset({"version", "from", "until", "cars", "source", "backtest"})


@dataclass(frozen=True, slots=True)
class Member:
    """One of the models that are averaged: its own reading of the words, and its trees."""

    words: Words
    level: Ridge
    rest: Ridge
    price: lgb.Booster

    def scores(self, cars: Sequence[Features], names: Sequence[Name], texts: Sequence[list[str]]) -> Floats:
        terms = self.words.matrix(
            [
                terms_of(words, name, car, self.words.reading)
                for words, name, car in zip(texts, names, cars, strict=True)
            ]
        )
        return np.column_stack([self.level.scores(terms), self.rest.scores(terms)])


@dataclass(frozen=True, slots=True)
class PriceModel:
    """``manifest`` says version, dates, counts and errors. ``middle`` is the log price that the trees' sum and the
    nets' answer are added to; ``share`` is the weight of the nets.

    ``levels`` holds per country how much more, in log price, the latest listings asked than the trees say.
    """

    manifest: dict[str, Any]
    encoding: Encoding
    members: tuple[Member, ...]
    hedonic: Hedonic
    share: float
    middle: float
    ranges: Ranges
    levels: dict[str, float]

    def rows_of(self, cars: Sequence[Features]) -> tuple[Floats, list[Name]]:
        """The cars as trees and nets read them, and the names they are known by."""
        names = [self.encoding.known_as(name) for name in names_of(cars)]
        cars = [self.encoding.completed(car, name) for car, name in zip(cars, names, strict=True)]
        texts = [words_in(name, car.version) for name, car in zip(names, cars, strict=True)]
        scores = [member.scores(cars, names, texts) for member in self.members]
        read = [self.encoding.matrix(cars, names), *scores, self.hedonic.outputs(cars, names)]
        return np.column_stack(read), names

    def particulars_of(
        self, cars: Sequence[Features], names: Sequence[Name], matrix: Floats
    ) -> list[dict[str, Floats]]:
        """Per car and factor, what it changes in the nets' answer, from the typical car's to this one's.

        A particular changes as much as if it alone were the typical car's; the words account for the rest.
        """
        known = self.encoding
        asked = [
            known.as_typical(known.completed(car, name), name, fields)
            for car, name in zip(cars, names, strict=True)
            for fields in columns.PARTICULARS.values()
        ]
        repeated = [name for name in names for _ in columns.PARTICULARS]
        answers = self.hedonic.outputs(asked, repeated).reshape(len(cars), len(columns.PARTICULARS), -1)
        found = []
        for name, row, without in zip(names, matrix[:, TREES:], answers, strict=True):
            changes = dict(zip(columns.PARTICULARS, row - without, strict=True))
            typical = np.array(known.typical_of(name))[TREES:]
            found.append(changes | {"version": row - typical - sum(changes.values())})
        return found

    def log_prices(self, matrix: Floats) -> Floats:
        trees, nets = self.opinions(matrix)
        return trees + self.share * (nets - trees)

    def opinions(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Log prices by the trees alone and by the nets alone."""
        threads = 1 if len(matrix) < MANY else 0
        trees = [
            member.price.predict(matrix[:, columns.columns_of(at)], num_threads=threads)
            for at, member in enumerate(self.members)
        ]
        nets = hedonic.log_prices(matrix[:, TREES:], matrix[:, AGE], matrix[:, MILEAGE])
        level = self.middle + self._level(matrix)
        return np.mean(trees, axis=0) + level, nets + level

    def _level(self, matrix: Floats) -> Floats:
        codes = self.encoding.codes["country"]
        added = np.zeros(len(matrix))
        for country, level in self.levels.items():
            added[matrix[:, COUNTRY] == codes.get(country)] = level
        return added

    def bounds(self, matrix: Floats, log_prices: Floats, names: Sequence[Name]) -> tuple[Floats, Floats]:
        widths = self.ranges.widths(spread_rows(self.encoding, matrix, log_prices, names))
        return self.ranges.bounds(log_prices, widths, groups_of(self.encoding, matrix, names))


def spread_rows(encoding: Encoding, matrix: Floats, log_prices: Floats, names: Sequence[Name]) -> Floats:
    """What the expected size of the error is read from: the car, its price and how many of its kind are known."""
    known = [
        [np.log1p(encoding.families.get(family_key(name), 0)), np.log1p(encoding.makes.get(name.make, 0))]
        for name in names
    ]
    return np.column_stack([matrix[:, :TREES], log_prices, np.array(known).reshape(-1, 2)])


def groups_of(encoding: Encoding, matrix: Floats, names: Sequence[Name]) -> list[str]:
    """The groups whose ranges are measured apart: old cars, rare models, and each country's others."""
    countries = {float(code): country for country, code in encoding.codes["country"].items()}
    return [
        "old" if age > OLD_MONTHS
        else "rare" if encoding.families.get(family_key(name), 0) < RARE
        else countries.get(float(code), ALL)
        for age, code, name in zip(matrix[:, columns.AGE], matrix[:, COUNTRY], names, strict=True)
    ]  # fmt: skip


def save(model: PriceModel, file: Path | IO[bytes]) -> None:
    manifest = {
        **model.manifest,
        "format": FORMAT,
        "readings": [member.words.reading for member in model.members],
        "spreads": len(model.ranges.spreads),
        "offsets": model.ranges.offsets,
        "levels": model.levels,
        "middle": model.middle,
        "share": model.share,
        "nets": len(model.hedonic.nets),
    }
    members: dict[str, str | bytes] = {
        MANIFEST: json.dumps(manifest, indent=1),
        ENCODING: json.dumps(columns.as_json(model.encoding), separators=(",", ":")),
        **{SPREAD.format(at): slimmed(booster) for at, booster in enumerate(model.ranges.spreads)},
    }
    for at, member in enumerate(model.members):
        members[WORDS.format(at)] = "\n".join(member.words.positions)
        members[PRICE.format(at)] = slimmed(member.price)
        members[ARRAYS.format(at)] = _arrays(member)
    members[HEDONIC_WORDS] = "\n".join(model.hedonic.words.positions)
    for at, net in enumerate(model.hedonic.nets):
        members[HEDONIC.format(at)] = _net(net, model.hedonic.words.idf)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            # A fixed date: the same model gives the same file.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)


def _arrays(member: Member) -> bytes:
    arrays = io.BytesIO()
    np.savez(
        arrays,
        idf=member.words.idf.astype(np.float32),
        level=member.level.weights.astype(np.float32),
        rest=member.rest.weights.astype(np.float32),
        intercepts=np.array([member.level.intercept, member.rest.intercept]),
    )
    return arrays.getvalue()


def _net(net: hedonic.Net, idf: Floats) -> bytes:
    arrays = io.BytesIO()
    kept = {name: _coarse(value) if name in COARSE else value for name, value in net.items()}
    np.savez(arrays, idf=idf.astype(np.float32), **kept)  # type: ignore[arg-type]
    return arrays.getvalue()


def _coarse(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float16]:
    return (np.round(values * STEPS) / STEPS).astype(np.float16)


def load_manifest(file: Path | IO[bytes]) -> dict[str, Any]:
    """Version, dates and errors alone. Raises ``EngineError`` for a missing, damaged or foreign file."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _checked(json.loads(archive.read(MANIFEST)))
    except FileNotFoundError as error:
        raise EngineError("The price model's file is missing.") from error
    except UNREADABLE as error:
        raise EngineError("The price model's file is damaged.") from error


def load(file: Path | IO[bytes]) -> PriceModel:
    """Raises ``EngineError`` for a missing, damaged or foreign file."""
    manifest = load_manifest(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(archive, manifest)
    except (*UNREADABLE, AttributeError, TypeError, EOFError, lgb.basic.LightGBMError) as error:
        raise EngineError("The price model's file is damaged.") from error


def _checked(manifest: Any) -> dict[str, Any]:
    """Raises ``EngineError`` for another format, and ``ValueError`` for what is no manifest of this one."""
    if not isinstance(manifest, dict):
        raise ValueError("a manifest is an object")
    if manifest.get("format") != FORMAT:
        raise EngineError("The price model's file is of another version of the program. Train it again.")
    if not manifest.keys() >= TOLD:
        raise ValueError("a manifest tells of version, dates, cars, source and back-test")
    return manifest


def _read(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> PriceModel:
    spreads = tuple(_booster(archive, SPREAD.format(at)) for at in range(manifest["spreads"]))
    offsets = {group: (float(low), float(high)) for group, (low, high) in manifest["offsets"].items()}
    return PriceModel(
        manifest=manifest,
        encoding=columns.from_json(json.loads(archive.read(ENCODING))),
        members=tuple(_member(archive, at, reading) for at, reading in enumerate(manifest["readings"])),
        hedonic=_hedonic(archive, manifest["nets"]),
        share=float(manifest["share"]),
        middle=float(manifest["middle"]),
        ranges=Ranges(spreads, offsets),
        levels={country: float(level) for country, level in manifest["levels"].items()},
    )


def _member(archive: zipfile.ZipFile, at: int, reading: Reading) -> Member:
    arrays = np.load(io.BytesIO(archive.read(ARRAYS.format(at))), allow_pickle=False)
    level, rest = (float(value) for value in arrays["intercepts"])
    return Member(
        words=_words(archive, WORDS.format(at), reading, arrays["idf"]),
        level=Ridge(arrays["level"].astype(np.float64), level),
        rest=Ridge(arrays["rest"].astype(np.float64), rest),
        price=_booster(archive, PRICE.format(at)),
    )


def _hedonic(archive: zipfile.ZipFile, nets: int) -> Hedonic:
    stored = [np.load(io.BytesIO(archive.read(HEDONIC.format(at))), allow_pickle=False) for at in range(nets)]
    return Hedonic(
        _words(archive, HEDONIC_WORDS, "hedonic", stored[0]["idf"]),
        tuple({name: one[name].astype(np.float32) for name in one.files if name != "idf"} for one in stored),
    )


def _words(archive: zipfile.ZipFile, name: str, reading: Reading, idf: npt.NDArray[Any]) -> Words:
    terms = archive.read(name).decode().split("\n")
    if len(terms) != len(idf):
        raise ValueError(f"{name} is of another model")
    return Words(reading, {term: at for at, term in enumerate(terms)}, idf.astype(np.float64))


def _booster(archive: zipfile.ZipFile, name: str) -> lgb.Booster:
    return lgb.Booster(model_str=archive.read(name).decode())
