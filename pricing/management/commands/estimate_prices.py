from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from keroxio.engines import engine
from keroxio.errors import EngineError
from pricing.cars_file import Row, rows_of
from vehicles.cars_csv import WrongFile

BATCH = 5_000


class Command(BaseCommand):
    help = "Estimate the asking prices of a CSV of cars. Where no price can be given the three columns stay empty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cars", type=Path, help="CSV, plain or gzip, with a row of column names")
        parser.add_argument("--out", type=Path, required=True, help="CSV: listing_id, low, price, high in euros")

    def handle(self, *, cars: Path, out: Path, **options: Any) -> None:
        # Whole or not at all: nobody takes half a file for the answer.
        unfinished = out.with_name(f"{out.name}.part")
        try:
            with unfinished.open("w", newline="", encoding="utf-8") as file:
                priced, count = self._write(cars, csv.writer(file))
            unfinished.replace(out)
        except (WrongFile, EngineError) as error:
            unfinished.unlink(missing_ok=True)
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stderr.write(f"{out}: {priced} of {count} cars priced")

    def _write(self, cars: Path, writer: Any) -> tuple[int, int]:
        estimator = engine("pricing")
        rows = rows_of(cars, priced_on=timezone.localdate())
        writer.writerow(["listing_id", "low", "price", "high"])
        priced = count = 0
        with tqdm(unit="cars", disable=None) as bar:
            while batch := list(islice(rows, BATCH)):
                for listing_id, answer in self._answers(batch, estimator):
                    writer.writerow([listing_id, *(answer or ("", "", ""))])
                    priced += answer is not None
                count += len(batch)
                bar.update(len(batch))
        return priced, count

    def _answers(self, batch: list[Row], estimator: Any) -> Iterator[tuple[str, tuple[int, int, int] | None]]:
        known = [row.car for row in batch if row.car]
        ranges = iter(estimator.ranges(known))
        for row in batch:
            if row.problem:
                self.stderr.write(f"{row.listing_id or 'a row without listing_id'}: {row.problem}")
            yield row.listing_id, next(ranges) if row.car else None
