"""Compare the local background remover with the ``rembg`` library, given the same weights.

    python benchmarks/rembg.py PYTHON [FOLDER] [--limit N]

PYTHON is the interpreter of an environment apart, with ``rembg[cpu]`` in it: the library is no dependency of Keroxio.
FOLDER is as for benchmarks/cutout.py. Both get the same photos one after the other, the weights loaded before; the
library is asked for its plain mask (``only_mask``) and for its own refinement (``post_process_mask``). Printed for
each: IoU (mean, worst, share at 0.95 and over) and the mean error of alpha, by group, and processor seconds a photo.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path = [str(ROOT), *(entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).parent)]

from benchmarks.guided import Guided  # noqa: E402

THREADS = 2
THEIRS = """
import json, sys, time
from pathlib import Path
from PIL import Image, ImageOps
from rembg import new_session, remove
session = new_session("u2net")
photos, folder = json.loads(sys.argv[1]), Path(sys.argv[2])
remove(Image.new("RGB", (64, 64)), session=session, only_mask=True)
for name, options in (("plain", {}), ("refined", {"post_process_mask": True})):
    started = time.process_time()
    (folder / name).mkdir()
    for path in photos:
        photo = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        mask = remove(photo, session=session, only_mask=True, **options)
        mask.save(folder / name / (Path(path).stem + ".png"), compress_level=1)
    print(name, (time.process_time() - started) / len(photos))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the local background remover with rembg.")
    parser.add_argument("python", type=Path, help="of an environment with rembg in it")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "cutout")
    parser.add_argument("--limit", type=int, default=0, help="only so many photos of each group")
    options = parser.parse_args()
    masks = sorted((options.folder / "mask").glob("*.png"))
    groups = {"hard": [one for one in masks if one.name.startswith("davis")]}
    groups["phone"] = [one for one in masks if one not in groups["hard"]]
    masks = [one for group in groups.values() for one in group[: options.limit or None]]
    photos = [options.folder / "img" / f"{mask.stem}.jpg" for mask in masks]
    with tempfile.TemporaryDirectory() as folder:
        for line in _ask_rembg(options.python, photos, Path(folder)):
            name, seconds = line.split()
            _report(f"rembg, {name}", masks, _stored(Path(folder) / name), float(seconds))
    remover = Guided(model="u2net", second="u2netp", threads=THREADS)
    remover.cut_out(_opened(photos[0]))
    started = time.process_time()
    ours = {photo.stem: _alpha_of(remover, photo) for photo in photos}
    _report("keroxio", masks, ours.__getitem__, (time.process_time() - started) / len(photos))


def _ask_rembg(python: Path, photos: list[Path], folder: Path) -> list[str]:
    home = folder / "weights"
    home.mkdir()
    (home / "u2net.onnx").symlink_to(ROOT / "weights" / "u2net.onnx")
    environment = {**os.environ, "U2NET_HOME": str(home), "OMP_NUM_THREADS": str(THREADS)}
    command = [str(python.absolute()), "-c", THEIRS, json.dumps([str(photo) for photo in photos]), str(folder)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder)
    return str(told.stdout).splitlines()


def _stored(folder: Path) -> Callable[[str], Image.Image]:
    return lambda name: Image.open(folder / f"{name}.png").convert("L")


def _opened(path: Path) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(path)).convert("RGB")


def _alpha_of(remover: Guided, path: Path) -> Image.Image:
    photo = _opened(path)
    matte = remover.cut_out(photo)
    return matte.alpha if matte else Image.new("L", photo.size)


def _report(name: str, masks: list[Path], alpha_of: Callable[[str], Image.Image], seconds: float) -> None:
    for group in ("phone", "hard"):
        chosen = [mask for mask in masks if mask.name.startswith("davis") == (group == "hard")]
        scores = np.array([_score(np.asarray(alpha_of(mask.stem)), mask) for mask in chosen])
        overlap, error = scores[:, 0], scores[:, 1]
        print(
            f"{name}: {group} n={len(chosen)} IoU={overlap.mean():.4f} worst={overlap.min():.3f} "
            f">=0.95: {100 * (overlap >= 0.95).mean():.1f}% alpha error={error.mean():.4f}; "
            f"{seconds:.2f} processor seconds a photo",
            flush=True,
        )


def _score(alpha: NDArray[np.uint8], mask: Path) -> tuple[float, float]:
    truth = np.asarray(Image.open(mask).convert("L")) > 127
    car = alpha > 127
    overlap = float((car & truth).sum() / max(1, (car | truth).sum()))
    return overlap, float(np.abs(alpha / 255.0 - truth).mean())


if __name__ == "__main__":
    main()
