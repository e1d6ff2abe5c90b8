"""Measure the local plate reader.

    python benchmarks/plates.py [FOLDER] [--country FR] [--limit N] [--threads N] [--verbose]
    python benchmarks/plates.py [FOLDER] --negatives [FOLDER_WITHOUT_PLATES]

FOLDER (``../shared/data/plates`` beside the repository by default) has the photos and manifest.csv with columns image,
plate, country, boxes_xywh ("x y w h" in pixels, several separated by ";"). Printed per country: exact (all characters
right, separators ignored), folded (O=0 and I=1, which some labels mix), recall (box of the quad against a labelled box,
IoU 0.5 and over), coverage (share of the labelled box that masking hides); over all: how often a reading called
confident is right, how many photos have plates of other cars, seconds and processor seconds per photo with its
decoding, seconds until the first answer with the loading of the models, and the process's peak memory.

``--negatives`` counts what is read where no plate is: in the photos with the labelled plates painted out, in the halves
of them that show none, and in the photos of the folder named (``../shared/data/cutout/img`` by default). What is named
then is to be looked at: it may be the plate of another car.
"""

from __future__ import annotations

import argparse
import csv
import re
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.plateless import count_readings  # noqa: E402
from plates.engines.base import Plate, Quad  # noqa: E402
from plates.engines.local import LocalPlateReader  # noqa: E402

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Score:
    is_exact: bool
    is_folded: bool
    is_confident: bool
    is_found: bool | None
    coverage: float | None
    others: int
    seconds: float
    processor_seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the local plate reader.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "plates")
    parser.add_argument("--weights", type=Path, default=ROOT / "weights", help="folder of the networks")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--country", help="only this country's plates")
    parser.add_argument("--limit", type=int, default=0, help="only so many photos of each country")
    parser.add_argument(
        "--negatives",
        nargs="?",
        type=Path,
        const=ROOT.parent / "shared" / "data" / "cutout" / "img",
        metavar="FOLDER",
        help="count what is read where no plate is",
    )
    parser.add_argument("--verbose", action="store_true", help="name what was misread")
    options = parser.parse_args()
    reader = local_reader(options.weights, options.threads)
    started = time.perf_counter()
    reader.warm_up()
    reader.read(Image.new("RGB", (960, 720)))
    sys.stdout.write(f"first answer, models loaded: {time.perf_counter() - started:.2f} s\n")
    if options.negatives:
        count_readings(reader, options.folder, options.negatives)
        return
    scores: dict[str, list[Score]] = defaultdict(list)
    for label in csv.DictReader((options.folder / "manifest.csv").open()):
        country = label["country"]
        if options.country in {None, country} and not (options.limit and len(scores[country]) >= options.limit):
            scores[country].append(_score(reader, options.folder, label, verbose=options.verbose))
    _print(scores)


def local_reader(weights: Path, threads: int) -> LocalPlateReader:
    return LocalPlateReader(
        detection_weights=weights / "PP-OCRv6_det_small.onnx",
        recognition_weights=weights / "PP-OCRv6_rec_small.onnx",
        second_weights=weights / "PP-OCRv4_rec.onnx",
        threads=threads,
    )


def _score(reader: LocalPlateReader, folder: Path, label: dict[str, str], *, verbose: bool) -> Score:
    started, processor_started = time.perf_counter(), time.process_time()
    with Image.open(folder / label["image"]) as photo:
        plate = reader.read(ImageOps.exif_transpose(photo).convert("RGB"))
    seconds, processor_seconds = time.perf_counter() - started, time.process_time() - processor_started
    text = re.sub("[^A-Z0-9]", "", plate.text) if plate else ""
    boxes = [_box(part) for part in label["boxes_xywh"].split(";") if part.strip()]
    score = Score(
        is_exact=text == label["plate"],
        is_folded=folded(text) == folded(label["plate"]),
        is_confident=plate is not None and plate.is_confident,
        is_found=_is_found(plate, boxes) if boxes else None,
        coverage=_coverage(plate, boxes) if boxes else None,
        others=len(plate.others) if plate else 0,
        seconds=seconds,
        processor_seconds=processor_seconds,
    )
    if verbose and not (score.is_folded and (score.coverage or 1) > 0.9):
        sys.stdout.write(f"{label['image']}: {text or 'nothing'}, coverage {score.coverage}, {seconds:.2f} s\n")
    return score


def _print(scores: dict[str, list[Score]]) -> None:
    for country, rows in sorted(scores.items()):
        figures = f"exact={_share(row.is_exact for row in rows)} folded={_share(row.is_folded for row in rows)}"
        boxed = [row for row in rows if row.coverage is not None]
        if boxed:
            figures += f" recall={_share(bool(row.is_found) for row in boxed)}"
            figures += f" coverage={_share(row.coverage or 0.0 for row in boxed)}"
        sys.stdout.write(f"{country} n={len(rows)} {figures}\n")
    every = [row for rows in scores.values() for row in rows]
    confident = [row.is_folded for row in every if row.is_confident]
    sys.stdout.write(f"photos with plates of other cars: {sum(row.others > 0 for row in every)}\n")
    seconds = sorted(row.seconds for row in every)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    sys.stdout.write(f"confident n={len(confident)} of {len(every)} right={_share(confident)}\n")
    p95 = seconds[int(0.95 * (len(seconds) - 1))]
    sys.stdout.write(f"seconds mean={statistics.mean(seconds):.3f} p95={p95:.3f}\n")
    processor = sorted(row.processor_seconds for row in every)
    p95 = processor[int(0.95 * (len(processor) - 1))]
    sys.stdout.write(f"processor seconds mean={statistics.mean(processor):.3f} p95={p95:.3f}\n")
    sys.stdout.write(f"peak memory {memory:.2f} GB\n")


def _is_found(plate: Plate | None, boxes: list[Box]) -> bool:
    if plate is None:
        return False
    mine = _bounding(plate.quad)
    areas = [(_overlap(mine, box), box[2] * box[3]) for box in boxes]
    return any(common / (mine[2] * mine[3] + area - common) >= 0.5 for common, area in areas)


def _coverage(plate: Plate | None, boxes: list[Box]) -> float:
    if plate is None:
        return 0.0
    mine = _bounding(plate.quad)
    return max(_overlap(mine, box) / (box[2] * box[3]) for box in boxes)


def _overlap(one: Box, other: Box) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)


def _bounding(quad: Quad) -> Box:
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _box(text: str) -> Box:
    x, y, width, height = (float(number) for number in text.split())
    return x, y, width, height


def folded(text: str) -> str:
    return text.replace("O", "0").replace("I", "1")


def _share(values: Iterable[float]) -> str:
    values = list(values)
    return f"{100 * sum(values) / max(1, len(values)):.1f}%"


if __name__ == "__main__":
    main()
