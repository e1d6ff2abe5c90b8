from __future__ import annotations

from typing import Any

from django import template

from imaging.area_rows import blank_row

register = template.Library()


@register.simple_tag
def blank_area() -> dict[str, Any]:
    return blank_row()
