from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plates.covers import bold_font

SIZE = 32
NO_CHARACTER = "\U0010fffd"
"""For private use, so that no font has it: it is drawn as every other character that a font does not have."""


def can_be_drawn(text: str) -> None:
    """A validator of words that go onto pictures. Raises ``ValidationError``."""
    letters = bold_font(SIZE)
    unknown = bytes(letters.getmask(NO_CHARACTER))
    missing = [letter for letter in dict.fromkeys(text) if bytes(letters.getmask(letter)) == unknown]
    if missing:
        message = _("This cannot be drawn on photos: %(characters)s. Use letters and digits.")
        raise ValidationError(message % {"characters": " ".join(missing)})
