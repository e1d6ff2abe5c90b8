"""Decoded photos kept for a moment: what is done with one photo often follows in the same worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock

from PIL import Image

MOST_BYTES = 100 * 1024**2
"""Two photos of 12 MP."""
LONGEST = 60.0
"""Seconds, after which a photo that nobody has asked for again makes room."""
BYTES_A_PIXEL = 4
"""What Pillow takes for RGB."""


class Keep(Enum):
    """Whether a photo stays at hand once it is open."""

    NO = "no"
    IF_ROOM = "if room"
    SURELY = "surely"


@dataclass
class AtHand:
    """For all threads of a process. The pictures are shared: whoever asks for one must not draw on it."""

    most_bytes: int = MOST_BYTES
    longest: float = LONGEST
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, tuple[float, Image.Image]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def open(self, name: str, decode: Callable[[], Image.Image], keep: Keep) -> Image.Image:
        """The picture of that name, decoded only where it is not at hand. It stays there if it is to be kept."""
        with self._lock:
            found = self._kept.pop(name, None)
            image = found[1] if found else None
        if image is None:
            image = decode()
        if keep != Keep.NO:
            with self._lock:
                self._put(name, image, keep)
        return image

    @property
    def used_bytes(self) -> int:
        return sum(_bytes_of(image) for _since, image in self._kept.values())

    def _put(self, name: str, image: Image.Image, keep: Keep) -> None:
        now = self.clock()
        self._kept = {other: one for other, one in self._kept.items() if now - one[0] < self.longest}
        wanted = _bytes_of(image)
        if wanted > self.most_bytes:
            return
        while self.used_bytes + wanted > self.most_bytes:
            if keep == Keep.IF_ROOM:
                return
            del self._kept[next(iter(self._kept))]
        self._kept[name] = (now, image)


def _bytes_of(image: Image.Image) -> int:
    return image.width * image.height * BYTES_A_PIXEL


photos_at_hand = AtHand()
