from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from accounts.models import Dealership
from pricing.importing.files import MarketReader, UnreadableMarket
from pricing.importing.importing import Rejects, Report, bring_in, mapping_of
from pricing.importing.mapping import WrongMapping, load
from pricing.models import MarketSource


class Command(BaseCommand):
    help = (
        "Bring in listings of cars for sale: CSV or JSON lines, plain or gzip. Importing a file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--source", required=True, help="where the listings come from")
        parser.add_argument("--mapping", type=Path, help="TOML or JSON: which column holds what (docs/market.md)")
        parser.add_argument("--dealership", help="slug of the one dealership that sees them; all do otherwise")
        parser.add_argument("--seen-on", type=date.fromisoformat, help="the day of prices without one; today otherwise")
        parser.add_argument("--rejected", type=Path, help="CSV of rejected rows; FILE.rejected.csv otherwise")

    def handle(self, *, files: list[Path], source: str, **options: Any) -> None:
        try:
            told = load(options["mapping"]) if options["mapping"] else {}
            owner = self._source(source, options["dealership"])
            for path in files:
                rejected = options["rejected"] or path.with_name(f"{path.name}.rejected.csv")
                self._import(path, owner, told, options["seen_on"] or timezone.localdate(), rejected)
        except WrongMapping as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def _source(self, name: str, slug: str | None) -> MarketSource:
        owner = Dealership.objects.filter(slug=slug).first() if slug else None
        if slug and owner is None:
            raise CommandError(f"No dealership {slug}")
        source, _created = MarketSource.objects.get_or_create(name=name[:60], dealership=owner)
        return source

    def _import(self, path: Path, source: MarketSource, told: dict[str, Any], seen_on: date, rejected: Path) -> None:
        with ExitStack() as opened:
            rejects = Rejects(lambda: opened.enter_context(rejected.open("w", newline="", encoding="utf-8")))
            file = opened.enter_context(path.open("rb"))
            bar = opened.enter_context(
                tqdm(total=path.stat().st_size, unit="B", unit_scale=True, desc=path.name, disable=None)
            )

            def advanced(lines: int, report: Report) -> None:
                bar.update(reader.position - bar.n)

            try:
                reader = MarketReader(file)
                mapping = mapping_of(reader, told)
                report = bring_in(reader, source, mapping=mapping, seen_on=seen_on, rejects=rejects, advanced=advanced)
            except UnreadableMarket as error:
                raise CommandError(f"{path}: {error}") from error
        said = report.merged
        self.stderr.write(
            f"{path}: {said.added} new, {said.changed} changed, {said.unchanged} unchanged, {report.rejected} rejected"
            + (f" (see {rejected})" if report.rejected else "")
        )
