from __future__ import annotations

import io
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from PIL.Image import Image

from keroxio.engines import engine, has_engine
from keroxio.errors import EngineError
from keroxio.passing import PassingRun
from keroxio.runs import Run
from plates.areas import Areas
from plates.engines.base import Plate, Quad
from plates.formats import bare
from plates.renditions import flat_crop
from vehicles.at_hand import Keep
from vehicles.models import Photo, Vehicle

BY_HAND = "hand"
"""The engine of readings that a person has corrected."""


def crop_path(row: PlateFindings, name: str) -> str:
    return f"{row.folder}/{uuid.uuid4().hex}{name}"


class PlateFindings(models.Model):
    """What was found in one picture; ``text`` is empty when it shows no plate."""

    keeps_crop: ClassVar[bool] = True

    text = models.CharField(_("plate"), max_length=15, blank=True)
    country = models.CharField(_("country"), max_length=3, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    is_confident = models.BooleanField(_("confident"), default=False)
    quad = models.JSONField(null=True, blank=True)
    others = models.JSONField(default=list, blank=True)
    candidates = models.JSONField(default=list, blank=True)
    corrections = models.JSONField(default=list, blank=True)
    faces = models.JSONField(default=list, blank=True)
    crop = models.FileField(_("crop"), upload_to=crop_path, blank=True, max_length=200)

    if TYPE_CHECKING:
        engine: models.CharField[str, str]

    class Meta:
        abstract = True

    @property
    def folder(self) -> str:
        """Where files go: under the dealership, so that the media view can check who asks."""
        raise NotImplementedError  # pragma: no cover

    @property
    def plates(self) -> list[list[list[float]]]:
        """The corners of every plate that was found, the seller's first."""
        return [quad for quad in (self.quad, *self.others) if quad]

    def find(self, picture: Image, *, quick: bool = False) -> None:
        """Ask the configured engine; a quick look may miss a small plate. Raises ``EngineError`` without an answer."""
        reader = engine("plates")
        self.engine = reader.name
        plate = reader.glance(picture) if quick else reader.read(picture)
        self.engine = reader.answered_by
        self.faces = engine("faces").find(picture)
        if plate is not None:
            self._store(plate, picture)

    def _store(self, plate: Plate, photo: Image) -> None:
        self.text, self.country = plate.text, plate.country
        self.confidence, self.is_confident = plate.confidence, plate.is_confident
        self.quad, self.others = plate.quad, plate.others
        self.candidates = [{"text": one.text, "confidence": one.confidence} for one in plate.candidates]
        self.corrections = [asdict(one) for one in plate.corrections]
        if self.keeps_crop:
            self._store_crop(photo, plate.quad)

    def _store_crop(self, photo: Image, quad: Quad) -> None:
        buffer = io.BytesIO()
        flat_crop(photo, quad).save(buffer, "WEBP", quality=85)
        self.crop.save(".webp", ContentFile(buffer.getvalue()), save=False)


class PlateReading(PlateFindings, Run):
    """The reading of a car's photo."""

    task = "plates.read_plate"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="plate_readings", verbose_name=_("photo"))

    class Meta(Run.Meta):
        verbose_name = _("plate reading")
        verbose_name_plural = _("plate readings")

    def __str__(self) -> str:
        return self.text or str(_("no plate"))

    @property
    def folder(self) -> str:
        return f"d/{self.dealership_id}/v/{self.photo.vehicle_id}"

    def produce(self) -> None:
        self.find(self.photo.open_image(Keep.IF_ROOM))

    def record(self, plate: Plate | None, picture: Image) -> None:
        """End the run with what the configured engine has read in ``picture`` already."""
        self.engine = engine("plates").name
        self.faces = engine("faces").find(picture)
        if plate is not None:
            self._store(plate, picture)
        self.conclude()

    def correct(self, areas: Areas, before: PlateReading | None) -> None:
        """End the run with what a person has marked; what was read before stays, unless no plate is left."""
        self.engine = BY_HAND
        self.quad, self.others, self.faces = areas.quad, list(areas.others), list(areas.faces)
        if before and areas.quad:
            for name in ("text", "country", "confidence", "is_confident", "candidates", "corrections"):
                setattr(self, name, getattr(before, name))
        if areas.quad:
            self._store_crop(self.photo.open_image(), areas.quad)
        self.conclude()

    def adopt(self, found: PlateFindings) -> None:
        """End the run with what was found in the same picture before, its crop included."""
        self.engine = found.engine
        for field in PlateFindings._meta.local_fields:
            setattr(self, field.name, getattr(found, field.name))
        self.conclude()


class Lookup(Run):
    """What the registry said of a plate when a dealership asked; ``record`` is empty when it knows no such car.

    Kept for each dealership apart: a plate leads to a person, so what one garage asked is not another's to use.
    """

    task = "plates.look_up"

    plate = models.CharField(_("plate"), max_length=15)
    country = models.CharField(_("country"), max_length=3, blank=True)
    vehicle = models.ForeignKey(
        Vehicle, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("vehicle")
    )
    record = models.JSONField(_("record"), default=dict, blank=True)
    cost_eur = models.DecimalField(_("cost (€)"), max_digits=7, decimal_places=4, default=0)

    class Meta(Run.Meta):
        verbose_name = _("plate look-up")
        verbose_name_plural = _("plate look-ups")
        indexes = [
            *Run.Meta.indexes,
            models.Index(fields=["dealership", "plate", "country", "-id"], name="lookup_of_plate"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dealership", "plate", "country"],
                condition=Q(status__in=["queued", "running"]),
                name="one_lookup_of_a_plate_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def api_path(self) -> str:
        return reverse("api_lookup", args=[self.plate]) if self.plate else ""

    @property
    def is_found(self) -> bool:
        return self.status == self.Status.DONE and bool(self.record)

    @property
    def is_waiting_to_retry(self) -> bool:
        return self.status == self.Status.QUEUED and bool(self.error)

    @property
    def is_fresh(self) -> bool:
        """Whether the answer may still be used instead of asking again."""
        life = settings.LOOKUP_HIT_LIFE if self.record else settings.LOOKUP_MISS_LIFE
        return bool(self.status == self.Status.DONE and self.finished_at and timezone.now() < self.finished_at + life)

    @classmethod
    def forget_old(cls) -> int:
        """What no longer serves goes: the plate and the car; that it was asked, and what it cost, stays."""
        life = max(settings.LOOKUP_HIT_LIFE, settings.LOOKUP_MISS_LIFE)
        old = cls.objects.exclude(plate="").filter(finished_at__lt=timezone.now() - life)
        return old.update(plate="", country="", record={}, vehicle=None)

    def produce(self) -> None:
        if not has_engine("registry"):
            raise EngineError(gettext_noop("No registration service is set up any more."))
        registry = engine("registry")
        self.engine = registry.name
        record = registry.look_up(bare(self.plate), self.country)
        self.cost_eur = settings.LOOKUP_PRICE_EUR
        self.record = record.known() if record else {}


class PlateCheck(PassingRun, PlateFindings):
    """The reading of a picture that an API client sent, and the look-up of what was read where it asked for both.

    The picture goes as soon as it is read.
    """

    task = "plates.check_picture"
    keeps_crop = False

    looks_up = models.BooleanField(_("looks up"), default=False)
    lookup = models.ForeignKey(Lookup, models.SET_NULL, null=True, blank=True, related_name="+")
    lookup_problem = models.CharField(max_length=300, blank=True)

    class Meta(PassingRun.Meta):
        verbose_name = _("plate check")
        verbose_name_plural = _("plate checks")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def api_path(self) -> str:
        return reverse("api_plate_check", args=[self.pk])

    def produce(self) -> None:
        picture = self.open_upload()
        self.find(picture)
