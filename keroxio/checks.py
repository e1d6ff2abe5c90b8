"""System checks: a wrong engine is found at start, not at the first photo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from keroxio.engines import channel, engine


@register(deploy=True)
def check_engines(**_: Any) -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    for load, names in ((engine, settings.ENGINES), (channel, settings.CHANNELS)):
        for name in names:
            try:
                load(name)
            except ImproperlyConfigured as error:
                faults.append(Error(str(error), id="keroxio.E001"))
    return faults
