from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from keroxio.demonstration.stage import open_demonstration


class Command(BaseCommand):
    help = "Open a demonstration dealership whose stock shows cars at every step. Once open it is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if open_demonstration():
            self.stdout.write("The demonstration dealership is open; its photos are made when the worker runs.")
