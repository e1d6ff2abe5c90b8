"""What one portal gets of an ad: its title within the limit, its signs, the words that buyers search."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings

from listings.channels import fitting
from listings.facts import Facts
from listings.folding import fold
from listings.writers import phrases

EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\uFE0F\u200D]+ ?")
SEPARATOR = " – "
SHORTEST_HEAD = 20


def fitted_title(title: str, limit: int) -> str:
    """Year and mileage, at the end of our titles, stay as long as the name of the car has room beside them."""
    if len(title) <= limit:
        return title
    head, *tail = title.split(SEPARATOR)
    while tail:
        ending = SEPARATOR + SEPARATOR.join(tail)
        if limit - len(ending) >= min(SHORTEST_HEAD, len(head)):
            return fitting.cut(head, limit - len(ending)) + ending
        tail.pop()
    return fitting.cut(head, limit)


def plain_signs(text: str, channel: str) -> str:
    """Without emojis for a portal that turns them into question marks."""
    if not is_plain(channel):
        return text
    return EMOJI.sub("", text)


def is_plain(channel: str) -> bool:
    # A channel that says nothing of its signs takes all of them.
    configured: dict[str, Any] = settings.CHANNELS.get(channel, {})
    options = configured.get("OPTIONS", {})
    return options.get("portal", channel) in PLAIN


# ParuVendu's form knows the signs of Windows-1252 only (general knowledge, to be corrected when it is seen to differ).
PLAIN = {"paruvendu"}


def keywords(facts: Facts) -> list[str]:
    """What buyers type to find such a car, as far as it is known."""
    words = [facts.make, facts.model, str(facts.first_registration_year or "")]
    words += [
        phrases.FUELS.get(facts.fuel, ""),
        phrases.BODIES[facts.body].word if facts.body in phrases.BODIES else "",
    ]
    words += [{"manual": "boîte manuelle", "automatic": "boîte automatique"}.get(facts.gearbox, "")]
    words += ["première main" if facts.owners_count == 1 else "", "7 places" if facts.seats == 7 else ""]
    return [word for word in dict.fromkeys(words) if word]


def missing_keywords(facts: Facts, *, title: str, text: str) -> list[str]:
    said = fold(f"{title}\n{text}")
    return [word for word in keywords(facts) if fold(word) not in said]
