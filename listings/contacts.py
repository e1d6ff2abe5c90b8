"""Phone numbers, addresses and links in a text, which portals refuse and no model may write."""

from __future__ import annotations

import re

PHONE = re.compile(r"(?:(?:\+|00)\s?33\s?|\b0)\(?0?\)?[1-9](?:[\s.\-/]?\d{2}){4}\b")
MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def without_contacts(text: str) -> str:
    """Phone numbers, e-mail addresses and links taken out, the lines left whole."""
    for pattern in (LINK, MAIL, PHONE):
        text = pattern.sub("", text)
    text = re.sub(r"[ \t]+([,.;])", r"\1", re.sub(r"[ \t]{2,}", " ", text))
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).strip()
