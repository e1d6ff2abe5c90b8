"""Fit how sure the local plate reader is of what it reads.

    python benchmarks/calibration.py [FOLDER] [--write]

FOLDER has photos and manifest.csv as benchmarks/plates.py takes them. Each photo is read as it is, shrunk and blurred,
since good photos alone hold too few errors to learn from; readings of another car's plate are left out. A logistic
regression is fitted on four fifths of the photos and judged on the others, five times; printed are, for each range of
the probability said, how often it was right, and what being called confident is worth. ``--write`` keeps the
coefficients fitted on all photos for the reader; ``--features FILE`` keeps what was seen, to fit again without reading.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.plates import folded, local_reader  # noqa: E402
from plates.engines.certainty import CONFIDENT, features  # noqa: E402
from plates.engines.local import LocalPlateReader  # noqa: E402
from plates.engines.sightings import Sighting  # noqa: E402
from plates.engines.standing import is_plate  # noqa: E402

Numbers = NDArray[np.float64]

NAMES = ("evidence", "rivalry", "first dissent", "second dissent", "height")
FOLDS = 5
# Keeps the weights of features that hardly vary near 0.
RIDGE = 0.1
EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, CONFIDENT, 0.995, 1.0)


def smaller(share: float) -> Callable[[Image.Image], Image.Image]:
    return lambda photo: photo.resize((round(photo.width * share), round(photo.height * share)), Image.Resampling.BOX)


def blurred(photo: Image.Image) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(max(photo.size) / 700))


VARIANTS: tuple[Callable[[Image.Image], Image.Image], ...] = (
    lambda photo: photo,
    smaller(0.6),
    smaller(0.4),
    blurred,
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit how sure the local plate reader is of what it reads.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "plates")
    parser.add_argument("--weights", type=Path, default=ROOT / "weights", help="folder of the networks")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="keep the coefficients for the reader")
    parser.add_argument("--features", type=Path, help="file that keeps what was seen, read again when it is there")
    options = parser.parse_args()
    if options.features and options.features.exists():
        kept = np.load(options.features)
        seen, right, photos, originals = (kept[name] for name in ("seen", "right", "photos", "originals"))
    else:
        reader = local_reader(options.weights, options.threads)
        rows = list(_rows(reader, options.folder))
        seen, right, photos, originals = (np.array([row[at] for row in rows]) for at in range(4))
        if options.features:
            np.savez(options.features, seen=seen, right=right, photos=photos, originals=originals)
    _judge(seen, right, photos, originals)
    constant, *weights = fit(seen, right)
    fitted = {
        "constant": round(constant, 3),
        "weights": {name: round(weight, 3) for name, weight in zip(NAMES, weights, strict=True)},
    }
    sys.stdout.write(json.dumps(fitted, indent=2) + "\n")
    if options.write:
        (ROOT / "plates" / "engines" / "calibration.json").write_text(json.dumps(fitted, indent=2) + "\n")


def _rows(reader: LocalPlateReader, folder: Path) -> Iterator[tuple[tuple[float, ...], float, int, bool]]:
    """What was seen, whether it was right, the photo's number, whether it was read as it is."""
    for number, label in enumerate(csv.DictReader((folder / "manifest.csv").open())):
        with Image.open(folder / label["image"]) as file:
            photo = ImageOps.exif_transpose(file).convert("RGB")
        for at, variant in enumerate(VARIANTS):
            pixels: NDArray[Any] = np.asarray(variant(photo))
            plates = [one for one in reader.sightings(pixels) if is_plate(one, pixels)]
            scale = pixels.shape[1] / photo.width
            if plates and _is_labelled(plates[0], label["boxes_xywh"], scale):
                is_right = folded(plates[0].best.bare) == folded(re.sub("[^A-Z0-9]", "", label["plate"]))
                yield features(plates[0]), float(is_right), number, at == 0


def _is_labelled(sighting: Sighting, boxes: str, scale: float) -> bool:
    """Say whether the middle of what was read lies in a labelled box, or whether there is none."""
    x, y = sighting.line.box.mean(axis=0) / scale
    sides = [[float(number) for number in box.split()] for box in boxes.split(";") if box.strip()]
    return not sides or any(
        left <= x <= left + width and top <= y <= top + height for left, top, width, height in sides
    )


def fit(seen: Numbers, right: Numbers) -> list[float]:
    """The constant and the weights of a logistic regression, by Newton's method."""
    columns = np.column_stack([np.ones(len(seen)), seen])
    weights = np.zeros(columns.shape[1])
    ridge = RIDGE * np.diag([0.0] + [1.0] * seen.shape[1])
    for _ in range(60):
        said = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (said - right) + ridge @ weights
        curvature = (columns * (said * (1 - said))[:, None]).T @ columns + ridge + 1e-9 * np.eye(len(weights))
        weights -= np.linalg.solve(curvature, slope)
    return [float(weight) for weight in weights]


def _judge(seen: Numbers, right: Numbers, photos: NDArray[Any], originals: NDArray[Any]) -> None:
    said = np.zeros(len(right))
    for fold in range(FOLDS):
        held = photos % FOLDS == fold
        constant, *weights = fit(seen[~held], right[~held])
        said[held] = 1 / (1 + np.exp(-(constant + seen[held] @ np.array(weights))))
    sys.stdout.write(f"{len(right)} readings of {len(set(photos))} photos, {100 * right.mean():.1f}% right\n")
    for low, high in pairwise(EDGES):
        inside = (said >= low) & (said < high)
        if inside.any():
            sys.stdout.write(
                f"said {low:.3f} to {high:.3f}: n={inside.sum()} said {100 * said[inside].mean():.1f}%"
                f" right {100 * right[inside].mean():.1f}%\n"
            )
    for name, chosen in (("all", np.ones(len(right), dtype=bool)), ("as they are", originals)):
        confident = chosen & (said >= CONFIDENT)
        sys.stdout.write(
            f"confident, {name}: {100 * confident.sum() / max(1, chosen.sum()):.1f}% of readings,"
            f" {100 * right[confident].mean():.2f}% right (n={confident.sum()})\n"
        )


if __name__ == "__main__":
    main()
