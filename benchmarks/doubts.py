"""Weigh what tells good cut-outs from bad ones, and measure how well it does.

    python benchmarks/doubts.py [FOLDER] [--limit N] [--cases FILE] [--write]

FOLDER is as for benchmarks/cutout.py. Every photo is cut out as by default and by the lite network alone, as taken and
mirrored: as it is, in eight troubles (benchmarks/faults.py), drawn anew each time, and with its outline damaged: a
wheel or a corner lost, a neighbour, a sign or the floor kept. A cut-out is bad when it agrees with the mask by less
than 0.95 (intersection over union). Printed is what is flagged when the trees are grown on nine tenths of the photos
and tried on the last, which were taken at another time; --write grows them on all, into imaging/scoring.json. --cases
keeps what was measured in a file, or takes it from there.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.faults import DAMAGES, TROUBLES, Mask, damaged, opened, troubled  # noqa: E402
from imaging.engines.local import Looks, SaliencyRemover, matte_of  # noqa: E402
from imaging.engines.passes import overlap  # noqa: E402
from imaging.engines.ssd import SsdFinder  # noqa: E402
from imaging.engines.vehicles import VehicleBox  # noqa: E402
from imaging.scoring import WEIGHTS, Measures  # noqa: E402
from keroxio.boosting import slimmed  # noqa: E402

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

GOOD = 0.95
FAR = 0.9
"""What agrees by less is plainly bad."""
MOST_GOOD_FLAGGED = 0.095
"""Of those whose outline nobody damaged."""
FOLDS = 10
NEARLY = 0.01
"""A cut-out that agrees by so much less than it should is bad with a likelihood of three quarters."""
ROUNDS = 300
GROWING = {
    "objective": "cross_entropy",
    "learning_rate": 0.03,
    "num_leaves": 16,
    "min_child_samples": 30,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "feature_fraction": 0.4,
    "lambda_l2": 5.0,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
    "verbose": -1,
}
DRAWS = 3
"""Of chance, for each photo; the second one mirrored."""
UNDAMAGED = 3.0
"""Weight of a cut-out as a network made it, beside one whose outline was damaged."""


@dataclass(frozen=True)
class Case:
    photo: str
    kind: str
    overlap: float
    measures: Measures


def main() -> None:
    parser = argparse.ArgumentParser(description="Weigh what tells good cut-outs from bad ones.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "cutout")
    parser.add_argument("--limit", type=int, default=0, help="only so many photos")
    parser.add_argument("--cases", type=Path, help="where what was measured is kept")
    parser.add_argument("--write", action="store_true", help="keep the trees")
    options = parser.parse_args()
    names = [mask.stem for mask in sorted((options.folder / "mask").glob("*.png"))]
    if options.cases and options.cases.exists():
        cases = pickle.loads(options.cases.read_bytes())
    else:
        cases = cases_of(options.folder, names[: options.limit or None])
    if options.cases:
        options.cases.write_bytes(pickle.dumps(cases))
    ways = {
        "seconded": [case for case in cases if case.measures.way == "seconded"],
        "twice": [case for case in cases if case.measures.way == "twice"],
        "once": [replace(case, measures=replace(case.measures, passes=None)) for case in cases],
    }
    stored = {way: weigh(chosen, way) for way, chosen in ways.items()}
    if options.write:
        WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")


def cases_of(folder: Path, names: list[str]) -> list[Case]:
    with ProcessPoolExecutor() as pool:
        found = pool.map(partial(_cases_of_photo, folder, names), range(len(names)))
        return [case for cases in found for case in cases]


@cache
def _engines() -> tuple[SsdFinder, list[SaliencyRemover]]:
    """Of this process; the default cut-out first."""
    folder = ROOT / "weights"
    finder = SsdFinder(weights=folder / "ssd_mobilenet_v2_coco.xml", threads=1)
    full = SaliencyRemover(model="u2net", second="u2netp", folder=folder, threads=1)
    return finder, [full, SaliencyRemover(model="u2netp", folder=folder, threads=1)]


def _cases_of_photo(folder: Path, names: list[str], place: int) -> list[Case]:
    name = names[place]
    finder, removers = _engines()
    cases: list[Case] = []
    for draw in range(DRAWS):
        random = np.random.default_rng([zlib.crc32(name.encode()), draw])
        is_mirrored = draw % 2 == 1
        (photo, truth), other = (opened(folder, one, mirrored=is_mirrored) for one in (name, names[place - 1]))
        pictures = {"as taken": (photo, truth)} if draw < 2 else {}
        pictures |= {trouble: troubled(photo, truth, other, trouble, random) for trouble in TROUBLES}
        damages = [str(one) for one in random.choice(DAMAGES, 2, replace=False)]
        for kind, (picture, mask) in pictures.items():
            vehicles = finder.find(picture)
            for remover in removers:
                looks = remover.looks(picture, vehicles)
                if looks is None:
                    continue
                cases += _case((name, kind), picture, looks, mask, vehicles)
                for damage in damages if kind == "as taken" else []:
                    cases += _case((name, damage), picture, damaged(looks, damage, random), mask, vehicles)
    return cases


def _case(
    named: tuple[str, str], picture: Image.Image, looks: Looks, truth: Mask, vehicles: tuple[VehicleBox, ...]
) -> Iterator[Case]:
    matte = matte_of(looks, picture.size)
    measures = Measures.of(matte, picture, vehicles) if matte else None
    if matte and measures:
        yield Case(*named, overlap(np.asarray(matte.alpha) > 127, truth), measures)


def weigh(cases: list[Case], way: str) -> dict[str, object]:
    names = list(cases[0].measures.values())
    table = np.array([[case.measures.values()[name] for name in names] for case in cases])
    overlaps = np.array([case.overlap for case in cases])
    bad, likelihood = overlaps < GOOD, 1 / (1 + np.exp((overlaps - GOOD) / NEARLY))
    weights = np.array([1.0 if case.kind in DAMAGES else UNDAMAGED for case in cases])
    fold = _folds(cases)
    chance = np.zeros(len(cases))
    for one in range(FOLDS):
        rest = fold != one
        if (fold == one).any():
            chance[~rest] = _grown(table[rest], likelihood[rest], weights[rest]).predict(table[~rest])
    # A sign kept beside the car may cost less than a twentieth: such outlines are not what good ones look like.
    limit = float(np.quantile(chance[~bad & (weights == UNDAMAGED)], 1 - MOST_GOOD_FLAGGED))
    _report(way, cases, overlaps, chance > limit)
    return {
        "names": names,
        "usual": [float(f"{value:.6g}") for value in np.median(table[~bad], axis=0)],
        "limit": round(limit, 4),
        "trees": slimmed(_grown(table, likelihood, weights)),
    }


def _folds(cases: list[Case]) -> NDArray[np.int64]:
    """Photos taken one after the other, and all frames of a film, are in one."""
    films = {
        case.photo: case.photo.rpartition("_")[0] if case.photo.startswith("davis") else case.photo for case in cases
    }
    order = sorted(set(films.values()))
    return np.array([order.index(films[case.photo]) * FOLDS // len(order) for case in cases])


def _grown(table: Floats, likelihood: Floats, weights: Floats) -> lgb.Booster:
    return lgb.train(GROWING, lgb.Dataset(table, likelihood, weight=weights), num_boost_round=ROUNDS)


def _report(way: str, cases: list[Case], overlaps: Floats, flagged: Flags) -> None:
    bad = overlaps < GOOD
    kinds = np.array([case.kind for case in cases])
    groups = {
        "all": np.ones(len(cases), bool),
        "no outline damaged": ~np.isin(kinds, DAMAGES),
        "no outline damaged, not nearly good": ~np.isin(kinds, DAMAGES) & ~((overlaps >= FAR) & bad),
        **{kind: kinds == kind for kind in dict.fromkeys(kinds)},
    }
    for name, chosen in groups.items():
        told, good = bad & chosen, ~bad & chosen
        print(
            f"{way}, {name}: of {told.sum()} bad ones {(flagged & told).sum()} are flagged"
            f" ({100 * (flagged & told).sum() / max(1, told.sum()):.1f} %),"
            f" of {good.sum()} good ones {(flagged & good).sum()}"
            f" ({100 * (flagged & good).sum() / max(1, good.sum()):.1f} %)"
        )


if __name__ == "__main__":
    main()
