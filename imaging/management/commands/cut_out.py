from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from imaging.engines.base import BackgroundRemover
from keroxio.engines import engine
from keroxio.errors import EngineError
from vehicles.decoding import RefusedPhoto, decode


class Command(BaseCommand):
    help = "Cut the car out of each photo: an RGBA PNG of the photo's size, and one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
        parser.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="where the PNG files go")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["out"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}") from error
        remover: BackgroundRemover = engine("cutout")
        failures = [path for path in options["photos"] if not self._cut_out(remover, path, folder)]
        if failures:
            raise CommandError(f"{len(failures)} of {len(options['photos'])} photos could not be cut out.")

    def _cut_out(self, remover: BackgroundRemover, path: Path, folder: Path) -> bool:
        started = time.perf_counter()
        try:
            photo = decode(path.read_bytes()).image
            matte = remover.cut_out(photo, engine("vehicles").find(photo))
        except (OSError, RefusedPhoto, EngineError) as error:
            return self._refuse(path, str(error))
        if matte is None:
            self._refuse(path, "no car was found, so there is no cut-out")
        else:
            photo.putalpha(matte.alpha)
            # The fastest compression: a cut-out of 12 MP takes seconds otherwise, for a tenth of the size.
            photo.save(folder / f"{path.stem}.png", compress_level=1)
        confidence = matte.confidence if matte else 0.0
        seconds = round(time.perf_counter() - started, 3)
        self.stdout.write(json.dumps({"file": str(path), "confidence": confidence, "seconds": seconds}))
        return True

    def _refuse(self, path: Path, reason: str) -> bool:
        self.stderr.write(f"{path}: {reason}")
        return False
