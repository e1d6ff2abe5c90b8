"""An ad from the facts alone, without a language model: chosen phrases, put together by tone and length."""

from __future__ import annotations

from collections.abc import Sequence

from listings.facts import Facts
from listings.writers import french, mentions, paragraphs
from listings.writers.base import AdWriter, Draft, Length, Tone
from listings.writers.paragraphs import Subject
from listings.writers.phrases import HEADINGS

BULLET = "• "
TITLE_LIMIT = 90


class TemplateWriter(AdWriter):
    name = "templates"

    def write(self, facts: Facts, *, tone: Tone, length: Length) -> Draft:
        subject = Subject(facts, tone)
        blocks = _short(subject) if length is Length.SHORT else _sections(subject, length)
        body = "\n\n".join(french.typeset(block) for block in blocks if block)
        legal = mentions.legal_mentions(facts, said=body)
        text = f"{body}\n\n{legal}" if legal else body
        return Draft(title=_title(subject), text=text, mentions=legal)


def _title(subject: Subject) -> str:
    facts = subject.facts
    tail = []
    if facts.first_registration_year:
        tail.append(str(facts.first_registration_year))
    if facts.mileage_km is not None:
        tail.append(french.kilometres(facts.mileage_km))
    head = f"{subject.name or french.capitalised(subject.noun.word)} {subject.version}".strip()
    room = TITLE_LIMIT - sum(len(part) + 3 for part in tail)
    return " – ".join([french.cut(head, room), *tail])


def _short(subject: Subject) -> list[str]:
    strong = paragraphs.strengths(subject, options=4)
    known = [line for line in paragraphs.papers(subject.facts) if line not in strong]
    # The sober opening has said the date in full.
    date = "" if subject.tone is Tone.SOBER else paragraphs.registration(subject.facts)
    summary = " ".join(french.sentence(line) for line in (", ".join([*strong, *known]), date) if line)
    return [paragraphs.opening(subject), summary, paragraphs.practical(subject)]


def _sections(subject: Subject, length: Length) -> list[str]:
    is_complete = length is Length.COMPLETE
    headings = HEADINGS[subject.tone]
    strong = paragraphs.strengths(subject, options=4)
    if len(strong) < 2:
        strong = []
    lines = paragraphs.equipment_lines(
        subject,
        budget=2200 if is_complete else 900,
        without=() if is_complete else strong,
    )
    papers = [paragraphs.registration(subject.facts)]
    papers += [line for line in paragraphs.papers(subject.facts) if is_complete or line not in strong]
    if is_complete:
        papers += paragraphs.technical(subject.facts)
    return [
        paragraphs.opening(subject),
        _section(
            headings["strengths"],
            [french.capitalised(item) for item in strong],
            bulleted=True,
        ),
        _section(headings["equipment"], lines, bulleted=len(lines) > 1),
        _section(
            headings["condition"],
            paragraphs.condition(subject, limit=1200 if is_complete else 600),
        ),
        _section(
            headings["papers"],
            [french.capitalised(line) for line in papers if line],
            bulleted=True,
        ),
        _section(headings["practical"], [paragraphs.practical(subject)]),
    ]


def _section(heading: str, lines: Sequence[str], *, bulleted: bool = False) -> str:
    mark = BULLET if bulleted else ""
    return "\n".join([heading, *(f"{mark}{line}" for line in lines)]) if lines else ""
