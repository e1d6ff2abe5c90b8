"""An ad from the facts alone, without a language model: chosen phrases, put together by tone and length."""

from __future__ import annotations

from collections.abc import Callable

from listings.facts import Facts
from listings.writers import english, french, mentions, paragraphs
from listings.writers.base import AdWriter, Draft, Language, Length, Style, Tone
from listings.writers.phrases import HEADINGS
from listings.writers.sections import Section
from listings.writers.subject import CONDITION_LONG, CONDITION_SHORT, Subject

TITLE_LIMIT = 90
EQUIPMENT = {Length.SHORT: 0, Length.STANDARD: 900, Length.COMPLETE: 2200}


class TemplateWriter(AdWriter):
    name = "templates"

    def write(self, facts: Facts, *, style: Style, on_text: Callable[[str], None] | None = None) -> Draft:
        subject = Subject(facts, style)
        body = english.body(subject) if style.language is Language.ENGLISH else french_body(subject)
        legal = mentions.legal_mentions(facts, said=body)
        text = f"{body}\n\n{legal}" if legal else body
        return Draft(title=title(subject), text=text, mentions=legal)


def title(subject: Subject) -> str:
    facts = subject.facts
    number = english.number if subject.style.language is Language.ENGLISH else french.number
    tail = []
    if facts.first_registration_year:
        tail.append(str(facts.first_registration_year))
    if facts.mileage_km is not None:
        tail.append(f"{number(facts.mileage_km)}{french.HARD}km")
    unnamed = "Car" if subject.style.language is Language.ENGLISH else french.capitalised(subject.noun.word)
    head = f"{subject.name or unnamed} {subject.version}".strip()
    room = TITLE_LIMIT - sum(len(part) + 3 for part in tail)
    return " – ".join([french.cut(head, room), *tail])


def french_body(subject: Subject) -> str:
    sections = _short(subject) if subject.style.length is Length.SHORT else _sections(subject)
    printed = (section.printed(emojis=subject.style.emojis) for section in sections)
    return french.typeset("\n\n".join(text for text in printed if text))


def _short(subject: Subject) -> list[Section]:
    strong = paragraphs.strengths(subject)
    known = [line for line in paragraphs.papers(subject.facts) if line not in strong]
    summary = " ".join(french.sentence(", ".join(lines)) for lines in (strong, known) if lines)
    return [
        Section("opening", [paragraphs.opening(subject, in_full=True)]),
        Section("strengths", [summary] if summary else []),
        Section("practical", [paragraphs.practical(subject)]),
    ]


def _sections(subject: Subject) -> list[Section]:
    is_complete = subject.style.length is Length.COMPLETE
    strong = paragraphs.strengths(subject)
    # One line is no list; what it says stands among the papers or the equipment.
    lone = strong if len(strong) < 2 else []
    strong = [] if lone else strong
    lines = paragraphs.equipment_lines(subject, budget=EQUIPMENT[subject.style.length], without=strong)
    papers = [line for line in paragraphs.papers(subject.facts) if line not in strong]
    papers = [line for line in lone if line not in papers and line not in subject.options] + papers
    if subject.tone is not Tone.SOBER:
        papers.insert(0, paragraphs.registration(subject.facts))
    if is_complete:
        papers += [line for line in paragraphs.technical(subject.facts) if line not in [*strong, *lone]]
    limit = CONDITION_LONG if is_complete else CONDITION_SHORT
    parts = [
        ("strengths", strong, True),
        ("equipment", lines, len(lines) > 1),
        ("condition", paragraphs.condition(subject, limit=limit), False),
        ("papers", [line for line in papers if line], True),
        ("practical", [paragraphs.practical(subject)], False),
    ]
    headings = HEADINGS[subject.tone]
    return [
        Section("opening", [paragraphs.opening(subject, in_full=False)]),
        *(
            Section(kind, [french.capitalised(line) for line in lines], headings[kind], bulleted)
            for kind, lines, bulleted in parts
        ),
    ]
