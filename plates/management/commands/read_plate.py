from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from keroxio.engines import engine
from keroxio.errors import EngineError
from plates.engines.base import PlateReader
from vehicles.decoding import RefusedPhoto, decode


class Command(BaseCommand):
    help = "Read the number plate in photos: one JSON object a line on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("photos", nargs="+", metavar="PHOTO", type=Path)

    def handle(self, *args: Any, photos: list[Path], **options: Any) -> None:
        reader: PlateReader = engine("plates")
        failed = 0
        for path in photos:
            try:
                answer = read(reader, path)
            except (OSError, RefusedPhoto, EngineError) as error:
                failed += 1
                answer = {"file": str(path), "error": str(error)}
                self.stderr.write(f"{path}: {error}")
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stdout.flush()
        if failed:
            sys.exit(1)


def read(reader: PlateReader, path: Path) -> dict[str, Any]:
    """Raises OSError, RefusedPhoto or EngineError when there is no answer."""
    started = time.perf_counter()
    plate = reader.read(decode(path.read_bytes()).image)
    return {
        "file": str(path),
        "text": plate.text if plate else None,
        "country": plate.country if plate else "",
        "quad": [[round(x, 1), round(y, 1)] for x, y in plate.quad] if plate else None,
        "confidence": round(plate.confidence, 4) if plate else 0.0,
        "confident": plate.is_confident if plate else False,
        "candidates": [{"text": one.text, "confidence": round(one.confidence, 4)} for one in plate.candidates]
        if plate
        else [],
        "corrections": [asdict(one) for one in plate.corrections] if plate else [],
        "others": [[[round(x, 1), round(y, 1)] for x, y in quad] for quad in plate.others] if plate else [],
        "engine": reader.name,
        "seconds": round(time.perf_counter() - started, 4),
    }
