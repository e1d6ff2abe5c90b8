"""What the recogniser itself would have written where the grammar knew better."""

from __future__ import annotations

import numpy as np

from plates.engines.base import Correction
from plates.engines.decoding import SEPARATOR, Frames
from plates.engines.grammar import ALPHABET
from plates.engines.spacing import places_of


def corrections_of(frames: Frames, bare: str) -> tuple[Correction, ...]:
    """Compare each character of the text with the likeliest one near the step where it was seen."""
    places = places_of(frames, bare)
    if places is None:
        return ()
    found = []
    for index, (place, written) in enumerate(zip(places, bare, strict=True)):
        read = ALPHABET[int(np.argmax(frames[place, :SEPARATOR]))]
        if read != written and frames[place, ALPHABET.index(read)] > frames[place, ALPHABET.index(written)]:
            found.append(Correction(index, read, written))
    return tuple(found)
