from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from plates.engines.local import LocalPlateReader
from tests.conftest import SAMPLES

WEIGHTS = Path(__file__).parents[2] / "weights"
TRUTH: list[dict[str, Any]] = json.loads((SAMPLES / "truth.json").read_text())["photos"]


@cache
def local_reader() -> LocalPlateReader:
    """One for all tests: the networks take half a second to load."""
    detection, first, second = (
        WEIGHTS / f"{name}.onnx" for name in ("PP-OCRv6_det_small", "PP-OCRv6_rec_small", "PP-OCRv4_rec")
    )
    if not (detection.exists() and first.exists() and second.exists()):
        pytest.skip("The weights are not here: run manage.py fetch_weights.")
    return LocalPlateReader(detection_weights=detection, recognition_weights=first, second_weights=second)


def sample(name: str) -> Image.Image:
    return opened(SAMPLES / name)


def opened(path: Path) -> Image.Image:
    with Image.open(path) as photo:
        return ImageOps.exif_transpose(photo).convert("RGB")
