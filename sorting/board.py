"""The sorting page put together: cars with their photos, the tray, and how far the reading is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.models import Dealership
from keroxio.runs import Run
from plates.formats import bare
from sorting.deciding import last_decision
from sorting.models import Batch, BatchCar, BatchPhoto, Decision, Placement
from sorting.shots import Basis
from sorting.wording import worded
from vehicles.models import MAX_PHOTOS, Vehicle

PACE_SECONDS = 60
CERTAIN = 0.9


@dataclass
class CarRow:
    car: BatchCar
    photos: list[BatchPhoto] = field(default_factory=list)
    placed: int = 0
    placement: Placement | None = None
    former: Vehicle | None = None
    alike: list[BatchCar] = field(default_factory=list)

    @property
    def crop(self) -> FieldFile | None:
        """The plate as it was read best."""
        read = [photo for photo in self.photos if photo.crop and bare(photo.text) == bare(self.car.plate)]
        best = max(read, key=lambda photo: photo.confidence or 0, default=None)
        return best.crop if best else None

    @property
    def is_placing(self) -> bool:
        return self.placement is not None and not self.placement.is_finished

    @property
    def is_ready(self) -> bool:
        """Whether it may be accepted with all the others, without a look at its plate."""
        return bool(self.photos) and not self.is_placing and (self.car.is_sure or self._is_made_by_hand)

    @property
    def _is_made_by_hand(self) -> bool:
        return not self.car.plate and any(photo.basis == Basis.DECIDED for photo in self.photos)

    @property
    def surplus(self) -> int:
        in_stock = self.car.vehicle.photo_count if self.car.vehicle else 0  # type: ignore[attr-defined]
        return max(0, in_stock + len(self.photos) - MAX_PHOTOS)


@dataclass
class Board:
    batch: Batch
    cars: list[CarRow]
    stocked: list[CarRow]
    tray: list[BatchPhoto]
    discarded: list[BatchPhoto]
    refused: list[BatchPhoto]
    known: int
    last: Decision | None

    @property
    def ready(self) -> list[CarRow]:
        return [row for row in self.cars if row.is_ready]

    @property
    def suggested(self) -> int:
        return sum(photo.basis == Basis.SUGGESTED for row in self.cars for photo in row.photos)

    @property
    def can_retry(self) -> bool:
        return any(not photo.is_refused for photo in self.refused)

    @property
    def is_empty(self) -> bool:
        return not (self.cars or self.stocked or self.tray or self.discarded or self.refused or self.known)


@dataclass
class Progress:
    total: int
    finished: int
    placing: int
    revision: int
    left: timedelta | None

    @property
    def minutes(self) -> int:
        return round(self.left.total_seconds() / 60) if self.left else 0

    @property
    def is_open(self) -> bool:
        return self.finished < self.total or self.placing > 0


def board_of(batch: Batch) -> Board:
    photos = list(batch.photos.filter(status__in=[Run.Status.DONE, Run.Status.FAILED]).defer("fingerprint"))
    photos.sort(key=lambda photo: (photo.order_key, photo.pk))
    rows = _rows(batch, photos)
    waiting = [row for row in rows if row.photos or row.is_placing]
    undecided = [photo for photo in photos if photo.status == Run.Status.DONE and not photo.photo_id]
    return Board(
        batch=batch,
        cars=waiting,
        stocked=[row for row in rows if row.placed and row not in waiting and row.car.vehicle],
        # Photos just read, with no suggestion made yet, are in the bar above.
        tray=[photo for photo in undecided if not photo.car_id and not photo.discarded_at and photo.reason],
        discarded=[photo for photo in undecided if photo.discarded_at],
        refused=[photo for photo in photos if photo.status == Run.Status.FAILED],
        known=sum(bool(photo.photo_id) and not photo.car_id for photo in photos),
        last=last_decision(batch),
    )


def _rows(batch: Batch, photos: list[BatchPhoto]) -> list[CarRow]:
    counted = Count("photos", filter=Q(photos__deleted_at=None))
    cars = list(batch.cars.order_by("pk"))
    vehicles = Vehicle.objects.annotate(photo_count=counted).in_bulk([car.vehicle_id for car in cars if car.vehicle_id])
    for car in cars:
        vehicle = vehicles.get(car.vehicle_id or 0)
        car.vehicle = vehicle if vehicle and not vehicle.deleted_at else None
    rows = {car.pk: CarRow(car) for car in cars}
    for placement in Placement.objects.filter(car__batch=batch).order_by("pk"):
        rows[placement.car_id].placement = placement
    for photo in photos:
        photo.why = worded(photo.reason) if photo.basis != Basis.READ else ""  # type: ignore[attr-defined]
        photo.percent = min(99, round(100 * photo.chance))  # type: ignore[attr-defined]
        row = rows.get(photo.car_id or 0)
        if row and photo.photo_id:
            row.placed += 1
        elif row and not photo.discarded_at:
            row.photos.append(photo)
    _tell_former(batch, [row for row in rows.values() if row.photos and row.car.plate and not row.car.vehicle])
    _tell_alike(list(rows.values()))
    return sorted(rows.values(), key=lambda row: (row.photos[0].order_key if row.photos else (0.0, "", 0), row.car.pk))


def _tell_former(batch: Batch, rows: list[CarRow]) -> None:
    """A car with this plate that was sold or archived: these photos will make a new one."""
    former = Vehicle.objects.owned_by(batch.dealership).present().exclude(sold_at=None, archived_at=None)
    by_plate = {bare(vehicle.plate): vehicle for vehicle in former.exclude(plate="")} if rows else {}
    for row in rows:
        row.former = by_plate.get(bare(row.car.plate))


def _tell_alike(rows: list[CarRow]) -> None:
    by_plate = {bare(row.car.plate): row.car for row in rows if row.photos}
    for row in rows:
        row.alike = [by_plate[plate] for plate in row.car.looks_like if plate in by_plate]


def progress_of(batch: Batch) -> Progress:
    counts = batch.photos.aggregate(
        total=Count("pk"), finished=Count("pk", filter=Q(status__in=[Run.Status.DONE, Run.Status.FAILED]))
    )
    placing = Placement.objects.unfinished().filter(car__batch=batch).count()
    left = _left(batch, counts["total"] - counts["finished"])
    return Progress(counts["total"], counts["finished"], placing, batch.revision, left)


def _left(batch: Batch, unread: int) -> timedelta | None:
    """At the pace of the last minute; None before there is one."""
    since = timezone.now() - timedelta(seconds=PACE_SECONDS)
    lately = batch.photos.filter(finished_at__gte=since, attempts__gt=0)
    count = lately.count()
    if not unread or count < 3:
        return None
    first = lately.order_by("started_at").values_list("started_at", flat=True)[0] or since
    passed = timezone.now() - max(since, first)
    return passed / count * unread


def batches_of(dealership: Dealership) -> QuerySet[Batch]:
    """With their counts, those without photos left out."""
    open_ = Q(photos__status__in=[Run.Status.QUEUED, Run.Status.RUNNING])
    waiting = Q(photos__status=Run.Status.DONE, photos__photo=None, photos__discarded_at=None)
    counted: QuerySet[Batch] = (
        Batch.objects.owned_by(dealership)
        .present()
        .select_related("created_by")
        .annotate(
            total=Count("photos"),
            unread=Count("photos", filter=open_),
            waiting=Count("photos", filter=waiting),
            placed=Count("photos", filter=Q(photos__photo__isnull=False)),
            newest=Max("photos__created_at"),
        )
        .filter(total__gt=0)
        .order_by("-pk")
    )
    return counted
