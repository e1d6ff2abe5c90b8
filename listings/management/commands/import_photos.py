from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from tqdm import tqdm

from accounts.models import Dealership
from imaging.backgrounds import NAMES, colour_slug
from imaging.gallery import published
from imaging.own_backgrounds import is_known
from keroxio.errors import EngineError
from keroxio.runs import perform_waiting
from listings.batch_import import Assignment, Importer, ensure_ad, request_missing, settle_price
from listings.export import ad_text, describe
from listings.writing import current_ad
from sorting.models import Batch
from vehicles.models import Vehicle
from vehicles.stock_file import StockRow, UnreadableStock, read_stock

PHOTO_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}


class Command(BaseCommand):
    help = "Take a folder of photos, of one or many cars, through every step. Running it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="photos, loose or in one sub-folder a car")
        parser.add_argument("--dealership", required=True, metavar="SLUG")
        parser.add_argument("--stock", type=Path, metavar="STOCK.csv", help="the particulars of the cars, by plate")
        parser.add_argument(
            "--background", default="", metavar="NAME", help="a scene, a colour like #e8eaed, or own-12"
        )
        parser.add_argument("--out", type=Path, metavar="FOLDER", help="one folder a car: photos, ad.txt, ad.json")

    def handle(self, *args: Any, folder: Path, dealership: str, **options: Any) -> None:
        owner = Dealership.objects.filter(slug=dealership).first()
        if owner is None:
            raise CommandError(f"There is no dealership {dealership!r}.")
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        background = colour_slug(options["background"])
        if background and not is_known(background, owner):
            raise CommandError(f"There is no background {background!r}. Scenes: {', '.join(NAMES)}.")
        importer = Importer(owner, self._stock(options["stock"]), background)
        self._place(importer, list(photo_groups(folder, apart_from=options["out"])), folder)
        assignment = importer.finish()
        vehicles = list(assignment.vehicles.values())
        self._work(owner, vehicles, background)
        if options["out"]:
            for vehicle in vehicles:
                write_car(vehicle, options["out"])
        self._report(assignment, folder, importer.batch)

    def _stock(self, path: Path | None) -> list[StockRow]:
        if path is None:
            return []
        try:
            rows = read_stock(path.read_bytes())
        except (OSError, UnreadableStock) as error:
            raise CommandError(f"{path}: {error}") from error
        for row in rows:
            for problem in row.problems:
                self.stderr.write(f"{path.name}, {problem}")
        return rows

    def _place(self, importer: Importer, groups: list[tuple[Path, list[Path]]], folder: Path) -> None:
        for sub, files in groups:
            importer.take_in(files, album="" if sub == folder else sub.name)
        self._perform(importer.dealership, "Reading plates")
        importer.place()
        self._perform(importer.dealership, "Sorting")

    def _work(self, owner: Dealership, vehicles: list[Vehicle], background: str) -> None:
        for vehicle in vehicles:
            try:
                request_missing(vehicle, background)
            except EngineError as error:
                self.stderr.write(f"{vehicle.title}: {error}")
        self._perform(owner, "Photos and prices")
        for vehicle in vehicles:
            vehicle.refresh_from_db()
            settle_price(vehicle)
            ensure_ad(vehicle)
        self._perform(owner, "Ads")

    def _perform(self, owner: Dealership, label: str) -> None:
        threads = settings.CELERY_WORKER_CONCURRENCY
        with tqdm(desc=label, file=sys.stderr) as bar:
            for finished, unfinished in perform_waiting(owner.pk, threads=threads):
                bar.total = finished + unfinished
                bar.update(finished - bar.n)

    def _report(self, assignment: Assignment, folder: Path, batch: Batch | None) -> None:
        added, cars = assignment.added, len(assignment.vehicles)
        self.stderr.write(f"{cars} cars, {added} photos added, {assignment.known} known already.")
        if assignment.unplaced:
            self.stderr.write(f"{len(assignment.unplaced)} photos fit no car:")
        for path, why in assignment.unplaced:
            self.stderr.write(f"  {path.relative_to(folder)}: {why}")
        if batch and assignment.unplaced:
            self.stderr.write(f"Sort them at {reverse('batch', args=[batch.pk])}")


def photo_groups(folder: Path, *, apart_from: Path | None = None) -> Iterator[tuple[Path, list[Path]]]:
    """The folder's own photos, then each sub-folder's (with what is below it), each in order of name.

    Results of an earlier import, which may lie inside the folder, are no photos of cars to import.
    """
    photos = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PHOTO_SUFFIXES and path.is_file())
    if apart_from is not None:
        photos = [path for path in photos if not path.resolve().is_relative_to(apart_from.resolve())]
    loose = [path for path in photos if path.parent == folder]
    if loose:
        yield folder, loose
    for sub in sorted(path for path in folder.iterdir() if path.is_dir()):
        inside = [path for path in photos if path.is_relative_to(sub)]
        if inside:
            yield sub, inside


def write_car(vehicle: Vehicle, out: Path) -> None:
    """One folder named by the plate, else the car's number; what an earlier import wrote there is replaced."""
    target = out / (vehicle.plate.replace(" ", "-") or f"car-{vehicle.pk}")
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("[0-9][0-9].jpg"):
        old.unlink()
    names = []
    for number, picture in enumerate(published(vehicle), start=1):
        if picture.file and picture.file.name:
            names.append(f"{number:02d}.jpg")
            with default_storage.open(picture.file.name) as source, (target / names[-1]).open("wb") as copy:
                shutil.copyfileobj(source, copy)
    (target / "ad.txt").write_text(ad_text(current_ad(vehicle)))
    (target / "ad.json").write_text(json.dumps(describe(vehicle, photos=names), ensure_ascii=False, indent=2) + "\n")
