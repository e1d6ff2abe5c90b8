from __future__ import annotations

import io
import uuid
from dataclasses import asdict

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL.Image import Image

from keroxio.engines import engine
from keroxio.runs import Run
from plates.engines.base import Plate
from plates.renditions import flat_crop
from vehicles.models import Photo


def crop_path(reading: PlateReading, name: str) -> str:
    return f"d/{reading.dealership_id}/v/{reading.photo.vehicle_id}/{uuid.uuid4().hex}{name}"


class PlateReading(Run):
    """What was read in one photo; ``text`` is empty when it shows no plate."""

    task = "plates.read_plate"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="plate_readings", verbose_name=_("photo"))
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

    class Meta(Run.Meta):
        verbose_name = _("plate reading")
        verbose_name_plural = _("plate readings")

    def __str__(self) -> str:
        return self.text or str(_("no plate"))

    def produce(self) -> None:
        reader = engine("plates")
        photo = self.photo.open_image()
        self.engine = reader.name
        plate = reader.read(photo)
        if plate is not None:
            self._store(plate, photo)

    def record(self, plate: Plate | None, picture: Image) -> None:
        """End the run with what the configured engine has read in ``picture`` already."""
        self.engine = engine("plates").name
        if plate is not None:
            self._store(plate, picture)
        self.conclude()

    def _store(self, plate: Plate, photo: Image) -> None:
        self.text, self.country = plate.text, plate.country
        self.confidence, self.is_confident = plate.confidence, plate.is_confident
        self.quad, self.others = plate.quad, plate.others
        self.candidates = [{"text": one.text, "confidence": one.confidence} for one in plate.candidates]
        self.corrections = [asdict(one) for one in plate.corrections]
        buffer = io.BytesIO()
        flat_crop(photo, plate.quad).save(buffer, "WEBP", quality=85)
        self.crop.save(".webp", ContentFile(buffer.getvalue()), save=False)
