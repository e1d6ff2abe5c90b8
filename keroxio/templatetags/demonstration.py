from __future__ import annotations

from django import template
from django.conf import settings

from keroxio.demonstration.cast import DEMONSTRATION_EMAIL, DEMONSTRATION_PASSWORD

register = template.Library()


@register.simple_tag
def demonstration_account() -> dict[str, str] | None:
    """The sign-in shown to visitors of a demonstration; nothing anywhere else."""
    if not settings.DEMONSTRATION:
        return None
    return {"email": DEMONSTRATION_EMAIL, "password": DEMONSTRATION_PASSWORD}
