"""The one way to get an engine: by its role, as the settings name it."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

_lock = Lock()


def engine(role: str) -> Any:
    """One instance per process; raises ``ImproperlyConfigured`` for an unknown role, class or option."""
    with _lock:
        return _load("ENGINES", role)


def has_engine(role: str) -> bool:
    """Say whether the settings name an engine for a role that may be left out."""
    return role in settings.ENGINES


def channel(name: str) -> Any:
    with _lock:
        return _load("CHANNELS", name)


@cache
def _load(setting: str, name: str) -> Any:
    try:
        configured = getattr(settings, setting)[name]
    except KeyError as error:
        raise ImproperlyConfigured(f"{setting} has no entry {name!r}") from error
    try:
        return import_string(configured["ENGINE"])(**configured.get("OPTIONS", {}))
    except (ImportError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"{setting}[{name!r}]: {error}") from error


def _forget(*, setting: str, **_: object) -> None:
    if setting in {"ENGINES", "CHANNELS"}:
        _load.cache_clear()


setting_changed.connect(_forget)
