"""Numbers that a field can prove: price, mileage, power, doors, seats, owners, Crit'Air, SIREN."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from listings.claims.base import Found, Place, Verdict, judged
from listings.critair import crit_air
from listings.facts import Facts

NUMBER = r"(?<![\d.,])(?:\d{1,3}(?:[ .,]\d{3})+|\d+)(?!\d)"
WORDS = {
    "un": 1, "une": 1, "one": 1, "single": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4,
    "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9,
}  # fmt: skip
COUNT = rf"(?:\d{{1,2}}|{'|'.join(WORDS)})"

MONEY = re.compile(
    rf"(?:€ ?|\beur(?:os?)? )(?P<before>(?=\d[\d ,.]{{2}}){NUMBER})|(?P<thousands>\d+(?:[.,]\d+)?) ?k ?€"
    rf"|(?P<after>{NUMBER})(?:[.,]\d\d(?!\d))? ?(?:€|euros?\b|eur\b)"
    rf"|\b(?:prix|price)[ :]{{1,4}}(?P<named>{NUMBER})(?: ?(?:€|euros?\b|eur\b))?"
)
OTHER_MONEY = re.compile(
    r"option|equipement|facture|frais|neuve?\b|\bnew\b|travaux|distribution|mois|month|prime|bonus|econom|saving|entretien"
    r"|pneu|remise|discount|repar|achete|livraison|carte grise|malus|caution|acompte|deposit|valeur|worth|cote|lieu de"
)
DISTANCE = re.compile(
    rf"(?P<number>{NUMBER}|\d+[.,]\d)(?P<thousand> ?[kmt](?= ?km))? ?(?:kms?|kilomet\w+|bornes)\b(?! ?/ ?h)"
)
OTHER_DISTANCE = re.compile(
    r"autonomie|\brange\b|wltp|revision|vidange|distribution|courroie|entretien|servic|garanti|warranty|tous les|every"
    r"|embrayage|pneu|tyre|plaquette|disque|batterie|battery|chang|remplac|replac|prochain|\bnext\b|par an\b|a year"
    r"|annuel|parcouru|(?:/|\baux|\bpour|\bper) ? \|"
)
ABOUT = re.compile(r"(?:environ|pres de|a peine|autour de|about|around|approx\w*|quelque|~) *$")
BELOW = re.compile(r"(?:moins de|under|less than|below|<) *$")
ABOVE = re.compile(r"(?:plus de|over|more than|>) *$")
POWER = re.compile(
    r"(?<![\d.,+])(?P<number>\d{1,4}) ?"
    r"(?P<unit>chevaux fiscaux|cv fiscaux|cv fiscal|fiscal hp|chevaux|ch|cv|hp|bhp|ps|kw)\b(?! ?h\b)"
)
OWNERS = re.compile(
    r"(?P<first>\b(?:premiere|1 ?(?:ere|re|er|iere)|1e|prem\.?)[ -]?mains?\b(?! libre)"
    r"|\b(?:single|one|first|1)[ -](?:previous )?owners?\b|\b(?:un|1) seul proprietaire|\bmain unique)"
    r"|\b(?P<nth>deuxieme|seconde|troisieme|quatrieme|cinquieme|[2-9] ?(?:e|eme|nde|nd))[ -]main\b(?! libre)"
    rf"|\b(?P<count>{COUNT}) (?:proprietaires?|owners?|mains\b(?! libre))"
)
NTH = {"deuxieme": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5}
DOORS = re.compile(rf"\b(?P<count>{COUNT}) ?(?:portes?|doors?)\b(?! (?:coulissante|laterale|electrique))")
SEATS = re.compile(
    rf"\b(?P<count>{COUNT})[ -]?(?:places?|seats?|seater)\b(?! (?:arriere|de parking|a l'arriere|de stationnement))"
)
CRIT_AIR = re.compile(r"\b(?:vignette )?crit'? ?air ?:? ?(?P<level>[1-5e]\b|non classe|not classed)")
SIREN = re.compile(r"\bsire[nt] ?:? ?(?P<number>\d{3} ?\d{3} ?\d{3})(?: ?\d{5})?")


def price(folded: str, facts: Facts) -> Iterator[Found]:
    for match in MONEY.finditer(folded):
        place = Place.of(folded, match.start(), match.end())
        thousands = match["thousands"]
        amount = (
            round(float(thousands.replace(",", ".")) * 1000)
            if thousands
            else _whole(match["before"] or match["after"] or match["named"])
        )
        known = facts.price_eur
        if known is None or (amount != known and OTHER_MONEY.search(f"{place.before} | {place.after[:25]}")):
            yield Found(*match.span(), "price", Verdict.UNPROVEN)
        else:
            yield Found(*match.span(), "price", judged(amount == known), "price_eur", str(known))


def mileage(folded: str, facts: Facts) -> Iterator[Found]:
    for match in DISTANCE.finditer(folded):
        place, known = Place.of(folded, match.start(), match.end()), facts.mileage_km
        text = match["number"]
        said = round(float(text.replace(",", ".")) * 1000) if match["thousand"] else _whole(text)
        if known is None or (said != known and OTHER_DISTANCE.search(f"{place.before} | {place.after[:20]}")):
            yield Found(*match.span(), "distance", Verdict.UNPROVEN)
        else:
            verdict = judged(said == known or _is_about(place, said, known))
            yield Found(*match.span(), "mileage", verdict, "mileage_km", str(known))


def _is_about(place: Place, said: int, known: int) -> bool:
    if ABOUT.search(place.before):
        return abs(said - known) <= 0.03 * known
    if BELOW.search(place.before):
        return known < said <= 1.25 * known
    return bool(ABOVE.search(place.before)) and 0.75 * known <= said < known


def power(folded: str, facts: Facts) -> Iterator[Found]:
    for match in POWER.finditer(folded):
        said, unit = int(match["number"]), match["unit"]
        horses, fiscal = facts.power_hp, facts.fiscal_power
        if "fisca" in unit or (unit == "cv" and (said == fiscal or (said <= 30 and said != horses))):
            verdict = judged(None if fiscal is None else said == fiscal)
            yield Found(*match.span(), "fiscal power", verdict, "fiscal_power", _text(fiscal))
        else:
            is_true = None if horses is None else said == horses if unit != "kw" else abs(said * 1.3596 - horses) <= 1
            yield Found(*match.span(), "power", judged(is_true), "power_hp", _text(horses))


def owners(folded: str, facts: Facts) -> Iterator[Found]:
    for match in OWNERS.finditer(folded):
        nth = match["nth"] or ""
        said = 1 if match["first"] else NTH.get(nth) or _count(nth[:1] if nth else match["count"])
        known = facts.owners_count
        yield Found(*match.span(), "owners", judged(None if not known else said == known), "owners_count", _text(known))


def _counted(pattern: re.Pattern[str], kind: str, field: str) -> Callable[[str, Facts], Iterator[Found]]:
    def find(folded: str, facts: Facts) -> Iterator[Found]:
        known: int | None = getattr(facts, field)
        for match in pattern.finditer(folded):
            is_true = None if not known else _count(match["count"]) == known
            yield Found(*match.span(), kind, judged(is_true), field, _text(known))

    return find


def crit_air_class(folded: str, facts: Facts) -> Iterator[Found]:
    level = crit_air(facts)
    for match in CRIT_AIR.finditer(folded):
        said = "non classé" if match["level"].startswith("no") else match["level"].upper()
        yield Found(
            *match.span(), "Crit’Air", judged(None if level is None else said == level), "crit_air", level or ""
        )


def siren(folded: str, facts: Facts) -> Iterator[Found]:
    known = "".join(character for character in facts.seller.siren if character.isdigit())
    for match in SIREN.finditer(folded):
        is_true = match["number"].replace(" ", "") == known if known else None
        yield Found(*match.span(), "SIREN", judged(is_true), "dealership", known)


def _whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else WORDS.get(text, 0)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


doors = _counted(DOORS, "doors", "doors")
seats = _counted(SEATS, "seats", "seats")
READERS: tuple[Callable[[str, Facts], Iterator[Found]], ...] = (
    siren, price, mileage, owners, power, crit_air_class, doors, seats,
)  # fmt: skip
