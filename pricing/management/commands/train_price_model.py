from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from keroxio.errors import EngineError
from pricing.engines.card import card
from pricing.engines.price_model import PriceModel, save
from pricing.engines.training import TooFewCars, train
from pricing.learning import learn
from pricing.listings import Listings, from_file, from_market
from vehicles.cars_csv import WrongFile


class Command(BaseCommand):
    help = (
        "Learn prices from a file of asking prices, or else from the imported market, with a back-test by time. "
        "Registers a version that answers from then on if it is no worse than the model before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "listings",
            type=Path,
            nargs="?",
            help="CSV, plain or gzip: listing_id, make, model, …, price_eur, listed_on",
        )
        parser.add_argument(
            "--out", type=Path, help="write the model to this file and its card beside, register nothing"
        )
        parser.add_argument("--until", type=date.fromisoformat, help="the last day to learn from (YYYY-MM-DD)")
        parser.add_argument("--source", default="not stated.", help="where the listings come from, for the card")
        parser.add_argument("--force", action="store_true", help="activate it even if it is worse")

    def handle(self, *, listings: Path | None, out: Path | None, until: date | None, **options: Any) -> None:
        try:
            known = from_file(listings, until=until) if listings else from_market(until=until)
            source = options["source"]
            if out:
                self._write(train(known.cars, known.prices, source=source, say=self.stderr.write).model, out)
            else:
                self._register(known, source, is_forced=options["force"])
        except (WrongFile, TooFewCars, EngineError) as error:
            raise CommandError(str(error)) from error
        if known.left_out:
            self.stderr.write(f"{known.left_out} rows left out")

    def _register(self, known: Listings, source: str, *, is_forced: bool) -> None:
        row = learn(known.cars, known.prices, source=source, is_forced=is_forced, say=self.stderr.write)
        self.stdout.write(row.card)
        self.stderr.write(f"{row.version}: {row.file.size / 1e6:.1f} MB")

    def _write(self, model: PriceModel, out: Path) -> None:
        try:
            save(model, out)
            out.with_suffix(".md").write_text(card(model.manifest), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stderr.write(f"{out}: {out.stat().st_size / 1e6:.1f} MB; card in {out.with_suffix('.md')}")
