from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Model weights, translations and database, ready to run. What is ready already is left alone."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("fetch_weights")
        for folder in settings.LOCALE_PATHS:
            for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
                compile_messages(source)
        call_command("migrate", verbosity=0, skip_checks=True)
        if settings.DEMONSTRATION:
            call_command("demonstrate")


def compile_messages(source: Path) -> None:
    """As Django's compilemessages does, without needing gettext on the machine."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    partial = target.with_suffix(".partial")
    with source.open("rb") as texts, partial.open("wb") as compiled:
        write_mo(compiled, read_po(texts, locale=source.parent.parent.name))
    partial.rename(target)
