from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Dealership
from keroxio.errors import EngineError
from pricing.revaluing import dealerships_with_stock, revalue


class Command(BaseCommand):
    help = "Queue new estimates of the cars for sale whose facts, month or price model changed. Workers make them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dealership", help="slug of the one dealership; all with cars for sale otherwise")

    def handle(self, *, dealership: str | None, **options: object) -> None:
        chosen = (
            Dealership.objects.filter(slug=dealership)
            if dealership
            else Dealership.objects.filter(pk__in=dealerships_with_stock())
        )
        if dealership and not chosen:
            raise CommandError(f"No dealership {dealership}")
        for one in chosen.order_by("pk"):
            try:
                self.stderr.write(f"{one.slug}: {revalue(one)} estimates queued")
            except EngineError as error:
                raise CommandError(str(error)) from error
