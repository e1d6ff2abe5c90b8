from __future__ import annotations

from django import template

from imaging.backgrounds import Background, backgrounds

register = template.Library()


@register.simple_tag
def all_backgrounds() -> list[Background]:
    return backgrounds()
