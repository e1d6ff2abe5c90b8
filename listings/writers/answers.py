"""A language model's answer, taken apart and held against the facts before anyone sees it as an ad."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from keroxio.errors import EngineError
from listings.claims.base import Verdict
from listings.claims.reading import trace
from listings.contacts import without_contacts
from listings.facts import Facts
from listings.folding import fold
from listings.writers import chat, french
from listings.writers.base import Language, Style
from listings.writers.phrases import EMOJIS

INVENTED = "the writing service said things that the car's particulars do not say"
FOREIGN = "the writing service answered in another language"
REPEATED = "the writing service repeated itself"
FENCE = re.compile(r"^```\w*\n?|\n?```$")
MARKUP = re.compile(r"</?[a-zA-Z][^>\n]{0,300}>|\*\*|__|^#{1,6} |^[*-] ", re.MULTILINE)
TEXT_KEY = re.compile(r'"text"\s*:\s*"')
# What a text may not claim on its own: the rest of what nothing proves is asked about in the editor.
SERIOUS = {
    "warranty", "accident", "no costs", "service book", "owners", "inspection", "price", "mileage", "distance", "power",
    "number", "superlative", "condition", "date", "equipment", "reliability", "defects", "history", "maintenance",
    "level of equipment", "rating", "value for money",
}  # fmt: skip
FRENCH = re.compile(r"\b(?:le|la|les|de|des|du|et|une?|est|avec|pour|vous)\b")
ENGLISH = re.compile(r"\b(?:the|and|with|for|this|is|of|to|it|you)\b")
SHORTEST, LONGEST = 60, 6_000
TITLE = 90


@dataclass(frozen=True)
class Answer:
    title: str
    text: str


def partial_text(answer: str) -> str:
    """What there is of the text in an answer that is still being written."""
    found = TEXT_KEY.search(answer)
    if not found:
        return ""
    rest = re.match(r'(?:[^"\\]|\\(?:[^u]|u[0-9a-fA-F]{4}))*', answer[found.end() :])
    try:
        return str(json.loads(f'"{rest[0] if rest else ""}"', strict=False))
    except ValueError:
        return ""


def understood(answer: str, facts: Facts, *, style: Style) -> Answer:
    """Raises EngineError where the answer cannot be an ad of this car."""
    title, text = _taken_apart(answer)
    title = french.clean(without_contacts(MARKUP.sub("", title)), limit=TITLE)
    text = without_contacts(_paragraphs(MARKUP.sub("", text)))
    if not style.emojis:
        text = _without_emojis(text)
    if not title or not SHORTEST <= len(text) <= LONGEST:
        raise EngineError(chat.GARBLED)
    _check_language(text, style.language)
    _check_repetition(text)
    _check_claims(title, text, facts)
    return Answer(title, text)


def _taken_apart(answer: str) -> tuple[str, str]:
    try:
        found = json.loads(FENCE.sub("", answer.strip()), strict=False)
    except ValueError as error:
        raise EngineError(chat.GARBLED) from error
    title, text = (found.get("title"), found.get("text")) if isinstance(found, dict) else (None, None)
    if not isinstance(title, str) or not isinstance(text, str):
        raise EngineError(chat.GARBLED)
    return title, text


def _paragraphs(text: str) -> str:
    """Lines kept, each without markup characters or invisible ones."""
    lines = [french.clean(line, limit=2000) for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_emojis(text: str) -> str:
    signs = "".join(EMOJIS.values())
    kept = re.sub(rf"[{signs}\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]+ ?", "", text)
    return kept.strip()


def _check_language(text: str, language: Language) -> None:
    words = fold(text)
    french_words, english_words = len(FRENCH.findall(words)), len(ENGLISH.findall(words))
    is_english = english_words > french_words
    if is_english != (language is Language.ENGLISH) and french_words + english_words > 4:
        raise EngineError(FOREIGN)


def _check_repetition(text: str) -> None:
    sentences = [part.strip() for part in re.split(r"[.!?\n]+", fold(text)) if len(part.strip()) > 15]
    if len(sentences) - len(set(sentences)) > 2:
        raise EngineError(REPEATED)


def _check_claims(title: str, text: str, facts: Facts) -> None:
    for claim in trace(f"{title}\n{text}", facts):
        is_invented = claim.verdict is Verdict.UNPROVEN and claim.kind in SERIOUS
        if claim.verdict is Verdict.CONTRADICTED or is_invented:
            raise EngineError(INVENTED)
