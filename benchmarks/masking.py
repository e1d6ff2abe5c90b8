"""Measure how well plates are found by their corners and hidden.

    python benchmarks/masking.py [FOLDER] [--limit N] [--drawn N]

FOLDER (``../shared/data/plates`` beside the repository by default) has photos and manifest.csv, as benchmarks/plates.py
takes them. Printed: for drawn plates (tests/plates/drawn.py) the distance of the corners from the true ones, in pixels
and in heights of the plate, and the share of the plate inside them; for the folder the share of the labelled box that
is hidden, by the box of the quad as read and as it is covered, how many plates can still be read once hidden in each
style, and on how many photos faces are found; milliseconds for each step.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keroxio.settings")

import django  # noqa: E402

django.setup()

from keroxio.engines import engine  # noqa: E402
from plates.covers import Cover  # noqa: E402
from plates.engines.base import Quad  # noqa: E402
from plates.engines.corners import plate_corners  # noqa: E402
from plates.masking import hidden_area, hide  # noqa: E402
from tests.plates.drawn import EFFECTS, Drawn, drawn  # noqa: E402

T = TypeVar("T")
Box = tuple[float, float, float, float]
TIMES: dict[str, list[float]] = defaultdict(list)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure corners and masking.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "plates")
    parser.add_argument("--limit", type=int, default=0, help="only so many photos")
    parser.add_argument("--drawn", type=int, default=20, help="drawn photos of each kind")
    options = parser.parse_args()
    for effect in EFFECTS:
        _print_corners(effect, [drawn(5000 + seed, effect) for seed in range(options.drawn)])
    _print_corners("square", [drawn(5000 + seed, is_square=True) for seed in range(options.drawn)])
    if (options.folder / "manifest.csv").exists():
        _hide_all(options.folder, options.limit)
    for step, seconds in TIMES.items():
        print(f"ms {step}: mean {1000 * statistics.mean(seconds):.1f}, most {1000 * max(seconds):.1f}")


def timed(step: str, work: Callable[..., T], *args: Any, **options: Any) -> T:
    started = time.perf_counter()
    result = work(*args, **options)
    TIMES[step].append(time.perf_counter() - started)
    return result


def _print_corners(name: str, photos: list[Drawn]) -> None:
    rows = []
    for photo in photos:
        found = timed("corners", plate_corners, np.asarray(photo.photo), photo.line)
        far = np.linalg.norm(found - photo.corners, axis=1)
        height = float(np.linalg.norm(photo.corners[3] - photo.corners[0]))
        plate = photo.corners.astype(np.float32)
        inside, _ = cv2.intersectConvexConvex(found.astype(np.float32), plate)
        rows.append((far.mean(), far.max(), far.mean() / height, inside / cv2.contourArea(plate)))
    mean, worst, relative, covered = (np.array(column) for column in zip(*rows, strict=True))
    print(
        f"drawn {name} n={len(rows)} corner error px: mean={mean.mean():.1f} median={np.median(mean):.1f}"
        f" worst corner p90={np.percentile(worst, 90):.1f}; in heights: median={np.median(relative):.3f}"
        f"; coverage={100 * covered.mean():.1f}%"
    )


def _hide_all(folder: Path, limit: int) -> None:
    logo = Image.new("RGBA", (400, 120))
    ImageDraw.Draw(logo).rounded_rectangle((0, 0, 399, 119), 40, fill=(180, 30, 40))
    styles = {
        "blur": Cover(),
        "solid": Cover("solid", "#1d4ed8"),
        "name": Cover("name", "#101828", "Garage du Lac"),
        "logo": Cover("logo", logo=logo),
    }
    read, faces, still = 0, 0, dict.fromkeys(styles, 0)
    as_read: dict[str, list[float]] = defaultdict(list)
    covered: dict[str, list[float]] = defaultdict(list)
    for label in list(csv.DictReader((folder / "manifest.csv").open()))[: limit or None]:
        with Image.open(folder / label["image"]) as stored:
            photo = ImageOps.exif_transpose(stored).convert("RGB")
        plate = timed("reading", engine("plates").read, photo)
        heads = timed("faces", engine("faces").find, photo)
        faces += bool(heads)
        boxes = [_box(part) for part in label["boxes_xywh"].split(";") if part.strip()]
        if boxes:
            as_read[label["country"]].append(_share_hidden(plate.quad, boxes) if plate else 0.0)
            covered[label["country"]].append(_share_hidden(hidden_area(plate.quad), boxes) if plate else 0.0)
        if plate is None:
            continue
        read += 1
        for style, cover in styles.items():
            hidden = timed(f"hiding, {style}", hide, photo, [plate.quad, *plate.others], heads, cover=cover)
            again = engine("plates").read(hidden)
            still[style] += again is not None and _shares(again.text, plate.text)
    for country in sorted(as_read):
        print(f"{country} coverage: as read {_percent(as_read[country])}, as hidden {_percent(covered[country])}")
    print(f"plates read {read}; still read once hidden: {still}; photos with faces {faces}")


def _shares(one: str, other: str) -> bool:
    """Three characters in their places: more than chance."""
    return sum(a == b and a.isalnum() for a, b in zip(one, other, strict=False)) >= 3


def _share_hidden(quad: Quad, boxes: list[Box]) -> float:
    """As ../shared/judge/plates.py counts: of the labelled box inside the quad's box."""
    corners = np.array(quad)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    shares = []
    for x, y, width, height in boxes:
        common = max(0.0, min(right, x + width) - max(left, x)) * max(0.0, min(bottom, y + height) - max(top, y))
        shares.append(common / (width * height))
    return float(max(shares))


def _box(text: str) -> Box:
    x, y, width, height = (float(number) for number in text.split())
    return x, y, width, height


def _percent(values: Iterable[float]) -> str:
    return f"{100 * statistics.mean(values):.1f}%"


if __name__ == "__main__":
    main()
