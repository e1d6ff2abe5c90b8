"""What every ad writer promises, whichever it is."""

from __future__ import annotations

import pytest

from listings.facts import Facts
from listings.writers.base import AdWriter, Length, Style, Tone
from listings.writers.fake import FakeWriter
from listings.writers.templates import TemplateWriter
from tests.listings.cars import CARS

WRITERS = [TemplateWriter(), FakeWriter()]
GRID = [
    pytest.param(writer, facts, tone, length, id=f"{writer.name}-{name}-{tone}-{length}")
    for writer in WRITERS
    for name, facts in CARS.items()
    for tone in Tone
    for length in Length
]


@pytest.mark.parametrize(("writer", "facts", "tone", "length"), GRID)
def test_it_writes_a_title_and_a_text(writer: AdWriter, facts: Facts, tone: Tone, length: Length) -> None:
    draft = writer.write(facts, style=Style(tone=tone, length=length))
    assert draft.title.strip() == draft.title != ""
    assert draft.text.strip() == draft.text != ""
    assert "\n" not in draft.title
    assert draft.text.endswith(draft.mentions)


@pytest.mark.parametrize("writer", WRITERS)
def test_it_writes_the_same_text_for_the_same_facts(writer: AdWriter) -> None:
    first = writer.write(CARS["city car"], style=Style(tone=Tone.WARM, length=Length.COMPLETE))
    assert first == writer.write(CARS["city car"], style=Style(tone=Tone.WARM, length=Length.COMPLETE))


@pytest.mark.parametrize("writer", WRITERS)
def test_it_has_a_name_for_the_run(writer: AdWriter) -> None:
    assert writer.name
