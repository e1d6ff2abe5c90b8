"""Tells papers, such as a registration certificate or an invoice, from photos of a car, on this machine."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import ClassVar

import numpy as np
import openvino
from PIL import Image

from imaging.engines.kinds import KindTeller
from keroxio.inference import compiled, read_network
from plates.engines.detection import lines_in
from plates.engines.pixels import fit, pixels_of
from plates.engines.text_finder import TextFinder

NOT_INSTALLED = "The model that tells papers from cars is not installed: run “make setup”."
SIDE = 280
"""Of the square picture that EfficientNet-Lite3 looks at (Tan and Le 2019; Google 2020)."""
PAPER = {"ring binder": 446, "envelope": 549, "crossword": 918, "book jacket": 921, "menu": 922}
"""ImageNet's classes of printed paper, of 1,000. Screens and rulers are left out: a dashboard may look like them."""
LEAST_PAPER = 0.05
"""The share of these classes from which a photo is suspected: of photos of cars, the highest when measured was 0.03."""
LEAST_LINES = 6
SEARCHED_SIDE = 960


class PaperTeller(KindTeller):
    """Two networks must agree: one takes the photo for paper, the other finds lines of text on it.

    The second is only asked where the first suspects, which for photos of cars is almost never.
    """

    name: ClassVar[str] = "efficientnet-lite3"

    def __init__(self, *, weights: str | Path, text_weights: str | Path) -> None:
        self._weights = Path(weights)
        self._text_weights = Path(text_weights)
        self._compiled: openvino.CompiledModel | None = None
        self._lock = Lock()

    def verify(self) -> None:
        read_network(self._weights, otherwise=NOT_INSTALLED)

    def tell(self, photo: Image.Image) -> str | None:
        return "document" if self.paper(photo) >= LEAST_PAPER and self.lines(photo) >= LEAST_LINES else None

    def paper(self, photo: Image.Image) -> float:
        """How much the photo, pressed into a square, looks like paper: 0 to 1."""
        # Reduced first by whole factors: five times faster on 12 MP, and the same picture to the network.
        small = photo.resize((SIDE, SIDE), Image.Resampling.BICUBIC, reducing_gap=3.0).convert("RGB")
        with self._lock:
            network = self._loaded()
            # Shares in steps of 1/255, as its pixels.
            shares = np.array(network(np.asarray(small)[None])[0][0], dtype=np.float32) / 255
            network.release_memory()
        return float(shares[list(PAPER.values())].sum())

    def lines(self, photo: Image.Image) -> int:
        """Of text."""
        pixels = fit(pixels_of(photo), SEARCHED_SIDE)
        # Papers are few: made for this one photo and let go, the finder takes a third of the memory.
        finder = TextFinder(self._text_weights, threads=2, often=[(pixels.shape[0], pixels.shape[1])])
        return len(lines_in(finder.heat(pixels)))

    def _loaded(self) -> openvino.CompiledModel:
        if self._compiled is None:
            network = read_network(self._weights, otherwise=NOT_INSTALLED)
            # It takes 13 ms on one core: a second one would gain little.
            self._compiled = compiled(network, threads=1, is_exact=True)
        return self._compiled
