"""What engines say when they cannot answer. They know no gettext, so their words are collected and translated here."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop, override

from keroxio.errors import EngineError

KNOWN = (
    gettext_noop("The plate models are not installed: run “make setup”."),
    gettext_noop("The face model is not installed: run “make setup”."),
    gettext_noop("The cut-out model is not installed: run “make setup”."),
    gettext_noop("The vehicle model is not installed: run “make setup”."),
    gettext_noop("The cut-out model's file is not the one expected: run “make setup”, or correct its checksum."),
    gettext_noop("The cut-out model's file is damaged: run “make setup”."),
    gettext_noop("The cut-out model does not take or give what its description says."),
    gettext_noop("The cut-out service refuses our key. Tell the person who runs this site."),
    gettext_noop("The credits at the cut-out service are spent. Tell the person who runs this site."),
    gettext_noop("The cut-out service does not take this photo."),
    gettext_noop("the writing service did not answer"),
    gettext_noop("the writing service refused the request"),
    gettext_noop("the writing service is busy"),
    gettext_noop("the writing service did not answer in the agreed form"),
    gettext_noop("the writing service would not stop"),
    gettext_noop("the writing service stopped in the middle"),
    gettext_noop("the writing service said things that the car's particulars do not say"),
    gettext_noop("the writing service answered in another language"),
    gettext_noop("the writing service repeated itself"),
    gettext_noop("The price model's file is missing."),
    gettext_noop("The price model's file is damaged."),
    gettext_noop("The price model's file cannot be read."),
    gettext_noop("The price model's file is of another version of the program. Train it again."),
    gettext_noop("The service does not answer. It is asked again in a moment."),
    gettext_noop("The service is asked too often at the moment. It is asked again in a moment."),
    gettext_noop("The service has a fault at the moment. It is asked again in a moment."),
    gettext_noop("The service answered something that cannot be read."),
    gettext_noop("The service answers from another address: its address in the settings has to be changed."),
    gettext_noop("The registration service refuses our key. Tell the person who runs this site."),
    gettext_noop("The quota at the registration service is spent. Tell the person who runs this site."),
    gettext_noop(
        "The registration service has nothing at this address: its address in the settings has to be changed."
    ),
    gettext_noop("The registration service answered with another plate. Try again."),
    gettext_noop("Only French plates can be looked up."),
    gettext_noop("The plate reading service refuses our key. Tell the person who runs this site."),
    gettext_noop("The quota at the plate reading service is spent. Tell the person who runs this site."),
    gettext_noop("The plate reading service does not take this photo."),
)


def message_of(error: EngineError) -> str:
    return translated(str(error))


def translated(message: str) -> str:
    """In the reader's language where the message is known; a service's own words stay as they are."""
    return gettext(message) if message else ""


def untranslated(message: object) -> str:
    """As it is stored, so that whoever reads it has it in their own language. ``message`` is lazy, or holds one."""
    with override(None):
        return str(message)
