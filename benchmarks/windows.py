"""Measure in how many photos a car's windows are found, and draw them to be judged by eye.

    python benchmarks/windows.py [FOLDER] [--out FILE.png]

FOLDER is as for benchmarks/cutout.py. Every photo is looked at as taken, mirrored, small, dark, bright, badly
compressed and bluish. There are no true windows to compare with: a person counts what is drawn on paint or lamps.
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from imaging.glass import find_windows  # noqa: E402

Bytes = NDArray[np.uint8]
WIDTH = 1200
TILE = (400, 220)
ACROSS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure in how many photos a car's windows are found.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "cutout")
    parser.add_argument("--out", type=Path, help="where the windows found are drawn")
    options = parser.parse_args()
    found: dict[str, int] = {}
    drawn: list[Image.Image] = []
    seconds: list[float] = []
    names = [mask.stem for mask in sorted((options.folder / "mask").glob("*.png"))]
    for name in names:
        for kind, car, alpha in variants(name, *opened(options.folder, name)):
            started = time.process_time()
            windows = find_windows(car, alpha)
            seconds.append(time.process_time() - started)
            found[kind] = found.get(kind, 0) + (windows is not None)
            if windows is not None and options.out:
                drawn.append(_tile(car, windows, f"{name} {kind}"))
    print(f"of {len(names)} photos windows found, {', '.join(f'{kind}: {count}' for kind, count in found.items())}")
    print(f"processor seconds: mean {np.mean(seconds):.2f}, most {max(seconds):.2f}")
    if drawn:
        _sheet(drawn).save(options.out)


def opened(folder: Path, name: str) -> tuple[Bytes, Bytes]:
    """The car and its mask, cropped to it."""
    photo = ImageOps.exif_transpose(Image.open(folder / "img" / f"{name}.jpg")).convert("RGB")
    mask = Image.open(folder / "mask" / f"{name}.png").convert("L").resize(photo.size)
    box = mask.point(lambda level: 255 if level > 127 else 0).getbbox() or (0, 0, *photo.size)
    size = (WIDTH, round(WIDTH * (box[3] - box[1]) / (box[2] - box[0])))
    return np.asarray(photo.resize(size, box=box)), np.asarray(mask.resize(size, box=box))


def variants(name: str, car: Bytes, alpha: Bytes) -> Iterator[tuple[str, Bytes, Bytes]]:
    random = np.random.default_rng(zlib.crc32(name.encode()))
    yield "as taken", car, alpha
    yield "mirrored", np.ascontiguousarray(car[:, ::-1]), np.ascontiguousarray(alpha[:, ::-1])
    size = (round(0.6 * car.shape[1]), round(0.6 * car.shape[0]))
    small, matte = (np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA), np.uint8) for one in (car, alpha))
    yield "small", small, matte
    yield "dark", _levels(255 * (car / 255) ** 1.6 + random.normal(0, 4, car.shape)), alpha
    yield "bright", _levels(255 * (car / 255) ** 0.65), alpha
    _, packed = cv2.imencode(".jpg", car, [cv2.IMWRITE_JPEG_QUALITY, 40])
    yield "compressed", np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8), alpha
    yield "bluish", _levels(car * np.array([0.85, 1, 1.15])), alpha


def _levels(pixels: NDArray[np.float64]) -> Bytes:
    return np.clip(pixels, 0, 255).astype(np.uint8)


def _tile(car: Bytes, windows: NDArray[np.float32], title: str) -> Image.Image:
    outlines, _ = cv2.findContours((windows > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    marked = Image.fromarray(cv2.drawContours(car.copy(), outlines, -1, (0, 255, 0), 3))
    marked.thumbnail(TILE)
    tile = Image.new("RGB", TILE)
    tile.paste(marked, (0, 14))
    ImageDraw.Draw(tile).text((2, 1), title, fill="yellow")
    return tile


def _sheet(tiles: list[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (ACROSS * TILE[0], -(-len(tiles) // ACROSS) * TILE[1]))
    for place, tile in enumerate(tiles):
        sheet.paste(tile, (place % ACROSS * TILE[0], place // ACROSS * TILE[1]))
    return sheet


if __name__ == "__main__":
    main()
