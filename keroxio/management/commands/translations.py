from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

OPTIONS = [
    "--no-obsolete",
    "--no-wrap",
    "--add-location=file",
    "--ignore=.venv/*",
    "--ignore=tests/*",
    "--ignore=var/*",
]


class Command(BaseCommand):
    help = "Collect the texts to translate into locale/fr; --check fails where one is missing or stale. Needs gettext."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where something is to be done")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / "fr" / "LC_MESSAGES" / "django.po"
        before = path.read_bytes() if path.exists() else b""
        call_command("makemessages", "--locale=fr", *OPTIONS, verbosity=0)
        after = path.read_bytes()
        if check:
            path.write_bytes(before)
        faults = list(untranslated(read_po(io.BytesIO(after), locale="fr")))
        if check and ids(before) != ids(after):
            faults.append("locale/fr is not up to date: run make messages")
        if faults and check:
            raise CommandError("\n".join(faults))
        self.stdout.write("\n".join(faults) or "Every text is translated.")


def ids(content: bytes) -> set[Any]:
    return {(message.context, message.id) for message in read_po(io.BytesIO(content))}


def untranslated(catalog: Catalog) -> list[str]:
    faults = [message for message in catalog if message.id and (message.fuzzy or not all(_strings(message.string)))]
    return [f"{_state(fault)}: {fault.id!r}, {', '.join(name for name, _ in fault.locations)}" for fault in faults]


def _state(message: Message) -> str:
    return "fuzzy" if message.fuzzy else "untranslated"


def _strings(string: Any) -> list[str]:
    return list(string) if isinstance(string, tuple) else [string]
