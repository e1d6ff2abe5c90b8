"""Measure what the quality gate says of good photos, and of the same photos spoilt.

    python benchmarks/photo_gate.py FOLDER...

Every photo counts as good. Printed for each way of spoiling: how many are told; for nearly the same photos (a step
aside, a degree of tilt, other light): how many are told from the photo they were made of, and how many pairs of
different photos are taken for one; and the processor time for a photo.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageFilter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from imaging.gate import ALIKE, Shot, Verdict, verdict_on  # noqa: E402
from vehicles.measuring import SIDE, Measures, distance  # noqa: E402
from vehicles.renditions import DISPLAY_SIDE, fit  # noqa: E402

Spoil = Callable[[Image.Image], Image.Image]


def lit(gain: float) -> Spoil:
    """Exposed so many times as long."""
    levels = [round(255 * min(1.0, (level / 255) ** 2.2 * gain) ** (1 / 2.2)) for level in range(256)]
    return lambda photo: photo.point(levels * 3)


def shaken(pixels: int) -> Spoil:
    kernel = np.zeros((pixels, pixels), np.float32)
    kernel[pixels // 2] = 1 / pixels
    return lambda photo: Image.fromarray(cv2.filter2D(np.asarray(photo), -1, kernel))


WAYS: dict[str, tuple[Spoil, set[Verdict]]] = {
    "as it is": (lambda photo: photo, set(Verdict)),
    "out of focus, sigma 1 px at 800 px": (lambda photo: photo.filter(ImageFilter.GaussianBlur(1)), {Verdict.BLURRED}),
    "out of focus, 1.5 px": (lambda photo: photo.filter(ImageFilter.GaussianBlur(1.5)), {Verdict.BLURRED}),
    "shaken, 7 px": (shaken(7), {Verdict.BLURRED}),
    "three stops too dark": (lit(1 / 8), {Verdict.DARK}),
    "four stops too dark": (lit(1 / 16), {Verdict.DARK}),
    "two stops too bright": (lit(4), {Verdict.GLARE}),
    "three stops too bright": (lit(8), {Verdict.GLARE}),
}


def main() -> None:
    paths = sorted(path for name in sys.argv[1:] for path in Path(name).glob("*.jpg"))
    good: list[Measures] = []
    told: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    found, cost = 0, 0.0
    random = np.random.default_rng(1)
    for path in paths:
        with Image.open(path) as opened:
            display, larger = fit(opened.convert("RGB"), DISPLAY_SIDE), max(opened.size)
        began = time.process_time()
        own = Measures.of(display)
        cost += time.process_time() - began
        if own is None:
            continue
        good.append(own)
        small = fit(display, SIDE)
        for name, (spoil, counted) in WAYS.items():
            measures = Measures.of(spoil(small))
            verdict = verdict_on(Shot(0, measures.as_dict(), larger)) if measures else None
            told[name] += verdict in counted
            if verdict and name == "as it is":
                alarms[verdict.value] += 1
        moved = Measures.of(_moved(small, random))
        found += moved is not None and distance(own.likeness, moved.likeness) <= ALIKE
    print(f"{len(good)} photos, {1000 * cost / len(paths):.0f} ms of processor time each")
    for name, count in told.items():
        print(f"{name}: {count} told, {100 * count / len(good):.1f} %")
    print("told of good photos:", dict(alarms))
    pairs = list(combinations(good, 2))
    wrong = sum(distance(one.likeness, other.likeness) <= ALIKE for one, other in pairs)
    print(f"nearly the same: {found} of {len(good)} told; of different photos {wrong} in {len(pairs)} pairs")


def _moved(photo: Image.Image, random: np.random.Generator) -> Image.Image:
    turned = photo.rotate(random.uniform(-1, 1), Image.Resampling.BILINEAR)
    left, top = (random.uniform(0.01, 0.03) * side for side in photo.size)
    box = (int(left), int(top), int(left + 0.96 * photo.width), int(top + 0.96 * photo.height))
    gain = random.uniform(0.9, 1.1)
    return turned.crop(box).point(lambda level: min(255, int(level * gain)))


if __name__ == "__main__":
    main()
