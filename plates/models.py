from __future__ import annotations

import io
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL.Image import Image

from keroxio.engines import engine
from keroxio.runs import Run
from plates.engines.base import Plate
from plates.renditions import flat_crop
from vehicles.models import Photo


def crop_path(row: PlateFindings, name: str) -> str:
    return f"{row.folder}/{uuid.uuid4().hex}{name}"


class PlateFindings(models.Model):
    """What was found in one picture; ``text`` is empty when it shows no plate."""

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

    def find(self, picture: Image) -> None:
        """Ask the configured engine. Raises ``EngineError`` when it cannot answer."""
        reader = engine("plates")
        self.engine = reader.name
        plate = reader.read(picture)
        if plate is not None:
            self._store(plate, picture)

    def _store(self, plate: Plate, photo: Image) -> None:
        self.text, self.country = plate.text, plate.country
        self.confidence, self.is_confident = plate.confidence, plate.is_confident
        self.quad, self.others = plate.quad, plate.others
        self.candidates = [{"text": one.text, "confidence": one.confidence} for one in plate.candidates]
        self.corrections = [asdict(one) for one in plate.corrections]
        buffer = io.BytesIO()
        flat_crop(photo, plate.quad).save(buffer, "WEBP", quality=85)
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
        self.find(self.photo.open_image())

    def record(self, plate: Plate | None, picture: Image) -> None:
        """End the run with what the configured engine has read in ``picture`` already."""
        self.engine = engine("plates").name
        if plate is not None:
            self._store(plate, picture)
        self.conclude()

    def adopt(self, found: PlateFindings) -> None:
        """End the run with what was found in the same picture before, its crop included."""
        self.engine = found.engine
        for field in PlateFindings._meta.local_fields:
            setattr(self, field.name, getattr(found, field.name))
        self.conclude()
