"""The ad in English: the same parts, from the same facts. What the law wants said follows it in French."""

from __future__ import annotations

from datetime import date

from listings.critair import UNCLASSED, crit_air
from listings.equipment_words import in_english
from listings.facts import GARAGE, PRIVATE, Facts
from listings.folding import fold
from listings.writers import equipment, french
from listings.writers.base import Length, Tone
from listings.writers.sections import Section
from listings.writers.subject import CONDITION_LONG, CONDITION_SHORT, Subject

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FUELS = {
    "petrol": "petrol engine", "diesel": "diesel engine", "hybrid": "hybrid engine",
    "plug_in_hybrid": "plug-in hybrid engine",
    "electric": "electric motor", "lpg": "LPG engine", "cng": "natural gas engine", "ethanol": "flex-fuel engine",
    "hydrogen": "hydrogen drive",
}  # fmt: skip
GEARBOXES = {"manual": "manual gearbox", "automatic": "automatic gearbox", "semi-automatic": "semi-automatic gearbox"}
COLORS = {"grey": "grey", "black": "black", "white": "white", "blue": "blue", "silver": "silver", "red": "red",
          "green": "green", "orange": "orange", "yellow": "yellow", "beige": "beige", "brown": "brown", "gold": "gold",
          "bronze": "bronze", "purple": "purple"}  # fmt: skip
HEADINGS = {
    Tone.SOBER: ("Key points", "Equipment", "Condition and maintenance", "Details", "Price and viewing"),
    Tone.WARM: ("What you will like", "On board", "Condition and maintenance", "At a glance", "Price and viewing"),
    Tone.PREMIUM: ("Highlights", "Equipment", "Condition and history", "Technical details", "Terms of sale"),
}
# {car} "Peugeot 208 1.2 PureTech", {date} ", first registered in March 2020" or "", {km} ", 57,431 km" or "".
OPENINGS = {
    (Tone.SOBER, GARAGE): ("{car}{date}{km}.", "For sale: {car}{date}{km}."),
    (Tone.SOBER, PRIVATE): ("{car}{date}{km}.", "For sale: {car}{date}{km}."),
    (Tone.WARM, GARAGE): ("Come and see this {car}{date}{km}.", "Take a look at this {car}{date}{km}."),
    (Tone.WARM, PRIVATE): ("I am selling my {car}{date}{km}.", "I am parting with my {car}{date}{km}."),
    (Tone.PREMIUM, GARAGE): ("We present this {car}{date}{km}.", "{seller} presents this {car}{date}{km}."),
    (Tone.PREMIUM, PRIVATE): ("I am offering my {car} for sale{date}{km}.", "Offered for sale: my {car}{date}{km}."),
}
CLOSINGS = {
    GARAGE: ("Write to us with any question, or to arrange a viewing.", "Message us to arrange a viewing."),
    PRIVATE: ("Write to me with any question, or to come and see it.", "Message me to arrange a viewing."),
}
OWNERS = {1: "one owner", 2: "two owners", 3: "three owners", 4: "four owners"}
NOT_GUARANTEED = "odometer reading, not guaranteed"


def number(value: int) -> str:
    return f"{value:,}"


def day(value: date) -> str:
    return f"{value.day}{french.HARD}{MONTHS[value.month - 1]}{french.HARD}{value.year}"


def body(subject: Subject) -> str:
    is_complete = subject.style.length is Length.COMPLETE
    strong, papers = _strengths(subject), _papers(subject.facts)
    known, unknown = _equipment(subject)
    sale = Section("practical", [practical(subject)])
    if subject.style.length is Length.SHORT:
        summary = ", ".join([*strong, *(line for line in papers if line not in strong)])
        sections = [Section("opening", [_opening(subject)]), Section("strengths", _sentences([summary])), sale]
    else:
        equipped = _sentences([", ".join(item for item in known if item not in strong)])
        if unknown:
            equipped.append(f"Also listed by the seller, in French: {', '.join(unknown)}.")
        lone = strong if len(strong) == 1 and strong[0] not in [*papers, *known] else []
        details = [*lone, *papers, *(_technical(subject.facts) if is_complete else [])]
        details = list(dict.fromkeys(line for line in details if line in lone or line not in strong or len(strong) < 2))
        notes = subject.notes if is_complete else french.sentence(french.cut(subject.notes, CONDITION_SHORT))
        upkeep = _sentences([", ".join(_upkeep(subject))])
        parts = [
            ("strengths", strong if len(strong) > 1 else [], True),
            ("equipment", equipped, False),
            ("condition", [*([f"In the seller’s words: {notes}"] if notes else []), *upkeep], False),
            ("papers", details, True),
            ("practical", sale.lines, False),
        ]
        sections = [Section("opening", [_opening(subject)])] + [
            Section(kind, [french.capitalised(line) for line in lines], heading, bulleted)
            for (kind, lines, bulleted), heading in zip(parts, HEADINGS[subject.tone], strict=True)
        ]
    printed = (section.printed(emojis=subject.style.emojis) for section in sections)
    return "\n\n".join(text for text in printed if text)[: CONDITION_LONG * 6]


def _opening(subject: Subject) -> str:
    facts = subject.facts
    seller = french.clean(facts.seller.name, limit=60)
    templates = [t for t in OPENINGS[subject.tone, subject.kind] if seller or "{seller}" not in t]
    sentence = subject.pick("opening", templates).format(
        car=f"{subject.name or 'car'} {subject.version}".strip(), date=_date(facts), km=_mileage(facts), seller=seller
    )
    return " ".join(part for part in (french.capitalised(sentence), _engine(facts)) if part)


def _date(facts: Facts) -> str:
    if not facts.first_registration_year:
        return ""
    month = f"{MONTHS[facts.first_registration_month - 1]} " if facts.first_registration_month else ""
    return f", first registered in {month}{facts.first_registration_year}"


def _mileage(facts: Facts) -> str:
    if facts.mileage_km is None:
        return ""
    distance = f", {number(facts.mileage_km)}{french.HARD}km"
    return distance if facts.mileage_guaranteed else f"{distance} ({NOT_GUARANTEED})"


def _engine(facts: Facts) -> str:
    noun = FUELS.get(facts.fuel, "engine")
    gearbox = "" if facts.fuel == "electric" else GEARBOXES.get(facts.gearbox, "")
    if facts.fuel not in FUELS and not facts.power_hp:
        return french.sentence(gearbox)
    words = f"{facts.power_hp}{french.HARD}hp {noun}" if facts.power_hp else noun
    return french.sentence(f"{words}, {gearbox}" if gearbox else words)


def _strengths(subject: Subject) -> list[str]:
    facts, found = subject.facts, []
    if facts.owners_count == 1:
        found.append(OWNERS[1])
    if facts.mileage_guaranteed and facts.mileage_km is not None:
        found.append("guaranteed mileage")
    if facts.seats is not None and facts.seats >= 7:
        found.append(f"{facts.seats} seats")
    options = (in_english(option, fold(option)) for option in subject.strengths)
    return found + list(dict.fromkeys(option for option in options if option))


def _equipment(subject: Subject) -> tuple[list[str], list[str]]:
    """In English where it is known, and the rest in the seller's words."""
    known: dict[str, None] = {}
    unknown: list[str] = []
    for option in subject.options:
        if equipment.group_of(option) == equipment.UPKEEP:
            continue
        name = in_english(option, fold(option))
        if name:
            known[name] = None
        else:
            unknown.append(option)
    most = 40 if subject.style.length is Length.COMPLETE else 16
    return list(known)[:most], unknown[: most // 2]


def _upkeep(subject: Subject) -> list[str]:
    said = ((option, in_english(option, fold(option))) for option in equipment.upkeep(subject.options)[:8])
    return list(dict.fromkeys(name or f"“{option}”" for option, name in said))


def _papers(facts: Facts) -> list[str]:
    lines = []
    if facts.owners_count:
        lines.append(OWNERS.get(facts.owners_count, f"{facts.owners_count} owners"))
    if facts.inspection_date:
        lines.append(f"technical inspection of {day(facts.inspection_date)}")
    if facts.fiscal_power:
        lines.append(f"{facts.fiscal_power}{french.HARD}fiscal HP")
    if level := crit_air(facts):
        lines.append("Crit’Air: not classed" if level == UNCLASSED else f"Crit’Air{french.HARD}{level}")
    return lines


def _technical(facts: Facts) -> list[str]:
    lines = []
    if facts.color in COLORS:
        lines.append(f"colour: {COLORS[facts.color]}")
    if facts.doors:
        lines.append(f"{facts.doors} door{'s' if facts.doors > 1 else ''}")
    if facts.seats:
        lines.append(f"{facts.seats} seat{'s' if facts.seats > 1 else ''}")
    return lines


def practical(subject: Subject) -> str:
    facts, sentences = subject.facts, []
    if facts.price_eur is not None:
        terms = " including all taxes, registration costs not included" if facts.seller.is_garage else ""
        sentences.append(f"Price: €{number(facts.price_eur)}{terms}.")
    if city := french.clean(facts.seller.city, limit=60):
        sentences.append(f"The car is in {city}.")
    sentences.append(subject.pick("closing", CLOSINGS[subject.kind]))
    return " ".join(sentences)


def _sentences(lines: list[str]) -> list[str]:
    return [french.sentence(line) for line in lines if line]
