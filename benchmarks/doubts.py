"""Weigh what tells good cut-outs from bad ones, and measure how well it does.

    python benchmarks/doubts.py [FOLDER] [--limit N] [--write]

FOLDER is as for benchmarks/cutout.py. Every photo is cut out as by default and by the lite network alone; taken dark,
in fog, small, with a car or poles before it; and its outline is damaged: a wheel or a corner lost, a neighbour, a sign
or the floor kept. A cut-out is bad when it agrees with the mask by less than 0.95 (intersection over union). Printed is
what is flagged when the weights are fitted on nine tenths of the photos and tried on the last; --write fits them on
all, into imaging/scoring.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from imaging.engines.base import Matte, Passes  # noqa: E402
from imaging.engines.local import Looks, SaliencyRemover, matte_of  # noqa: E402
from imaging.measures import Shape, shape_of  # noqa: E402
from imaging.scoring import WEIGHTS, features, with_products  # noqa: E402

Floats = NDArray[np.float64]
OF_SHAPE = ["deepest_bite", "second_bite", "under_body", "filled_columns", "thin", "notched", "aspect"]
NAMES = {
    "once": OF_SHAPE,
    "twice": [*OF_SHAPE, "contradicted", "unsure_inside", "unsure_outside", "worst_spot"],
}
GOOD = 0.95
MOST_GOOD_FLAGGED = 0.095
FOLDS = 10
LONGEST = 1600
DAMAGES = ("wheel", "corner", "blob", "sign", "floor")
TROUBLES = ("front", "poles", "dark", "fog", "small")


@dataclass(frozen=True)
class Case:
    photo: str
    kind: str
    overlap: float
    shape: Shape
    passes: Passes


def main() -> None:
    parser = argparse.ArgumentParser(description="Weigh what tells good cut-outs from bad ones.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "cutout")
    parser.add_argument("--limit", type=int, default=0, help="only so many photos")
    parser.add_argument("--write", action="store_true", help="keep the weights")
    options = parser.parse_args()
    names = [mask.stem for mask in sorted((options.folder / "mask").glob("*.png"))]
    cases = list(cases_of(options.folder, names[: options.limit or None]))
    weights = {way: weigh(cases, way) for way in NAMES}
    if options.write:
        WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n")


def cases_of(folder: Path, names: list[str]) -> Iterator[Case]:
    lite = SaliencyRemover(model="u2netp", folder=ROOT / "weights")
    full = SaliencyRemover(model="u2net", second="u2netp", folder=ROOT / "weights")
    for place, name in enumerate(names):
        random = np.random.default_rng(zlib.crc32(name.encode()))
        photo, truth = opened(folder, name)
        other = opened(folder, names[place - 1])
        for remover in (full, lite):
            looks = remover.looks(photo)
            if looks is None:
                continue
            yield from _case(name, "as taken", looks, truth)
            for damage in random.choice(DAMAGES, 2, replace=False):
                yield from _case(name, str(damage), damaged(looks, str(damage), random), truth)
        for trouble in random.choice(TROUBLES, 2, replace=False):
            picture, mask = troubled(photo, truth, other, str(trouble), random)
            looks = lite.looks(picture)
            if looks is not None:
                yield from _case(name, str(trouble), looks, mask)


def opened(folder: Path, name: str) -> tuple[Image.Image, NDArray[np.bool_]]:
    photo = ImageOps.exif_transpose(Image.open(folder / "img" / f"{name}.jpg")).convert("RGB")
    photo.thumbnail((LONGEST, LONGEST))
    mask = Image.open(folder / "mask" / f"{name}.png").convert("L").resize(photo.size, Image.Resampling.BOX)
    return photo, np.asarray(mask) > 127


def _case(photo: str, kind: str, looks: Looks, truth: NDArray[np.bool_]) -> Iterator[Case]:
    matte = matte_of(looks, (truth.shape[1], truth.shape[0]))
    shape = shape_of(matte.alpha) if matte else None
    if matte and matte.passes and shape:
        yield Case(photo, kind, _overlap(matte, truth), shape, matte.passes)


def _overlap(matte: Matte, truth: NDArray[np.bool_]) -> float:
    car = np.asarray(matte.alpha) > 127
    return float((car & truth).sum() / max(1, (car | truth).sum()))


def damaged(looks: Looks, kind: str, random: np.random.Generator) -> Looks:
    """The same fault in every look, so that they agree on it."""
    car = looks.before + looks.after > 1
    left, top, width, height = cv2.boundingRect(car.astype(np.uint8))
    spot = np.zeros(car.shape, np.uint8)
    is_left, across, up = random.random() < 0.5, random.uniform(0.06, 0.25), random.uniform(0.2, 0.4)
    match kind:
        case "wheel":
            along = random.uniform(0.12, 0.28)
            x = left + width * (along if is_left else 1 - along)
            radius = height * random.uniform(0.22, 0.36)
            cv2.circle(spot, (int(x), int(top + height - radius * 0.6)), int(radius), 1, -1)
        case "corner":
            end = (left if is_left else left + width, int(top + height * random.uniform(0.2, 0.9)))
            cv2.ellipse(spot, end, (int(height * up), int(height * up * 0.7)), 0, 0, 360, 1, -1)
        case "blob":
            high = height * random.uniform(0.3, 0.9)
            x = left - width * across * 0.4 if is_left else left + width * (1 + across * 0.4)
            axes = (int(width * across * 0.7), int(high / 2))
            cv2.ellipse(spot, (int(x), int(top + height - high / 2)), axes, 0, 0, 360, 1, -1)
        case "sign":
            thick = max(2, int(width * across * 0.3))
            x = int(left + width * random.uniform(0.1, 0.85))
            roof = max(0, int(top - height * up * 1.5))
            cv2.rectangle(spot, (x, roof), (x + thick, int(top + height * 0.3)), 1, -1)
            cv2.circle(spot, (x + thick // 2, roof + thick), int(thick * 1.6), 1, -1)
        case _:
            axes = (int(width * 0.45), int(height * up * 0.5))
            cv2.ellipse(spot, (left + width // 2, top + height), axes, 0, 0, 360, 1, -1)
    value = np.float32(kind not in {"wheel", "corner"})
    before, after = (np.where(spot > 0, value, look) for look in (looks.before, looks.after))
    second = None if looks.second is None else np.where(spot > 0, value, looks.second)
    return replace(looks, before=before, after=after, second=second)


def troubled(
    photo: Image.Image,
    truth: NDArray[np.bool_],
    other: tuple[Image.Image, NDArray[np.bool_]],
    kind: str,
    random: np.random.Generator,
) -> tuple[Image.Image, NDArray[np.bool_]]:
    pixels: NDArray[np.floating[Any]] = np.asarray(photo, dtype=np.float32)
    mask = truth.copy()
    match kind:
        case "front":
            return _with_car_before(photo, truth, other, random)
        case "poles":
            pixels = pixels.copy()
            left, top, width, height = cv2.boundingRect(truth.astype(np.uint8))
            for _ in range(int(random.integers(1, 4))):
                x, thick = int(left + width * random.random()), max(2, int(width * random.uniform(0.015, 0.06)))
                rows, columns = slice(max(0, top - 200), top + height + 40), slice(x, x + thick)
                pixels[rows, columns] = random.uniform(30, 200)
                mask[:, columns] = False
        case "dark":
            pixels = 127 * (pixels / 255) ** 2.2 + random.normal(0, 9, pixels.shape)
        case "fog":
            pixels = pixels * 0.3 + 170 + random.normal(0, 5, pixels.shape)
        case _:
            small = photo.resize([max(8, side * 130 // max(photo.size)) for side in photo.size], Image.Resampling.BOX)
            return small.resize(photo.size, Image.Resampling.BICUBIC), mask
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), mask


def _with_car_before(
    photo: Image.Image,
    truth: NDArray[np.bool_],
    other: tuple[Image.Image, NDArray[np.bool_]],
    random: np.random.Generator,
) -> tuple[Image.Image, NDArray[np.bool_]]:
    """The corner of another car hides a side of this one."""
    left, top, width, height = cv2.boundingRect(truth.astype(np.uint8))
    x, y, wide, high = cv2.boundingRect(other[1].astype(np.uint8))
    stamp = Image.fromarray(other[1][y : y + high, x : x + wide])
    scale = height * random.uniform(0.6, 1.05) / high
    size = (max(8, int(wide * scale)), max(8, int(high * scale)))
    inside = int(size[0] * random.uniform(0.1, 0.35))
    place = (left - size[0] + inside if random.random() < 0.5 else left + width - inside, top + height - size[1])
    layer = Image.new("L", photo.size)
    layer.paste(stamp.convert("L").resize(size), place)
    result = photo.copy()
    result.paste(other[0].crop((x, y, x + wide, y + high)).resize(size), place, stamp.convert("L").resize(size))
    return result, truth & ~(np.asarray(layer) > 127)


def weigh(cases: list[Case], way: str) -> dict[str, object]:
    names = NAMES[way]
    table = np.array([features(case.shape, case.passes, names) for case in cases])
    bad = np.array([case.overlap < GOOD for case in cases])
    photos = sorted({case.photo for case in cases})
    fold = np.array([photos.index(case.photo) % FOLDS for case in cases])
    chance = np.zeros(len(cases))
    for one in range(FOLDS):
        chance[fold == one] = _chance(table[fold == one], names, _fitted(table[fold != one], names, bad[fold != one]))
    limit = float(np.quantile(chance[~bad], 1 - MOST_GOOD_FLAGGED))
    _report(way, cases, bad, chance > limit)
    mean, spread, weights, bias = _fitted(table, names, bad)
    rounded = {"mean": mean, "spread": spread, "weights": weights}
    return {
        "names": names,
        **{name: [round(float(value), 5) for value in values] for name, values in rounded.items()},
        "bias": round(bias, 5),
        "limit": round(limit, 4),
    }


def _fitted(table: Floats, names: list[str], bad: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats, float]:
    """Logistic regression, slightly held back."""
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = with_products((table - mean) / spread, names)

    def loss(values: Floats) -> float:
        against = scaled @ values[1:] + values[0]
        return float((np.logaddexp(0, against) - bad * against).sum() + (values[1:] ** 2).sum() / 2)

    values = minimize(loss, np.zeros(scaled.shape[1] + 1)).x
    return mean, spread, values[1:], float(values[0])


def _chance(table: Floats, names: list[str], fitted: tuple[Floats, Floats, Floats, float]) -> Floats:
    mean, spread, weights, bias = fitted
    return np.asarray(1 / (1 + np.exp(-(with_products((table - mean) / spread, names) @ weights + bias))))


def _report(way: str, cases: list[Case], bad: NDArray[np.bool_], flagged: NDArray[np.bool_]) -> None:
    kinds = np.array([case.kind for case in cases])
    for kind in ["all", *dict.fromkeys(kinds)]:
        chosen = np.ones(len(cases), bool) if kind == "all" else kinds == kind
        print(
            f"{way}, {kind}: of {(bad & chosen).sum()} bad ones {(flagged & bad & chosen).sum()} are flagged, "
            f"of {(~bad & chosen).sum()} good ones {(flagged & ~bad & chosen).sum()}"
        )


if __name__ == "__main__":
    main()
