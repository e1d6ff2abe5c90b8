"""Tells papers and close-ups of wheels from other photos of a car, on this machine."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import ClassVar, NamedTuple

import numpy as np
import openvino
from numpy.typing import NDArray
from PIL import Image

from imaging.engines.kinds import KindTeller
from imaging.engines.wheels import WHEELS, WheelModel
from keroxio.inference import compiled, read_network
from plates.engines.detection import lines_in
from plates.engines.pixels import fit, pixels_of
from plates.engines.text_finder import TextFinder

NOT_INSTALLED = "The model that tells what photos show is not installed: run “make setup”."
SIDE = 280
"""Of the square picture that EfficientNet-Lite3 looks at (Tan and Le 2019; Google 2020)."""
PAPER = {"ring binder": 446, "envelope": 549, "crossword": 918, "book jacket": 921, "menu": 922}
"""ImageNet's classes of printed paper, of 1,000. Screens and rulers are left out: a dashboard may look like them."""
LEAST_PAPER = 0.05
"""The share of these classes from which a photo is suspected: of photos of cars, the highest when measured was 0.03."""
LEAST_LINES = 6
SEARCHED_SIDE = 960


class Look(NamedTuple):
    """What one run of the network gives."""

    paper: float
    """How much the photo, pressed into a square, looks like paper: 0 to 1."""
    features: NDArray[np.float32]
    """What the network's last layer tells classes from: 1,280 numbers from 0 to 6."""


class EfficientNetTeller(KindTeller):
    """One run of the network tells wheels, and suspects papers: a second network must find lines of text on these.

    The second is only asked where the first suspects, which for photos of cars is almost never.
    """

    name: ClassVar[str] = "efficientnet-lite3"

    def __init__(self, *, weights: str | Path, text_weights: str | Path, wheels: str | Path = WHEELS) -> None:
        self._weights = Path(weights)
        self._text_weights = Path(text_weights)
        self._wheels = WheelModel.read(Path(wheels))
        self._compiled: openvino.CompiledModel | None = None
        self._lock = Lock()

    def verify(self) -> None:
        read_network(self._weights, otherwise=NOT_INSTALLED)

    def tell(self, photo: Image.Image) -> str | None:
        look = self.look(photo)
        if look.paper >= LEAST_PAPER and self.lines(photo) >= LEAST_LINES:
            return "document"
        return "wheel" if self._wheels.shows_wheel(look.features) else None

    def look(self, photo: Image.Image) -> Look:
        # Reduced first by whole factors: much faster, and the same picture to the network.
        small = photo.resize((SIDE, SIDE), Image.Resampling.BICUBIC, reducing_gap=3.0).convert("RGB")
        with self._lock:
            network = self._loaded()
            answer = network(np.asarray(small)[None])
            # Shares in steps of 1/255, as its pixels.
            shares = np.array(answer[0][0], dtype=np.float32) / 255
            features = np.array(answer[1][0], dtype=np.float32)
            network.release_memory()
        return Look(float(shares[list(PAPER.values())].sum()), features)

    def lines(self, photo: Image.Image) -> int:
        """Of text."""
        pixels = fit(pixels_of(photo), SEARCHED_SIDE)
        # Papers are few: made for this one photo and let go, the finder takes a third of the memory.
        finder = TextFinder(self._text_weights, threads=2, often=[(pixels.shape[0], pixels.shape[1])])
        return len(lines_in(finder.heat(pixels)))

    def _loaded(self) -> openvino.CompiledModel:
        if self._compiled is None:
            network = read_network(self._weights, otherwise=NOT_INSTALLED)
            *_, last_layer = (one for one in network.get_ordered_ops() if one.get_type_name() == "MatMul")
            network.add_outputs([last_layer.input_value(0)])
            # It takes 13 ms on one core: a second one would gain little.
            self._compiled = compiled(network, threads=1, is_exact=True)
        return self._compiled
