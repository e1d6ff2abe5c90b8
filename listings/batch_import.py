"""A folder of photos, of one or many cars, taken through every step without a person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Dealership
from imaging.studio import apply_background
from keroxio.engines import engine
from keroxio.runs import Run
from listings.writing import current_ad, request_ad
from plates.engines.base import Plate
from plates.formats import InvalidPlate, ParsedPlate, bare, parse_plate
from plates.reading import record_reading, request_readings
from pricing.valuing import can_be_valued, current_valuation, request_valuation
from vehicles.decoding import RefusedPhoto, decode
from vehicles.intake import add_decoded, digest_of
from vehicles.models import Photo, Vehicle
from vehicles.stock_file import StockRow


@dataclass
class Assignment:
    """Which photo went to which car, and what could not be placed."""

    vehicles: dict[int, Vehicle] = field(default_factory=dict)
    added: list[Photo] = field(default_factory=list)
    known: int = 0
    unplaced: list[tuple[Path, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """A photo of the folder with the plate read on it."""

    path: Path
    plate: Plate | None


class Importer:
    """One import: the dealership's cars by plate, and the photos it has already."""

    def __init__(self, dealership: Dealership, stock: list[StockRow], background: str = "") -> None:
        self.dealership = dealership
        self.background = background
        self.assignment = Assignment()
        self.by_plate = {
            bare(vehicle.plate): vehicle
            for vehicle in Vehicle.objects.owned_by(dealership).active().filter(sold_at=None).exclude(plate="")
        }
        photos = Photo.objects.owned_by(dealership).filter(vehicle__deleted_at=None).select_related("vehicle")
        self.known = {photo.sha256: photo.vehicle for photo in photos}
        self.expected = {bare(row.plate): row for row in stock if row.plate}
        for row in self.expected.values():
            self._fill(self._vehicle(row.plate), row)

    def place_folder(self, folder: Path, files: list[Path]) -> None:
        """All photos of a sub-folder show its car: named by the folder, known from before, or read on most of them."""
        fresh = [path for path in files if not self._is_known(path)]
        if not fresh:
            return
        read = [one for path in fresh if (one := self._read(path))]
        vehicle = self._folders_vehicle(folder, files, read)
        for one in read:
            self._add(vehicle, one)

    def place_loose(self, files: list[Path]) -> None:
        """Each photo goes to the car whose plate it shows; an unsure reading needs the stock or a second photo."""
        read = [one for path in files if not self._is_known(path) and (one := self._read(path))]
        seen: dict[str, int] = defaultdict(int)
        for one in read:
            seen[bare(one.plate.text) if one.plate else ""] += 1
        for one in read:
            text = self._trusted(one.plate, seen)
            if text:
                self._add(self._vehicle(text), one)
            else:
                why = _("no plate was read on it") if one.plate is None else _("its plate is unsure: %(plate)s")
                self.assignment.unplaced.append((one.path, why % {"plate": one.plate.text} if one.plate else why))

    def _trusted(self, plate: Plate | None, seen: dict[str, int]) -> str:
        if plate is None:
            return ""
        text = bare(plate.text)
        if text in self.by_plate or plate.is_confident or seen[text] > 1:
            return plate.text
        near = [other for other in self.by_plate if _differ_by_one(text, other)]
        return self.by_plate[near[0]].plate if len(near) == 1 else ""

    def _folders_vehicle(self, folder: Path, files: list[Path], read: list[Read]) -> Vehicle:
        parsed = _parsed(folder.name)
        if parsed:
            return self._vehicle(parsed.text)
        before = next((known for path in files if (known := self.known.get(digest_of(path.read_bytes())))), None)
        if before:
            return before
        weights: dict[str, float] = defaultdict(float)
        for one in read:
            if one.plate:
                weights[one.plate.text] += one.plate.confidence
        if weights:
            return self._vehicle(max(weights, key=lambda text: weights[text]))
        return self._keep(Vehicle.objects.create(dealership=self.dealership, background=self.background))

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
                sources={"plate": "stock" if key in self.expected else "plate"},
            )
        return self._keep(self.by_plate[key])

    def _keep(self, vehicle: Vehicle) -> Vehicle:
        return self.assignment.vehicles.setdefault(vehicle.pk, vehicle)

    def _fill(self, vehicle: Vehicle, row: StockRow) -> None:
        """Only what is blank: what a person corrected stays."""
        filled = [name for name, value in row.facts.items() if not getattr(vehicle, name) and value]
        for name in filled:
            setattr(vehicle, name, row.facts[name])
            vehicle.sources[name] = "stock"
        if filled:
            vehicle.save(update_fields=[*filled, "sources", "updated_at"])

    def _is_known(self, path: Path) -> bool:
        vehicle = self.known.get(digest_of(path.read_bytes()))
        if vehicle:
            self._keep(vehicle)
            self.assignment.known += 1
        return vehicle is not None

    def _read(self, path: Path) -> Read | None:
        try:
            return Read(path, engine("plates").read(decode(path.read_bytes()).image))
        except (RefusedPhoto, OSError) as error:
            self.assignment.unplaced.append((path, str(error)))
            return None

    def _add(self, vehicle: Vehicle, read: Read) -> None:
        try:
            content = read.path.read_bytes()
            decoded = decode(content)
            with transaction.atomic():
                photo = add_decoded(vehicle, decoded, digest=digest_of(content), name=read.path.name)
                record_reading(photo, read.plate, decoded.image)
        except (RefusedPhoto, OSError) as refusal:
            self.assignment.unplaced.append((read.path, str(refusal)))
        else:
            self.known[photo.sha256] = vehicle
            self.assignment.added.append(photo)


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


def _differ_by_one(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
