from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from imaging.backgrounds import COLOUR, Background, background, backgrounds
from imaging.own_backgrounds import BackgroundUpload, own_backgrounds

register = template.Library()


@register.simple_tag
def all_backgrounds() -> list[Background]:
    return backgrounds()


@register.simple_tag(takes_context=True)
def our_backgrounds(context: Context) -> list[BackgroundUpload]:
    """Those of the dealership whose page it is; the page may have them already."""
    known: list[BackgroundUpload] | None = context.get("own_backgrounds")
    if known is not None:
        return known
    dealership: Any = context.get("dealership")
    return own_backgrounds(dealership) if dealership else []


@register.filter
def plain_colour(slug: str) -> str:
    """ "#1d4ed8" for a background of that colour; "" for a picture."""
    return str(background(slug).name) if COLOUR.fullmatch(slug) else ""
