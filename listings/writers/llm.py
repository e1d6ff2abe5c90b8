"""An ad by a language model behind any OpenAI-compatible endpoint, held against the facts."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable

from keroxio.errors import EngineError
from listings.facts import Facts
from listings.writers import english, french, mentions, paragraphs
from listings.writers.answers import partial_text, understood
from listings.writers.base import AdWriter, Draft, Language, Style
from listings.writers.chat import ChatClient
from listings.writers.prompting import messages_for, prompts
from listings.writers.subject import Subject
from listings.writers.templates import TemplateWriter

# How often the page is told of a text that grows.
TELL_SECONDS = 0.7


class LanguageModelWriter(AdWriter):
    """``fallback``: the templates write where the service cannot, and the draft says so; else EngineError is raised."""

    name = "language-model"
    knows_portals = True

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str = "",
        seconds: float = 60,
        most_tokens: int = 1500,
        fallback: bool = True,
    ) -> None:
        self.client = ChatClient(base_url, api_key, model, seconds, most_tokens)
        self.fallback = TemplateWriter() if fallback else None
        told = json.dumps([prompts(), base_url, model], sort_keys=True, ensure_ascii=False)
        self.cache_version = f"{prompts()['version']}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"

    def write(self, facts: Facts, *, style: Style, on_text: Callable[[str], None] | None = None) -> Draft:
        try:
            answer = self.client.ask(messages_for(facts, style=style), on_text=_told(on_text))
            found = understood(answer, facts, style=style)
        except EngineError as error:
            if self.fallback is None:
                raise
            draft = self.fallback.write(facts, style=style)
            return Draft(draft.title, draft.text, draft.mentions, engine=self.fallback.name, note=str(error))
        return self.personalise(found.title, found.text, facts, style=style)

    def personalise(self, title: str, body: str, facts: Facts, *, style: Style) -> Draft:
        """Price, place, contact and the mentions of the law are this seller's and no model's."""
        subject = Subject(facts, style)
        if style.language is Language.ENGLISH:
            said = f"{body}\n\n{english.practical(subject)}"
        else:
            said = f"{french.typeset(body)}\n\n{french.typeset(paragraphs.practical(subject))}"
        legal = mentions.legal_mentions(facts, said=said)
        return Draft(title, f"{said}\n\n{legal}" if legal else said, legal, body=body)


def _told(on_text: Callable[[str], None] | None) -> Callable[[str], None]:
    """Tells of the text in the answer, not more often than a page can show it."""
    last = 0.0

    def tell(answer: str) -> None:
        nonlocal last
        if on_text is not None and time.monotonic() - last >= TELL_SECONDS:
            last = time.monotonic()
            on_text(partial_text(answer))

    return tell
