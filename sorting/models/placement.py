from __future__ import annotations

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from imaging.viewpoint import View, view_of
from keroxio.runs import Run
from plates.formats import bare
from plates.models import PlateReading
from sorting.models.batch import BatchCar
from sorting.models.photo import BatchPhoto
from sorting.ordering import Seen, arranged
from sorting.shots import Basis
from vehicles.intake import RefusedPhoto, keep
from vehicles.models import Photo, StoredPhoto, Vehicle


class Placement(Run):
    """A car of a batch on its way into the stock. ``order`` is the photos' automatic one, to tell it from a person's.

    ``least`` is the chance below which a suggested photo stays in the batch.
    """

    task = "sorting.place_car"

    car = models.ForeignKey(BatchCar, models.CASCADE, related_name="placements", verbose_name=_("car"))
    vehicle = models.ForeignKey(Vehicle, models.SET_NULL, null=True, blank=True, related_name="placements")
    is_new = models.BooleanField(_("new in the stock"), default=False)
    order = models.JSONField(default=list, blank=True)
    least = models.FloatField(default=0.0, editable=False)

    class Meta(Run.Meta):
        verbose_name = _("placement")
        verbose_name_plural = _("placements")

    def __str__(self) -> str:
        return str(self.car)

    def produce(self) -> None:
        """Taken up again after an interruption it goes on with the photos that are left."""
        self.engine = "sorting"
        rows = {row.pk: row for row in self.car.photos.undecided()}  # type: ignore[attr-defined]
        wanted = [row for row in rows.values() if row.basis != Basis.SUGGESTED or row.chance >= self.least]
        vehicle = self._stocked()
        for key in arranged([Seen(row.pk, first_view(row), row.order_key) for row in wanted]):
            self._add(vehicle, rows[key])

    def _stocked(self) -> Vehicle:
        with transaction.atomic():
            car = (
                BatchCar.objects.select_for_update(of=("self",))
                .select_related("vehicle", "dealership", "batch")
                .get(pk=self.car_id)
            )
            if car.vehicle is None or car.vehicle.deleted_at:
                car.vehicle = in_stock(car) or self._new(car)
                car.save(update_fields=["vehicle"])
            self.vehicle = car.vehicle
            self.save(update_fields=["vehicle", "is_new"])
        return car.vehicle

    def _new(self, car: BatchCar) -> Vehicle:
        self.is_new = True
        return Vehicle.objects.create(
            dealership=car.dealership,
            plate=car.plate,
            plate_country=car.country,
            background=car.batch.background,
            mask_plates=car.dealership.mask_plates,
            sources={"plate": "plate"} if car.plate else {},
        )

    def _add(self, vehicle: Vehicle, row: BatchPhoto) -> None:
        copied = {field.name: getattr(row, field.name) for field in StoredPhoto._meta.local_fields}
        try:
            with transaction.atomic():
                photo = keep(Photo(vehicle=vehicle, **copied))
                self._read(photo, row)
                row.photo, row.left_because = photo, ""
                row.save(update_fields=["photo", "left_because"])
                self.order.append(photo.pk)
        except RefusedPhoto as refusal:
            row.photo = vehicle.photos.filter(deleted_at=None, sha256=row.sha256).first()
            row.left_because = "" if row.photo else str(refusal)[:200]
            row.save(update_fields=["photo", "left_because"])
        self.save(update_fields=["order"])

    def _read(self, photo: Photo, row: BatchPhoto) -> None:
        """A plate that was read is taken over; where a quick look saw none, a thorough one is asked for, to hide it."""
        if row.text:
            PlateReading(dealership_id=row.dealership_id, photo=photo, queue=self.Queue.BULK).adopt(row)
        else:
            PlateReading.objects.request(dealership_id=row.dealership_id, photo=photo, queue=self.Queue.BULK)


def in_stock(car: BatchCar) -> Vehicle | None:
    """The dealership's car with this plate that is for sale: not one that was sold or archived."""
    mine = Vehicle.objects.owned_by(car.dealership).active().filter(sold_at=None).exclude(plate="")
    wanted = bare(car.plate)
    return next((vehicle for vehicle in mine if wanted and bare(vehicle.plate) == wanted), None)


def first_view(row: BatchPhoto) -> View:
    """As far as it is known before the car is cut out."""
    return view_of(row.look, kind="", shape=None)
