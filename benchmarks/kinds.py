"""Measure how well the kind of photos is told, on photos of one's own.

    python benchmarks/kinds.py FOLDER [--teller-only] [--limit N]

FOLDER has one folder for each kind, named as in vehicles/vocabulary.py ("exterior", "interior", "dashboard", "wheel",
"document"...); after a kind's name may follow "_" and a word, to keep photos of different origin apart
("document_scanned"). For each folder is printed as what its photos are taken: by the cut-out and the plate alone, and
by the program. Then how often each kind that is told is right, and the processor time. ``--teller-only`` leaves out
the cut-out and the plate, which take most of the time.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import django
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keroxio.settings")
django.setup()

from imaging.first_look import FirstLook  # noqa: E402
from imaging.quality import guess_kind  # noqa: E402
from keroxio.engines import engine  # noqa: E402
from vehicles.vocabulary import PhotoKind  # noqa: E402

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


class Answers(NamedTuple):
    before: str
    """By the cut-out and the plate alone."""
    now: str
    told: str | None
    seconds: float
    """Of processor time that the teller took."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well the kind of photos is told.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--teller-only", action="store_true")
    parser.add_argument("--limit", type=int, help="photos of each folder, evenly spread")
    options = parser.parse_args()
    answers = {
        folder.name: [asked(path, teller_only=options.teller_only) for path in photos(folder, options.limit)]
        for folder in sorted(options.folder.iterdir())
        if folder.is_dir() and kind_named(folder.name)
    }
    for name, given in answers.items():
        print(f"{name} ({len(given)})")
        if not options.teller_only:
            print(f"  by the cut-out and the plate alone: {counted(one.before for one in given)}")
            print(f"  by the program: {counted(one.now for one in given)}")
        print(f"  told for sure: {counted(one.told or 'nothing' for one in given)}")
    for kind in sorted({one.told for given in answers.values() for one in given if one.told}):
        right = sum(one.told == kind for name, given in answers.items() for one in given if kind_named(name) == kind)
        all_told = sum(one.told == kind for given in answers.values() for one in given)
        print(f"{kind}: {right} right of {all_told} told for sure, {right / all_told:.1%}")
    seconds = sorted(one.seconds for given in answers.values() for one in given)
    if seconds:
        median = 1000 * seconds[len(seconds) // 2]
        print(f"processor time of telling a photo: median {median:.0f} ms, longest {1000 * seconds[-1]:.0f} ms")


def kind_named(folder: str) -> str:
    """ "" for a folder that has no kind's name."""
    kind = folder.partition("_")[0]
    return kind if kind in PhotoKind.values else ""


def photos(folder: Path, limit: int | None) -> list[Path]:
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    return found[:: max(1, len(found) // limit)][:limit] if limit else found


def asked(path: Path, *, teller_only: bool) -> Answers:
    with Image.open(path) as file:
        photo = ImageOps.exif_transpose(file).convert("RGB")
    started = time.process_time()
    told = engine("kinds").tell(photo)
    seconds = time.process_time() - started
    if teller_only:
        return Answers("", "", told, seconds)
    look, has_plate = FirstLook.at(photo), engine("plates").read(photo) is not None
    matte = engine("cutout").cut_out(photo, look.vehicles)
    guessed = guess_kind(matte.alpha if matte else None, has_plate=has_plate)
    other = look.other_kind(has_plate=has_plate)
    return Answers(guessed, other.kind if other else guessed, told, seconds)


def counted(kinds: Iterable[str]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in Counter(kinds).most_common())


if __name__ == "__main__":
    main()
