"""A folder of photos, of one or many cars, taken through every step without a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import File
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Dealership
from imaging.studio import apply_background
from keroxio.runs import Run
from listings.writing import current_ad, request_ad
from plates.formats import InvalidPlate, ParsedPlate, bare, parse_plate
from plates.reading import request_readings
from pricing.valuing import can_be_valued, current_valuation, request_valuation
from sorting.deciding import accept
from sorting.models import Batch, BatchPhoto
from sorting.receiving import open_batch, outer_fault, receive
from sorting.wording import worded
from vehicles.decoding import RefusedPhoto
from vehicles.intake import digest_of
from vehicles.models import Photo, Vehicle
from vehicles.reporting import report
from vehicles.stock_file import StockRow

PLACED = 0.9
"""From this confidence on, a suggestion is followed without a person."""


@dataclass
class Assignment:
    """Which photo went to which car, and what could not be placed."""

    vehicles: dict[int, Vehicle] = field(default_factory=dict)
    added: int = 0
    known: int = 0
    unplaced: list[tuple[Path, str]] = field(default_factory=list)


class Importer:
    """One import: a batch as on the sorting page, whose suggestions are followed where they are sure enough.

    Called in the order of its methods, with the runs performed in between.
    """

    def __init__(self, dealership: Dealership, stock: list[StockRow], background: str = "") -> None:
        self.dealership = dealership
        self.background = background
        self.assignment = Assignment()
        self.batch: Batch | None = None
        self.paths: dict[int, Path] = {}
        self.homes: dict[str, int] = {}
        self.by_plate = {
            bare(vehicle.plate): vehicle
            for vehicle in Vehicle.objects.owned_by(dealership).active().filter(sold_at=None).exclude(plate="")
        }
        photos = Photo.objects.owned_by(dealership).present().filter(vehicle__deleted_at=None)
        self.known = {photo.sha256: photo.vehicle for photo in photos.select_related("vehicle")}
        for row in stock:
            if row.plate:
                # Only what is blank is filled in: what a person corrected stays.
                vehicle = self._vehicle(row.plate)
                report(vehicle, "stock", bare(row.plate), row.facts)
                vehicle.refresh_from_db()

    def take_in(self, files: Iterable[Path], album: str = "") -> None:
        """Queue what is new. All photos of an ``album`` show one car; its name may be the plate."""
        for path in files:
            try:
                with path.open("rb") as file:
                    self._take(path, File(file, path.name), album)
            except (OSError, RefusedPhoto) as error:
                self.assignment.unplaced.append((path, str(error)))

    def place(self) -> None:
        """Queue the way into the stock of what was sorted surely."""
        if self.batch is None:
            return
        for album, vehicle in self.homes.items():
            self.batch.cars.filter(album=album, vehicle=None).update(vehicle=vehicle)
        cars = self.batch.cars.filter(Q(is_sure=True) | ~Q(album=""))
        placed = cars.filter(photos__in=self.batch.photos.undecided()).distinct()  # type: ignore[attr-defined]
        accept(self.batch, placed, None, least=PLACED)

    def finish(self) -> Assignment:
        """What became of each photo."""
        for row in BatchPhoto.objects.filter(pk__in=self.paths).select_related("photo__vehicle"):
            if row.photo:
                self._keep(row.photo.vehicle)
                self.assignment.added += 1
            else:
                self.assignment.unplaced.append((self.paths[row.pk], _why_left(row)))
        self.assignment.unplaced.sort()
        return self.assignment

    def _take(self, path: Path, file: File[bytes], album: str) -> None:
        fault = outer_fault(file)
        if fault:
            raise RefusedPhoto(fault)
        digest = digest_of(file.read())
        vehicle = self.known.get(digest)
        if vehicle:
            self._keep(vehicle)
            self.assignment.known += 1
            if album:
                self.homes[album] = vehicle.pk
            return
        mine = BatchPhoto.objects.filter(dealership=self.dealership, sha256=digest, batch__deleted_at=None)
        earlier = mine.exclude(photo__deleted_at=None, photo__isnull=False).order_by("pk").first()
        if earlier and earlier.pk not in self.paths:
            self.assignment.unplaced.append((path, _why_left(earlier)))
            return
        self.batch = self.batch or self._open()
        self.paths[receive(self.batch, file, album=album).pk] = path

    def _open(self) -> Batch:
        fields = {"background": self.background, "expected": list(self.by_plate)}
        return open_batch(self.dealership, None, Batch.Source.IMPORT, **fields)

    def _vehicle(self, plate: str) -> Vehicle:
        key = bare(plate)
        if key not in self.by_plate:
            parsed = _parsed(plate)
            self.by_plate[key] = Vehicle.objects.create(
                dealership=self.dealership,
                plate=parsed.text if parsed else plate.upper()[:15],
                plate_country=parsed.country if parsed else "",
                background=self.background,
                mask_plates=self.dealership.mask_plates,
                sources={"plate": "stock"},
            )
        return self._keep(self.by_plate[key])

    def _keep(self, vehicle: Vehicle) -> Vehicle:
        return self.assignment.vehicles.setdefault(vehicle.pk, vehicle)


def _why_left(row: BatchPhoto) -> str:
    if row.discarded_at:
        return _("put aside before")
    return row.problem or row.left_because or worded(row.reason) or _("not placed yet")


def request_missing(vehicle: Vehicle, background: str = "") -> None:
    """Ask for what a car still lacks, once its photos are placed. Raises ``EngineError`` when no price can be given."""
    if background and vehicle.background != background:
        apply_background(vehicle, background, queue=Run.Queue.BULK)
    request_readings(vehicle.photos.filter(deleted_at=None), queue=Run.Queue.BULK)
    if can_be_valued(vehicle):
        request_valuation(vehicle, queue=Run.Queue.BULK)


def settle_price(vehicle: Vehicle) -> None:
    """Where nobody has set a price, the recommended one."""
    valuation = current_valuation(vehicle)
    if vehicle.price_eur is None and valuation and valuation.recommended:
        vehicle.price_eur = valuation.recommended
        vehicle.sources["price_eur"] = "recommended"
        vehicle.save(update_fields=["price_eur", "sources", "updated_at"])


def ensure_ad(vehicle: Vehicle) -> None:
    if current_ad(vehicle) is None:
        request_ad(vehicle, queue=Run.Queue.BULK)


def _parsed(text: str) -> ParsedPlate | None:
    try:
        return parse_plate(text)
    except InvalidPlate:
        return None
