"""A missing or damaged network is found when the settings are checked, not at the first photo."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004
from django.core.exceptions import ImproperlyConfigured

from keroxio.engine_messages import message_of
from keroxio.engines import engine, has_engine
from keroxio.errors import EngineError

# Kinds are guessed without their engine too, only less well.
FOUND = {
    "cutout": (Error, "imaging.E001"),
    "vehicles": (Error, "imaging.E002"),
    "kinds": (Warning, "imaging.W001"),
}


@register(deploy=True)
def check_networks(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for role, (message, number) in FOUND.items():
        try:
            if has_engine(role):
                engine(role).verify()
        except EngineError as error:
            found.append(message(message_of(error), id=number))
        except ImproperlyConfigured:
            continue  # Told by keroxio.checks already.
    return found
