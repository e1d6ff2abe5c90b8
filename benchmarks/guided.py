"""A local remover that is told which vehicles are in a photo, as in the program."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from imaging.engines.base import Matte
from imaging.engines.local import SaliencyRemover
from imaging.engines.ssd import SsdFinder

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"


class Guided:
    def __init__(self, *, model: str, second: str | None, threads: int) -> None:
        self._finder = SsdFinder(weights=WEIGHTS / "ssd_mobilenet_v2_coco.xml", threads=threads)
        self.alone = SaliencyRemover(model=model, second=second, folder=WEIGHTS, threads=threads)

    def cut_out(self, photo: Image.Image) -> Matte | None:
        return self.alone.cut_out(photo, self._finder.find(photo))
