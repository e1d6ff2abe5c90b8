"""Measure how well photos are told apart by the side they show their car from.

    python benchmarks/viewpoints.py LABELS.csv [--photos FOLDER] [--masks FOLDER] [--half first|second] [--verbose]

LABELS.csv has the columns photo (a path, below ``--photos``) and view (front_quarter, front, side, rear_quarter or
rear); benchmarks/views.csv is one. In ``--masks`` lies, for photos that have one, the car's silhouette under the same
name, ending in .png; it counts as it does once cars are cut out. Printed: how often front and rear, and three-quarter
and straight, are told rightly where a plate was found, how often sides are where there are silhouettes, how many photos
show no plate, and how many pairs of photos of different rank come in the right order. ``--half`` takes every other
photo: figures are chosen on the first half and proven on the second.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.plates import local_reader  # noqa: E402
from imaging.shapes import Shape  # noqa: E402
from imaging.viewpoint import View, look_of, view_of  # noqa: E402
from plates.engines.local import LocalPlateReader  # noqa: E402
from sorting.ordering import ORDER  # noqa: E402
from vehicles.renditions import THUMBNAIL_SIDE, fit  # noqa: E402

FRONTS, REARS = {View.FRONT, View.FRONT_QUARTER}, {View.REAR, View.REAR_QUARTER}
SLANTED = {View.FRONT_QUARTER, View.REAR_QUARTER}
Pair = tuple[View, View]
"""As labelled, as told."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure from which side photos are said to show their car.")
    parser.add_argument("labels", type=Path)
    parser.add_argument("--photos", type=Path, default=Path())
    parser.add_argument("--masks", type=Path)
    parser.add_argument("--half", choices=["first", "second"])
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    rows = list(csv.DictReader(options.labels.open()))
    rows = {"first": rows[::2], "second": rows[1::2], None: rows}[options.half]
    reader = local_reader(ROOT / "weights", 2)
    pairs = []
    for row in rows:
        told, has_plate = tell(reader, options.photos / row["photo"], options.masks)
        pairs.append((View(row["view"]), told, has_plate))
        if options.verbose:
            print(row["photo"], row["view"], told, sep="\t")
    report(pairs)


def tell(reader: LocalPlateReader, path: Path, masks: Path | None) -> tuple[View, bool]:
    with Image.open(path) as opened:
        photo = ImageOps.exif_transpose(opened).convert("RGB")
    plate = reader.glance(photo)
    thumbnail = fit(photo, THUMBNAIL_SIDE)
    look = look_of(thumbnail, plate.quad if plate else None, width=photo.width)
    return view_of(look, kind="exterior", shape=shape_of(masks, path.stem)), plate is not None


def shape_of(masks: Path | None, stem: str) -> Shape | None:
    file = masks / f"{stem}.png" if masks else None
    if file is None or not file.exists():
        return None
    with Image.open(file) as mask:
        return Shape.of(mask.convert("L"))


def report(pairs: Iterable[tuple[View, View, bool]]) -> None:
    pairs = list(pairs)
    plated = [(label, told) for label, told, has_plate in pairs if has_plate and label in FRONTS | REARS]
    bare = [(label, told) for label, told, has_plate in pairs if not has_plate]
    share("front or rear", [(label in REARS, told in REARS) for label, told in plated])
    share("three-quarter or straight", [(label in SLANTED, told in SLANTED) for label, told in plated])
    share("side or not, without a plate", [(label == View.SIDE, told == View.SIDE) for label, told in bare])
    print(f"no plate found: {len(bare)} of {len(pairs)}")
    ordered = [
        ORDER.index(a_told) < ORDER.index(b_told)
        if ORDER.index(a) < ORDER.index(b)
        else (ORDER.index(a_told) > ORDER.index(b_told))
        for (a, a_told, _), (b, b_told, _) in combinations(pairs, 2)
        if a != b
    ]
    if ordered:
        print(f"pairs of different views in the right order: {100 * sum(ordered) / len(ordered):.1f} %")
    for (label, told), count in sorted(Counter((label, told) for label, told, _ in pairs).items()):
        print(f"  {label} told as {told}: {count}")


def share(name: str, pairs: list[tuple[bool, bool]]) -> None:
    if pairs:
        right = sum(label == told for label, told in pairs)
        print(f"{name}: {100 * right / len(pairs):.1f} % of {len(pairs)}")


if __name__ == "__main__":
    main()
