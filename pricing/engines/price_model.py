"""A trained model: what it holds, how it prices, and its file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from keroxio.errors import EngineError
from pricing.engines import features as columns
from pricing.engines.base import Features
from pricing.engines.conformal import Ranges
from pricing.engines.doubts import OLD_MONTHS, RARE
from pricing.engines.features import Encoding, family_key, names_of
from pricing.engines.naming import Name
from pricing.engines.text import Ridge, Words, terms_of

Floats = npt.NDArray[np.float64]

FORMAT = 1
MANIFEST, ENCODING, PRICE, SPREAD, WORDS, ARRAYS = (
    "manifest.json",
    "encoding.json",
    "price.txt",
    "spread{}.txt",
    "words.txt",
    "arrays.npz",
)


@dataclass(frozen=True, slots=True)
class PriceModel:
    """``manifest`` says version, dates and counts. ``middle`` is the log price that the trees' sum is added to."""

    manifest: dict[str, Any]
    encoding: Encoding
    words: Words
    level: Ridge
    rest: Ridge
    price: lgb.Booster
    middle: float
    ranges: Ranges

    def rows_of(self, cars: Sequence[Features]) -> tuple[Floats, list[Name]]:
        """The cars as the trees read them, and the names they are known by."""
        return rows_of(self.encoding, self.words, (self.level, self.rest), cars)

    def log_prices(self, matrix: Floats) -> Floats:
        prices: Floats = np.asarray(self.price.predict(matrix, num_threads=1)) + self.middle
        return prices

    def contributions(self, matrix: Floats) -> Floats:
        """Per row what each column adds to the log price (exact tree SHAP), the common base left out."""
        shares: Floats = np.asarray(self.price.predict(matrix, num_threads=1, pred_contrib=True))[:, :-1]
        return shares

    def bounds(self, matrix: Floats, log_prices: Floats, names: Sequence[Name]) -> tuple[Floats, Floats]:
        widths = self.ranges.widths(spread_rows(self.encoding, matrix, log_prices, names))
        return self.ranges.bounds(log_prices, widths, groups_of(self.encoding, matrix, names))


def rows_of(
    encoding: Encoding, words: Words, ridges: Sequence[Ridge], cars: Sequence[Features]
) -> tuple[Floats, list[Name]]:
    names = [encoding.known_as(name) for name in names_of(cars)]
    terms = words.matrix([terms_of(name, car.version) for name, car in zip(names, cars, strict=True)])
    scores = np.column_stack([ridge.scores(terms) for ridge in ridges])
    return encoding.fill(encoding.matrix(cars, names, scores), names), names


def spread_rows(encoding: Encoding, matrix: Floats, log_prices: Floats, names: Sequence[Name]) -> Floats:
    """What the expected size of the error is read from: the car, its price and how many of its kind are known."""
    known = [
        [np.log1p(encoding.families.get(family_key(name), 0)), np.log1p(encoding.makes.get(name.make, 0))]
        for name in names
    ]
    return np.column_stack([matrix, log_prices, np.array(known).reshape(-1, 2)])


def groups_of(encoding: Encoding, matrix: Floats, names: Sequence[Name]) -> list[str]:
    """The groups whose ranges are measured apart: old cars, rare models, France, the others."""
    french = encoding.codes["country"].get("fr", -1)
    country = matrix[:, columns.COLUMNS.index("country")]
    return [
        "old" if age > OLD_MONTHS
        else "rare" if encoding.families.get(family_key(name), 0) < RARE
        else "fr" if code == french
        else "other"
        for age, code, name in zip(matrix[:, columns.AGE], country, names, strict=True)
    ]  # fmt: skip


def save(model: PriceModel, path: Path) -> None:
    arrays = io.BytesIO()
    np.savez(
        arrays,
        idf=model.words.idf.astype(np.float32),
        level=model.level.weights.astype(np.float32),
        rest=model.rest.weights.astype(np.float32),
        intercepts=np.array([model.level.intercept, model.rest.intercept, model.middle]),
    )
    manifest = {
        **model.manifest,
        "format": FORMAT,
        "spreads": len(model.ranges.spreads),
        "offsets": model.ranges.offsets,
    }
    members: dict[str, str | bytes] = {
        MANIFEST: json.dumps(manifest, indent=1),
        ENCODING: json.dumps(columns.as_json(model.encoding), separators=(",", ":")),
        WORDS: "\n".join(model.words.positions),
        ARRAYS: arrays.getvalue(),
        PRICE: model.price.model_to_string(),
        **{SPREAD.format(at): booster.model_to_string() for at, booster in enumerate(model.ranges.spreads)},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            # A fixed date: the same model gives the same file.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)


def load_manifest(path: Path) -> dict[str, Any]:
    """Version, dates and errors alone. Raises ``EngineError`` for a missing, damaged or foreign file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _checked(json.loads(archive.read(MANIFEST)))
    except FileNotFoundError as error:
        raise EngineError("The price model's file is missing.") from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise EngineError("The price model's file is damaged.") from error


def load(path: Path) -> PriceModel:
    """Raises ``EngineError`` for a missing, damaged or foreign file."""
    manifest = load_manifest(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, manifest)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, lgb.basic.LightGBMError) as error:
        raise EngineError("The price model's file is damaged.") from error


def _checked(manifest: dict[str, Any]) -> dict[str, Any]:
    if manifest["format"] != FORMAT:
        raise EngineError("The price model's file is of another version of the program. Train it again.")
    return manifest


def _read(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> PriceModel:
    arrays = np.load(io.BytesIO(archive.read(ARRAYS)), allow_pickle=False)
    terms = archive.read(WORDS).decode().split("\n")
    level, rest, middle = (float(value) for value in arrays["intercepts"])
    spreads = tuple(_booster(archive, SPREAD.format(at)) for at in range(manifest["spreads"]))
    offsets = {group: (float(low), float(high)) for group, (low, high) in manifest["offsets"].items()}
    return PriceModel(
        manifest=manifest,
        encoding=columns.from_json(json.loads(archive.read(ENCODING))),
        words=Words({term: at for at, term in enumerate(terms)}, arrays["idf"].astype(np.float64)),
        level=Ridge(arrays["level"].astype(np.float64), level),
        rest=Ridge(arrays["rest"].astype(np.float64), rest),
        price=_booster(archive, PRICE),
        middle=middle,
        ranges=Ranges(spreads, offsets),
    )


def _booster(archive: zipfile.ZipFile, name: str) -> lgb.Booster:
    return lgb.Booster(model_str=archive.read(name).decode())
