"""Which sightings are plates: what says so plainly, and of the rest what stands on a plate's field. Which are whole."""

from __future__ import annotations

import re

from plates.engines.certainty import USUAL
from plates.engines.framing import framed
from plates.engines.grammar import FNI_WITHOUT_DEPARTMENT, Kind
from plates.engines.pixels import Pixels
from plates.engines.sightings import Sighting

# Set on the photos that benchmarks/plates.py reads, and on what is written in them beside the plates.
_LEAST_LIKELIHOOD = 0.0003
# Nothing but plates is written like French ones, so a trace of one is enough to hide it.
_LIKE_NOTHING_ELSE = frozenset({Kind.SIV, Kind.PROVISIONAL})
_LEAST_FRENCH = 0.00005
_CLEAR = 0.1
_FRAMED = 0.7
_UNMISTAKABLE = 0.3
# Names of models are as short as the plates of some countries.
_SHORT = 6
_PLAIN = 0.002
# A word read as a plate by way of lookalikes has less evidence than the first; a trace of a French plate needs less.
_OTHER_EVIDENCE, _FRENCH_EVIDENCE = 0.015, 0.001

# Less than this between the text and the photo's edge, in heights of the text, and a character may be missing.
_MARGIN = 0.3
# What is left of a French plate behind a pillar or another car, its band maybe taken for a letter: to a reader the
# plate of another country.
_PART_OF_FRENCH = re.compile(r"[A-Z]{0,3}\d{3}[A-Z]{0,2}|[A-Z]{2}\d{1,2}|\d{1,2}[A-Z]{2}")
_WHOLE_FRENCH = 7
_WHOLE_FRAMED = 0.5


def is_clear(sighting: Sighting) -> bool:
    """Nothing better is to be found by searching the photo more finely."""
    return sighting.best.evidence >= _CLEAR and sighting.best.template.kind is not Kind.UNKNOWN


def is_plate(sighting: Sighting, pixels: Pixels) -> bool:
    best = sighting.best
    if best.likelihood < (_LEAST_FRENCH if best.template.kind in _LIKE_NOTHING_ELSE else _LEAST_LIKELIHOOD):
        return False
    if best.template.kind is Kind.UNKNOWN:
        agreed = all(one.favourite == best.bare for one in (*sighting.first, *sighting.second))
        return agreed and best.evidence >= _UNMISTAKABLE and framed(pixels, sighting.line) >= _FRAMED
    if len(best.bare) <= _SHORT and (best.template.country != "FR" or best.template in FNI_WITHOUT_DEPARTMENT):
        return best.likelihood >= _PLAIN and framed(pixels, sighting.line) >= _FRAMED
    is_usual = best.prior >= USUAL and not sighting.target.is_stacked
    return is_usual or best.template.country == "FR" or framed(pixels, sighting.line) >= _FRAMED


def is_other_plate(sighting: Sighting, pixels: Pixels) -> bool:
    """Hide rather one sign too many than the plate of a stranger too few, though too small or too steep to be read."""
    best = sighting.best
    if best.bare.isalpha() or sighting.target.is_stacked:
        return is_plate(sighting, pixels)
    if len(best.bare) > _SHORT and best.likelihood >= _PLAIN:
        return True
    least = _FRENCH_EVIDENCE if best.template.kind in _LIKE_NOTHING_ELSE else _OTHER_EVIDENCE
    has_number = sum(character.isdigit() for character in best.bare) >= 2
    return has_number and best.evidence >= least and framed(pixels, sighting.line) >= _FRAMED


def is_whole(sighting: Sighting, pixels: Pixels) -> bool:
    """Say whether nothing hints at a part of a plate, or at words that are none; without it no reading is confident."""
    best = sighting.best
    if _is_cut(sighting, pixels):
        return False
    if best.template.country == "FR":
        return True
    if sighting.target.is_stacked or framed(pixels, sighting.line) < _WHOLE_FRAMED:
        return False
    return len(best.bare) >= _WHOLE_FRENCH or not _PART_OF_FRENCH.fullmatch(best.bare)


def _is_cut(sighting: Sighting, pixels: Pixels) -> bool:
    """Whether the text runs out of the photo at a side."""
    height, width = pixels.shape[:2]
    low, high = sighting.line.box.min(axis=0), sighting.line.box.max(axis=0)
    beside = sighting.line.height * _MARGIN
    return bool(low[0] < beside or high[0] > width - beside or low[1] < 0 or high[1] > height)
