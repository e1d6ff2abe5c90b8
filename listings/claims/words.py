"""Words that a field can prove (fuel, gearbox, colour, mileage), and those that only the seller can."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from listings.claims.base import Found, Verdict, judged
from listings.equipment_words import Equipment, equipment_in, equipment_words
from listings.facts import Facts
from listings.folding import fold

FUELS = re.compile(
    r"(?P<mild>\b(?:micro|mild)[ -]hybrid\w*|\bhybrid\w* leger\w*|\bmhev\b)"
    r"|(?P<plug_in_hybrid>\bhybrides? rechargeables?|\bplug-in hybrid|\bphev\b)|(?P<hybrid>\bhybrides?\b|\bhybrid\b)"
    r"|(?P<diesel>\bdiesel\b|\bgazole\b)|(?P<ethanol>\bsuperethanol\b|\be85\b|\bethanol\b|\bflex-?fuel\b)"
    r"|(?P<petrol>\bessence\b(?! meme)|\bpetrol\b|\bgasoline\b)|(?P<lpg>\bgpl\b|\blpg\b)"
    r"|(?P<cng>\bgnv\b|\bcng\b|gaz naturel|natural gas)|(?P<hydrogen>\bhydrogene\b|\bhydrogen\b)"
    r"|(?P<electric>\b(?:moteur|motorisation|vehicule|voiture|citadine|berline|suv|energie ?:|carburant ?:|tout|100 ?%)"
    r" (?:100 ?% )?electriques?\b|\b(?:fully |all-)?electric (?:motor|car|vehicle|drive)\b)"
)
# What else may truly be said of a car of this fuel.
ALSO = {
    "hybrid": {"petrol", "diesel", "mild"},
    "plug_in_hybrid": {"hybrid", "petrol", "diesel", "electric"},
    "ethanol": {"petrol"},
    "lpg": {"petrol"},
    "cng": {"petrol"},
}
# Neither proven nor contradicted by the field, which is coarser.
UNSURE = {("mild", "petrol"), ("mild", "diesel"), ("plug_in_hybrid", "hybrid")}
GEARBOXES = re.compile(
    r"\b(?:boites?(?: de vitesses?)?|transmission|gearbox) ?:? ?"
    r"(?:(?P<manual>manuelle|mecanique|manual)|(?P<automatic>auto\w*|robotisee|sequentielle))"
    r"|(?P<manual_en>\bmanual (?:gearbox|transmission))"
    r"|(?P<automatic_en>\b(?:semi-)?automatic (?:gearbox|transmission))"
    r"|(?P<bvm>\bbvm\d?\b)|(?P<bva>\bbva\d?\b)"
)
COLORS = {
    "grey": r"gris\w*|gr[ea]y|anthracite",
    "black": r"noire?|black",
    "white": r"blanc(?:he)?|white",
    "blue": r"bleue?|blue",
    "silver": r"argent\w*|silver",
    "red": r"rouge|red|bordeaux",
    "green": r"vert(?:e)?|green",
    "orange": r"orange",
    "yellow": r"jaune|yellow",
    "beige": r"beige|sable",
    "brown": r"marron|brun\w*|brown",
    "gold": r"doree?|or\b|gold",
    "bronze": r"bronze",
    "purple": r"violet\w*|purple",
}
COLOR = re.compile(
    r"\b(?:couleur|teinte|coloris|peinture|robe|colou?r)(?: exterieure?)? ?:? ?(?:metal\w+ )?(?:"
    + "|".join(f"(?P<{name}>(?:{words}))" for name, words in COLORS.items())
    + r")\b"
)
NEAR = ({"grey", "silver"}, {"gold", "bronze", "brown", "beige"})
MILEAGE = re.compile(
    r"(?P<no>\b(?:kilometrage |compteur )?non[- ]garanti\w*|\bnot guaranteed)"
    r"|(?P<yes>\bkilometrage (?:est )?(?:certifie|garanti|reel|verifie|authentique)"
    r"|\b(?:guaranteed|genuine|certified) mileage|\bkms? (?:garantis?|certifies?|reels?))"
)
LAW = re.compile(
    r"\bgaranties? legales?(?: de conformite)?|\bgarantie (?:des|contre les) vices caches"
    r"|\barticles? [lr]?\.? ?\d[\d.-]*(?: (?:et suivants|a [lr]?\.? ?\d[\d.-]*))?"
    r"(?: du code (?:de la consommation|civil|de la route))?"
)
BODIES = {
    "suv": r"suv|4x4|crossover", "estate": r"break|estate", "mpv": r"monospace|people carrier|mpv", "coupe": r"coupe",
    "convertible": r"cabriolet|decapotable|convertible", "van": r"utilitaire|fourgon|van",
    "sedan": r"berline|saloon|hatchback", "city": r"citadine|city car",
}  # fmt: skip
BODY = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in BODIES.items()))
ALIKE = ({"city", "sedan"}, {"suv", "mpv", "estate"}, {"van", "mpv"}, {"coupe", "sedan", "convertible"})
OPEN_CLAIMS = Path(__file__).with_name("open_claims.toml")
OPEN: dict[str, list[str]] = tomllib.loads(OPEN_CLAIMS.read_text(encoding="utf-8"))
OPENS = re.compile("|".join(f"(?P<k{at}>\\b(?:{'|'.join(words)}))" for at, words in enumerate(OPEN.values())))
KINDS = tuple(OPEN)


def fuel(folded: str, facts: Facts) -> Iterator[Found]:
    known = facts.fuel
    for match in FUELS.finditer(folded):
        said = match.lastgroup or ""
        if (said, known) in UNSURE:
            yield Found(*match.span(), "fuel", Verdict.UNPROVEN, "fuel", known)
        else:
            is_true = None if not known else said == known or said in ALSO.get(known, set())
            yield Found(*match.span(), "fuel", judged(is_true), "fuel", known)


def gearbox(folded: str, facts: Facts) -> Iterator[Found]:
    known = facts.gearbox
    for match in GEARBOXES.finditer(folded):
        is_manual = (match.lastgroup or "") in {"manual", "manual_en", "bvm"}
        is_true = None if not known else is_manual == (known == "manual")
        yield Found(*match.span(), "gearbox", judged(is_true), "gearbox", known)


def color(folded: str, facts: Facts) -> Iterator[Found]:
    known = facts.color
    for match in COLOR.finditer(folded):
        said = match.lastgroup or ""
        is_true = None if not known else said == known or any({said, known} <= near for near in NEAR)
        yield Found(*match.span(), "colour", judged(is_true), "color", known)


def mileage_guarantee(folded: str, facts: Facts) -> Iterator[Found]:
    for match in MILEAGE.finditer(folded):
        is_true = None if facts.mileage_km is None else facts.mileage_guaranteed == bool(match["yes"])
        value = str(facts.mileage_guaranteed).lower()
        yield Found(*match.span(), "mileage guarantee", judged(is_true), "mileage_guaranteed", value)


def law(folded: str, facts: Facts) -> Iterator[Found]:
    """Everyone answers for hidden defects, but only a professional owes the guarantee of conformity."""
    for match in LAW.finditer(folded):
        is_due = facts.seller.is_garage or "conformite" not in match[0]
        yield Found(*match.span(), "law", Verdict.TRACED if is_due else Verdict.UNPROVEN, "law", match[0])


def body(folded: str, facts: Facts) -> Iterator[Found]:
    """Bodies are spoken of loosely: a word that does not fit is to be looked at, no more."""
    for match in BODY.finditer(folded):
        said = match.lastgroup or ""
        if said == facts.body or any({said, facts.body} <= alike for alike in ALIKE):
            yield Found(*match.span(), "body", Verdict.TRACED, "body", facts.body)
        elif facts.body:
            yield Found(*match.span(), "body", Verdict.UNPROVEN, "body", facts.body)


def open_claims(folded: str, facts: Facts) -> Iterator[Found]:
    for match in OPENS.finditer(folded):
        kind = KINDS[int((match.lastgroup or "k0")[1:])]
        yield Found(*match.span(), kind, Verdict.UNPROVEN)


def equipment(folded: str, facts: Facts) -> Iterator[Found]:
    """Equipment in the text is traced to the option that names it."""
    options = {word.key: option for option in facts.options if (word := equipment_in(fold(option)))}
    for word in equipment_words():
        for pattern in (word.french, word.english):
            for match in pattern.finditer(folded):
                option = options.get(word.key, "")
                is_proven = bool(option) and _says_no_more(match[0], option, word)
                verdict = Verdict.TRACED if is_proven else Verdict.UNPROVEN
                yield Found(*match.span(), "equipment", verdict, "options" if option else "", option)


def _says_no_more(phrase: str, option: str, word: Equipment) -> bool:
    """No other number than the option has; of upkeep no other word, since "complete" is a claim of its own."""
    known = fold(option)
    if word.is_upkeep and phrase != word.name and not set(re.findall(r"\w+", phrase)) <= set(re.findall(r"\w+", known)):
        return False
    return set(re.findall(r"\d+", phrase)) <= set(re.findall(r"\d+", known))


CLOSED = (mileage_guarantee, law, fuel, gearbox, color)
