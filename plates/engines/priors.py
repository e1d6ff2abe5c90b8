"""How likely each kind of plate is on the cars that sellers in France photograph, before anything is seen."""

from __future__ import annotations

from plates.engines.european import FOREIGN
from plates.engines.grammar import FNI_WITHOUT_DEPARTMENT, FRENCH, Kind, Template

_COMMON = {
    Kind.SIV: 1.0,
    Kind.PROVISIONAL: 0.5,
    Kind.TRADE: 0.5,
    Kind.DIPLOMATIC: 0.02,
    Kind.FOREIGN: 0.02,
    Kind.UNKNOWN: 0.001,
}
_FNI_BY_LETTERS = {1: 0.01, 2: 0.3, 3: 0.2}
# Badges such as 3000 GT look like it.
_FNI_CUT_SHORT = 0.0003
# Shorter foreign plates are real but rare, and every second word on a shop front would be one.
_SHORTEST_FOREIGN = 5
# The owner's choice of letters: rare, and words look like it.
_CHOSEN = 0.0005
# Grouped as French plates are: what looks like one is more often French, one character misread.
_LIKE_FRENCH = 0.0005
# British plates given before 1983 are collectors' cars.
# Cars of these countries hardly come to France, and names of models (CLA 200, 208 GTI) look like their plates.
_FAR = frozenset({"SE", "LT", "LV", "EE", "FI", "HU", "GR", "TR", "NO", "DK"})
_FROM_FAR = 0.004
_BEFORE_1983 = frozenset({"BBB 999G", "BBB 99G"})
# The numbers of trailers and wagons look like Polish diplomatic plates.
_POLISH_DIPLOMATIC = "P 999999"
_RARE = 0.002

# Any letters and digits: of a country, or of a kind, that is not known here. Shorter ones are road numbers.
UNKNOWN = tuple(Template(Kind.UNKNOWN, "", "*" * length) for length in range(6, 9))


def weighted_templates() -> list[tuple[Template, float]]:
    """The templates to look for in photos, each with its prior."""
    french = [(template, _prior(template)) for template in FRENCH]
    cut_short = [(template, _FNI_CUT_SHORT) for template in FNI_WITHOUT_DEPARTMENT]
    foreign = [(template, _prior(template)) for template in FOREIGN if len(template.slots) >= _SHORTEST_FOREIGN]
    return french + cut_short + foreign + [(template, _prior(template)) for template in UNKNOWN]


def _prior(template: Template) -> float:
    if template.kind is Kind.FNI:
        return _FNI_BY_LETTERS[template.pattern.count("S")]
    if template.kind is Kind.FOREIGN and not any("0" in slot or "1" in slot for slot in template.slots):
        return _CHOSEN
    if template.country in _FAR:
        return _FROM_FAR
    if template.pattern in _BEFORE_1983 or template.pattern == _POLISH_DIPLOMATIC:
        return _RARE
    if template.kind is Kind.FOREIGN and len(template.slots) == 7 and template.gaps == (2, 5):
        return _LIKE_FRENCH
    return _COMMON[template.kind]
