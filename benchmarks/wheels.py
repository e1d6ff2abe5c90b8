"""Fit the linear model that tells close-ups of wheels, and measure how well it does.

    python benchmarks/wheels.py FOLDER [--features FILE] [--write]

FOLDER is as for benchmarks/kinds.py, and its sub-folders may have any names: wheels are in those that begin with
"wheel", everything else is not one. Of a file's name, what comes before "~" is the photo that it was cut from, and
"_00010" at its end a frame of a film. Close-ups ("wheel…", "detail…") are also turned, seen at an angle, cropped tall,
and made dark, bright, blurred and grey. The model is fitted on seven eighths of the photos and tried on the last
eighth, in which are all pictures of a photo, of a film, and of the photos named beside it. --write fits it on all, into
imaging/engines/wheels.json. --features keeps what the network saw in a file, or takes it from there.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import django
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keroxio.settings")
django.setup()

from imaging.engines.wheels import WHEELS, WheelModel  # noqa: E402
from keroxio.engines import engine  # noqa: E402

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FOLDS = 8
NEIGHBOURS = 6
"""Photos named one after the other, which may show the same car, and are kept together."""
PENALTY = 0.03
MOST_MISTAKEN = 0.001
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
CLOSE = ("wheel", "detail")
FRAME = re.compile(r"_\d{5}$")


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit and measure what tells close-ups of wheels.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--features", type=Path, help=".npz")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.features and options.features.exists():
        kept = np.load(options.features)
        names, features = kept["names"], kept["features"]
    else:
        names, features = seen(options.folder)
        if options.features:
            np.savez(options.features, names=names, features=features)
    folders, changes = names[:, 0], names[:, 2]
    is_wheel, features = np.char.startswith(folders, "wheel"), features.astype(np.float64)
    fold = folds(names[:, 1])
    scores = np.zeros(len(names))
    for one in range(FOLDS):
        weights, bias = fitted(features[fold != one], is_wheel[fold != one])
        scores[fold == one] = features[fold == one] @ weights + bias
    limit = limit_of(scores, is_wheel, np.char.startswith(folders, "exterior"))
    told = scores >= limit
    print(f"limit {limit:.2f}: {told[is_wheel].sum()} wheels and {told[~is_wheel].sum()} others are told to be one")
    for folder in np.unique(folders):
        for change in np.unique(changes[folders == folder]):
            here = (folders == folder) & (changes == change)
            print(f"{folder}, {change}: {told[here].sum()} of {here.sum()}, {told[here].mean():.1%}")
    if options.write:
        weights, bias = fitted(features, is_wheel)
        WheelModel(weights, limit - bias).write(WHEELS)


def seen(folder: Path) -> tuple[NDArray[np.str_], NDArray[np.float32]]:
    """Folder, file and change of every picture, and its features."""
    teller, names, features = engine("kinds"), [], []
    for path in sorted(folder.glob("*/*")):
        if path.suffix.lower() not in SUFFIXES:
            continue
        with Image.open(path) as file:
            photo = ImageOps.exif_transpose(file).convert("RGB")
        random = np.random.default_rng(zlib.crc32(path.name.encode()))
        pictures = changed(photo, random) if path.parent.name.startswith(CLOSE) else [("as taken", photo)]
        for change, picture in pictures:
            names.append((path.parent.name, path.stem, change))
            features.append(teller.look(picture).features)
    return np.array(names), np.array(features)


def changed(photo: Image.Image, random: np.random.Generator) -> Iterator[tuple[str, Image.Image]]:
    width, height = photo.size
    pixels = np.asarray(photo)
    bright = pixels.astype(np.float32)
    yield "as taken", photo
    turned = photo.rotate(random.choice([-1, 1]) * random.uniform(5, 12), Image.Resampling.BICUBIC)
    yield "turned", turned.crop((0.09 * width, 0.09 * height, 0.91 * width, 0.91 * height))
    yield "tall", photo.crop((round(0.22 * width), 0, round(0.78 * width), height))
    yield "at an angle", Image.fromarray(aside(pixels, is_left=bool(random.random() < 0.5)))
    yield "dark", Image.fromarray(np.clip(153 * (bright / 255) ** 2, 0, 255).astype(np.uint8))
    yield "bright", Image.fromarray(np.clip(1.7 * bright + 25, 0, 255).astype(np.uint8))
    yield "blurred", Image.fromarray(cv2.GaussianBlur(pixels, (0, 0), max(photo.size) / 120))
    yield "grey", photo.convert("L").convert("RGB")


def aside(pixels: NDArray[np.uint8], *, is_left: bool) -> NDArray[np.uint8]:
    """Three fifths as wide, one end farther away."""
    height, width = pixels.shape[:2]
    narrow, left, right = round(0.6 * width), *((0.1, 0.0) if is_left else (0.0, 0.1))
    before = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    after = np.array([[0, left], [narrow, right], [narrow, 1 - right], [0, 1 - left]], np.float32) * [1, height]
    drawn: Any = cv2.warpPerspective(
        pixels, cv2.getPerspectiveTransform(before, after.astype(np.float32)), (narrow, height)
    )
    return np.asarray(drawn[round(0.1 * height) : round(0.9 * height)])


def folds(files: NDArray[np.str_]) -> NDArray[np.int_]:
    sources = [FRAME.sub("", str(file).partition("~")[0]) for file in files]
    fold = {source: at // NEIGHBOURS % FOLDS for at, source in enumerate(sorted(set(sources)))}
    return np.array([fold[source] for source in sources])


def fitted(features: Floats, is_wheel: Flags) -> tuple[Floats, float]:
    """Weights and bias by logistic regression; wheels together weigh as much as everything else."""
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    scaled = (features - middle) / spread
    sign = np.where(is_wheel, 1.0, -1.0)
    share = np.where(is_wheel, 0.5 / is_wheel.sum(), 0.5 / (~is_wheel).sum())

    def loss(at: Floats) -> tuple[float, Floats]:
        agreed = sign * (scaled @ at[:-1] + at[-1])
        pull = -sign * share / (1 + np.exp(np.clip(agreed, -500, 500)))
        slope = np.append(scaled.T @ pull + PENALTY * at[:-1], pull.sum())
        return float(share @ np.logaddexp(0, -agreed) + PENALTY / 2 * at[:-1] @ at[:-1]), slope

    found = minimize(loss, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ middle)


def limit_of(scores: Floats, is_wheel: Flags, is_exterior: Flags) -> float:
    """No exterior reaches it, and at most one in a thousand of what is no wheel."""
    others = np.sort(scores[~is_wheel])[::-1]
    highest = max(others[int(MOST_MISTAKEN * len(others))], scores[is_exterior].max(initial=-np.inf))
    return float(np.nextafter(highest, np.inf))


if __name__ == "__main__":
    main()
