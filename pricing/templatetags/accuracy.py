from __future__ import annotations

from django import template

from pricing.wording import percent as in_percent

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """0.056 as "5.6 %", in the reader's language."""
    return in_percent(share)
