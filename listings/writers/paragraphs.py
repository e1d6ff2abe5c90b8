"""The paragraphs of an ad, each from the facts it needs; empty where there is nothing to say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from listings.critair import UNCLASSED, crit_air
from listings.facts import Facts
from listings.folding import fold
from listings.writers import equipment, french, mentions, phrases
from listings.writers.base import Tone
from listings.writers.subject import CONDITION_LONG, Subject

ORDINALS = {
    1: "première main",
    2: "deuxième main",
    3: "troisième main",
    4: "quatrième main",
}
MANY_SEATS = 7
FEW = 5
GOOD_CLASSES = {"E", "1"}


def opening(subject: Subject, *, in_full: bool) -> str:
    """``in_full``: the date is given as the papers have it, for a text that gives it nowhere else."""
    facts, tone = subject.facts, subject.tone
    seller = french.clean(facts.seller.name, limit=60)
    templates = [t for t in phrases.OPENINGS[tone, subject.kind] if seller or "{seller}" not in t]
    spoken = f"{subject.noun.word} {subject.version}" if subject.name_needs_version else subject.noun.word
    sentence = subject.pick("opening", templates).format(
        car=_car(subject),
        this=french.this(spoken, feminine=subject.noun.feminine),
        my=french.my(spoken, feminine=subject.noun.feminine),
        date=_date(facts, in_full=in_full or tone is Tone.SOBER),
        km=_mileage(facts),
        seller=seller,
    )
    return " ".join(part for part in (french.capitalised(sentence), _version(subject), engine(subject)) if part)


def engine(subject: Subject) -> str:
    facts = subject.facts
    noun = phrases.ENGINES.get(facts.fuel)
    gearbox = "" if facts.fuel == "electric" else phrases.GEARBOXES.get(facts.gearbox, "")
    if noun is None and facts.power_hp is None:
        return french.sentence(gearbox)
    noun = noun or phrases.Noun("moteur", "m")
    words = noun.word + (f" de {facts.power_hp}{french.HARD}ch" if facts.power_hp else "")
    joined = f" associé{'e' if noun.feminine else ''} à une {gearbox}" if gearbox else ""
    # What drives an electric car is rarely under its bonnet.
    templates = [t for t in phrases.ENGINE_SENTENCES[subject.tone] if facts.fuel != "electric" or "capot" not in t]
    return subject.pick("engine", templates).format(
        engine=words,
        Engine=french.capitalised(words),
        an_engine=f"{'une' if noun.feminine else 'un'} {words}",
        gearbox_comma=f", {gearbox}" if gearbox else "",
        gearbox_joined=f" et {gearbox}" if gearbox else "",
        gearbox_with=joined,
    )


def strengths(subject: Subject) -> list[str]:
    """What speaks for the car, the facts first, then the options that buyers look for most."""
    facts = subject.facts
    found = []
    if facts.owners_count == 1:
        found.append(ORDINALS[1])
    if facts.mileage_guaranteed and facts.mileage_km is not None:
        found.append("kilométrage garanti")
    if facts.seats is not None and facts.seats >= MANY_SEATS:
        found.append(f"{french.in_words(facts.seats)} places")
    level = crit_air(facts)
    best = [_crit_air(level)] if level in GOOD_CLASSES else []
    return found + subject.strengths + best


def equipment_lines(subject: Subject, *, budget: int, without: Sequence[str] = ()) -> list[str]:
    """One line a group, in at most about ``budget`` characters."""
    shown, spent = [], 0
    for option in subject.options:
        spent += len(option) + 2
        if option not in without and spent <= budget:
            shown.append(option)
    groups = equipment.group(shown)
    items = [item for _, group in groups for item in group]
    if len(items) <= FEW:
        return [french.sentence(", ".join(items))] if items else []
    lines = [f"{name} : {', '.join(items)}." for name, items in groups]
    return [*lines, "Autres équipements : liste complète sur demande."] if spent > budget else lines


def condition(subject: Subject, *, limit: int) -> list[str]:
    """The seller's own words on the car's state, then what the options say of its upkeep."""
    notes = subject.notes if limit >= CONDITION_LONG else french.sentence(french.cut(subject.notes, limit))
    said = set(re.findall(r"[^\W\d]+", fold(notes)))
    news = [one for one in equipment.upkeep(subject.options) if not set(re.findall(r"[^\W\d]+", fold(one))) <= said]
    upkeep = french.sentence(", ".join(news[:8]))
    return [line for line in (notes, upkeep) if line]


def registration(facts: Facts) -> str:
    if not facts.first_registration_year:
        return ""
    when = french.month_and_year(facts.first_registration_year, facts.first_registration_month)
    return f"première mise en circulation : {when}"


def papers(facts: Facts) -> list[str]:
    """What a buyer, an insurer and the law ask first."""
    lines = []
    if facts.owners_count:
        lines.append(ORDINALS.get(facts.owners_count, f"{facts.owners_count} propriétaires successifs"))
    if facts.inspection_date:
        lines.append(f"contrôle technique du {french.day(facts.inspection_date)}")
    if facts.fiscal_power:
        lines.append(f"{facts.fiscal_power}{french.HARD}CV {'fiscal' if facts.fiscal_power == 1 else 'fiscaux'}")
    if level := crit_air(facts):
        lines.append(_crit_air(level))
    return lines


def technical(facts: Facts) -> list[str]:
    lines = []
    if facts.fuel in phrases.FUELS:
        lines.append(f"énergie : {phrases.FUELS[facts.fuel]}")
    if facts.gearbox in phrases.GEARBOXES and facts.fuel != "electric":
        lines.append(phrases.GEARBOXES[facts.gearbox])
    if facts.power_hp:
        lines.append(f"puissance : {facts.power_hp}{french.HARD}ch DIN")
    if facts.color in phrases.COLORS:
        lines.append(f"teinte {phrases.COLORS[facts.color]}")
    if facts.doors:
        lines.append(f"{facts.doors} porte{'s' if facts.doors > 1 else ''}")
    if facts.seats:
        count = french.in_words(facts.seats) if facts.seats >= MANY_SEATS else facts.seats
        lines.append(f"{count} place{'s' if facts.seats > 1 else ''}")
    return lines


def practical(subject: Subject) -> str:
    facts, sentences = subject.facts, []
    if facts.price_eur is not None:
        terms = " TTC, hors frais d’immatriculation" if facts.seller.is_garage else ""
        sentences.append(f"Prix : {french.euros(facts.price_eur)}{terms}.")
    if city := french.clean(facts.seller.city, limit=60):
        sentences.append(f"Véhicule visible {french.at(city)}.")
    sentences.append(subject.pick("closing", phrases.CLOSINGS[subject.tone, subject.kind]).format(it=subject.it))
    return " ".join(sentences)


def _car(subject: Subject) -> str:
    name = subject.name or french.capitalised(subject.noun.word)
    return f"{name} {subject.version}".strip() if subject.tone is Tone.SOBER else name


def _version(subject: Subject) -> str:
    if not subject.version or subject.tone is Tone.SOBER or subject.name_needs_version:
        return ""
    return subject.pick("version", phrases.VERSIONS[subject.tone]).format(version=subject.version)


def _date(facts: Facts, *, in_full: bool) -> str:
    if not facts.first_registration_year:
        return ""
    when = french.month_and_year(facts.first_registration_year, facts.first_registration_month)
    return f", première mise en circulation en {when}" if in_full else f" {french.of(when)}"


def _mileage(facts: Facts) -> str:
    if facts.mileage_km is None:
        return ""
    distance = french.kilometres(facts.mileage_km)
    if facts.mileage_guaranteed:
        return f", {distance}"
    # A garage's legal mentions say it.
    doubt = "" if facts.seller.is_garage else f" ({mentions.NOT_GUARANTEED})"
    return f", {distance} au compteur{doubt}"


def _crit_air(level: str | None) -> str:
    return f"Crit’Air : {UNCLASSED}" if level == UNCLASSED else f"vignette Crit’Air{french.HARD}{level}"
