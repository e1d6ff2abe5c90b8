from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pricing.cars_file import WrongFile, rows_of
from pricing.engines.card import card
from pricing.engines.price_model import save
from pricing.engines.training import TooFewCars, train


class Command(BaseCommand):
    help = "Learn prices from a CSV of asking prices; writes the model and, beside it, its card (.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "listings", type=Path, help="CSV, plain or gzip: listing_id, make, model, …, price_eur, listed_on"
        )
        parser.add_argument("--out", type=Path, required=True, help="the model's file, for instance model.zip")
        parser.add_argument("--until", type=date.fromisoformat, help="the last day to learn from (YYYY-MM-DD)")
        parser.add_argument("--source", default="not stated.", help="where the listings come from, for the card")

    def handle(self, *, listings: Path, out: Path, until: date | None, source: str, **options: Any) -> None:
        cars, prices, skipped = [], [], 0
        try:
            for row in rows_of(listings, priced_on=until or timezone.localdate()):
                if row.car is None or row.price_eur is None or row.price_eur <= 0:
                    skipped += 1
                elif until is None or row.car.priced_on <= until:
                    cars.append(row.car)
                    prices.append(row.price_eur)
            latest = max((car.priced_on for car in cars), default=timezone.localdate())
            learnt = train(cars, prices, version=f"{latest:%Y-%m-%d}-{len(cars)}", say=self.stderr.write)
        except (WrongFile, TooFewCars) as error:
            raise CommandError(str(error)) from error
        try:
            save(learnt.model, out)
            out.with_suffix(".md").write_text(card(learnt, source=source), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stderr.write(
            f"{out}: {out.stat().st_size / 1e6:.1f} MB; {skipped} rows left out; card in {out.with_suffix('.md')}"
        )
