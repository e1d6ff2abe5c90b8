from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from accounts.models import Dealership
from listings.ads_file import ad_of, rows_of
from listings.facts import Seller
from listings.vehicle_facts import seller_of
from listings.writers.base import Language, Length, Style, Tone
from vehicles.cars_csv import WrongFile


class Command(BaseCommand):
    help = "Write an ad for each car of a CSV, without a language model: one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cars", type=Path, help="CSV, plain or gzip, with a row of column names")
        parser.add_argument("--out", type=Path, required=True, help="JSON lines")
        parser.add_argument("--tone", choices=[tone.value for tone in Tone], default=Tone.WARM.value)
        parser.add_argument("--length", choices=[length.value for length in Length], default=Length.STANDARD.value)
        parser.add_argument("--language", choices=[one.value for one in Language], default=Language.FRENCH.value)
        parser.add_argument("--emojis", action="store_true")
        parser.add_argument("--dealership", metavar="SLUG", help="who sells them, instead of the column seller_type")

    def handle(self, *, cars: Path, out: Path, dealership: str | None, **options: Any) -> None:
        style = Style(
            tone=Tone(options["tone"]),
            length=Length(options["length"]),
            language=Language(options["language"]),
            emojis=options["emojis"],
        )
        # Whole or not at all: nobody takes half a file for the answer.
        unfinished = out.with_name(f"{out.name}.part")
        try:
            written, count = self._write(cars, unfinished, style, _seller(dealership))
            unfinished.replace(out)
        except WrongFile as error:
            unfinished.unlink(missing_ok=True)
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stderr.write(f"{out}: {written} of {count} ads written")

    def _write(self, cars: Path, out: Path, style: Style, seller: Seller | None) -> tuple[int, int]:
        today, written, count = timezone.localdate(), 0, 0
        with out.open("w", encoding="utf-8") as file:
            for row in tqdm(rows_of(cars, seller=seller), unit="ads", disable=None):
                if row.problem:
                    self.stderr.write(f"{row.listing_id or 'a row without listing_id'}: {row.problem}")
                file.write(json.dumps(ad_of(row, style=style, today=today), ensure_ascii=False) + "\n")
                written, count = written + (row.facts is not None), count + 1
        return written, count


def _seller(slug: str | None) -> Seller | None:
    if not slug:
        return None
    try:
        return seller_of(Dealership.objects.get(slug=slug))
    except Dealership.DoesNotExist as error:
        raise CommandError(f"no dealership {slug!r}") from error
