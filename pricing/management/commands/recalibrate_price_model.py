from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from keroxio.errors import EngineError
from pricing.engines.training import TooFewCars
from pricing.learning import recalibrate_present
from pricing.listings import from_file, from_market
from vehicles.cars_csv import WrongFile


class Command(BaseCommand):
    help = (
        "Set the level and the ranges of the present model by the latest listings, of a file or else of the imported "
        "market, without learning anew. Registers a version that answers if its ranges hold better."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("listings", type=Path, nargs="?", help="CSV, plain or gzip, as for train_price_model")
        parser.add_argument("--days", type=int, default=14, help="how many days of listings to go by (14)")
        parser.add_argument("--until", type=date.fromisoformat, help="the last day to go by (YYYY-MM-DD)")
        parser.add_argument("--source", default="not stated.", help="where the listings come from, for the card")
        parser.add_argument("--force", action="store_true", help="activate it even if its ranges hold worse")

    def handle(self, *, listings: Path | None, days: int, until: date | None, **options: Any) -> None:
        try:
            known = from_file(listings, until=until) if listings else from_market(until=until)
            recent = known.last(days)
            row = recalibrate_present(
                recent.cars, recent.prices, source=options["source"], is_forced=options["force"], say=self.stderr.write
            )
        except (WrongFile, TooFewCars, EngineError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{row.version}: {len(recent.cars)} listings of the last {days} days")
