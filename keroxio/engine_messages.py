"""What engines say when they cannot answer. They know no gettext, so their words are collected and translated here."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from keroxio.errors import EngineError

KNOWN = (
    gettext_noop("The plate models are not installed: run “make setup”."),
    gettext_noop("The cut-out model is not installed: run “make setup”."),
    gettext_noop("The price model's file is missing."),
    gettext_noop("The price model's file is damaged."),
    gettext_noop("The price model's file is of another version of the program. Train it again."),
)


def message_of(error: EngineError) -> str:
    """In the reader's language where it is known; a service's own words stay as they are."""
    return gettext(str(error))
