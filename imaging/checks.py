"""A missing or damaged network is found when the settings are checked, not at the first photo."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from keroxio.engine_messages import message_of
from keroxio.engines import engine, has_engine
from keroxio.errors import EngineError


@register(deploy=True)
def check_cutout(**_: Any) -> list[CheckMessage]:
    try:
        engine("cutout").verify()
    except EngineError as error:
        return [Error(message_of(error), id="imaging.E001")]
    except ImproperlyConfigured:
        return []  # Told by keroxio.checks already.
    return []


@register(deploy=True)
def check_kinds(**_: Any) -> list[CheckMessage]:
    """Kinds are guessed without that engine too, only less well."""
    try:
        if has_engine("kinds"):
            engine("kinds").verify()
    except EngineError as error:
        return [checks.Warning(str(error), id="imaging.W001")]
    except ImproperlyConfigured:
        return []  # Told by keroxio.checks already.
    return []
