"""Measure the local background remover.

    python benchmarks/cutout.py [FOLDER] [--model NAME] [--second NAME] [--threads N] [--limit N] [--neighbours]

FOLDER (``../shared/data/cutout`` beside the repository by default) has img/NAME.jpg and mask/NAME.png, white where the
car is; names starting with ``davis`` are the hard ones. Printed: IoU per group (mean, worst, share at 0.95 and over),
the mean error of alpha, how well the confidence tells good from bad; then, for phone_12mp.jpg where it is there, the
seconds of the whole path (decode, cut-out, composite, three renditions) and the process's peak memory. With
--neighbours another photo's car stands beside each car, partly hidden by it: IoU with and without the vehicle finder.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.faults import opened, troubled  # noqa: E402
from benchmarks.guided import Guided  # noqa: E402
from imaging.backgrounds import background  # noqa: E402
from imaging.compositing import compose  # noqa: E402
from imaging.engines.passes import overlap  # noqa: E402
from imaging.renditions import renditions  # noqa: E402

Score = tuple[float, float, float, str]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the local background remover.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "cutout")
    parser.add_argument("--model", default="u2net", help="as KEROXIO_CUTOUT_MODEL")
    parser.add_argument("--second", default="u2netp", help="the second opinion's network, as with the default model")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="only so many photos of each group")
    parser.add_argument("--neighbours", action="store_true", help="with another car beside each")
    options = parser.parse_args()
    remover = Guided(model=options.model, second=options.second or None, threads=options.threads)
    if options.neighbours:
        _print_neighbours(remover, options.folder, options.limit)
        return
    scores: dict[str, list[Score]] = defaultdict(list)
    for mask in sorted((options.folder / "mask").glob("*.png")):
        group = "hard" if mask.name.startswith("davis") else "phone"
        if not options.limit or len(scores[group]) < options.limit:
            scores[group].append(_score(remover, options.folder / "img" / f"{mask.stem}.jpg", mask))
    for group, rows in scores.items():
        _print_group(group, rows)
    large = options.folder / "phone_12mp.jpg"
    if large.exists():
        _print_path(remover, large)


def _score(remover: Guided, photo: Path, mask: Path) -> Score:
    truth = np.asarray(Image.open(mask).convert("L")) > 127
    matte = remover.cut_out(ImageOps.exif_transpose(Image.open(photo)).convert("RGB"))
    alpha = np.zeros(truth.shape, np.float32) if matte is None else np.asarray(matte.alpha, np.float32) / 255
    car = alpha > 0.5
    return overlap(car, truth), float(np.abs(alpha - truth).mean()), (matte and matte.confidence) or 0.0, photo.stem


def _print_group(group: str, rows: list[Score]) -> None:
    overlaps = np.array([row[0] for row in rows])
    confident = np.array([row[2] >= 0.95 for row in rows])
    worst = min(rows)
    print(
        f"{group} n={len(rows)} IoU={overlaps.mean():.4f} worst={worst[0]:.3f} ({worst[3]}) "
        f">=0.95: {100 * (overlaps >= 0.95).mean():.1f}% alpha error={np.mean([row[1] for row in rows]):.4f} "
        f"confident: {100 * confident.mean():.0f}%, of which IoU<0.95: {int((overlaps[confident] < 0.95).sum())}"
    )


def _print_neighbours(remover: Guided, folder: Path, limit: int) -> None:
    names = [mask.stem for mask in sorted((folder / "mask").glob("*.png"))][: limit or None]
    overlaps: dict[str, list[float]] = defaultdict(list)
    for place, name in enumerate(names):
        random = np.random.default_rng(zlib.crc32(name.encode()))
        photo, truth = troubled(*opened(folder, name), opened(folder, names[place - 1]), "neighbour", random)
        group = "hard" if name.startswith("davis") else "phone"
        for how, cut_out in (("alone", remover.alone.cut_out), ("told of vehicles", remover.cut_out)):
            matte = cut_out(photo)
            car = np.asarray(matte.alpha) > 127 if matte else np.zeros_like(truth)
            overlaps[f"{group}, {how}"].append(overlap(car, truth))
    for name, rows in overlaps.items():
        found = np.array(rows)
        share = 100 * (found >= 0.95).mean()
        print(f"{name} n={len(rows)} IoU={found.mean():.4f} worst={found.min():.3f} >=0.95: {share:.1f}%")


def _print_path(remover: Guided, path: Path) -> None:
    scene = background("studio_grey")
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        photo = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        matte = remover.cut_out(photo)
        if matte is None:
            sys.exit(f"{path.name}: nothing found")
        cut = time.perf_counter()
        composite = compose(photo, matte.alpha, scene).picture
        composed = time.perf_counter()
        renditions(composite, is_composite=True)
        ended = time.perf_counter()
        seconds.append((cut - started, composed - cut, ended - composed, ended - started))
    best = min(seconds, key=lambda row: row[-1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"12 MP: decode and cut-out {best[0]:.2f} s, composite {best[1]:.2f} s, renditions {best[2]:.2f} s, "
        f"whole path {best[3]:.2f} s (first {seconds[0][3]:.2f} s), peak memory {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
