from __future__ import annotations

import hashlib
import io
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import Image

from imaging.backgrounds import background
from imaging.compositing import NoCar, compose
from imaging.quality import Doubt, doubt, guess_kind
from imaging.renditions import renditions
from keroxio.engines import engine
from keroxio.errors import EngineError
from keroxio.runs import Run
from plates.masking import mask_plate
from plates.models import PlateReading
from vehicles.models import Photo
from vehicles.vocabulary import PhotoKind

Plates = list[list[list[float]]]
"""The corners of each plate to hide, in pixels of the photo."""


def result_path(run: Cutout | Composite, name: str) -> str:
    return f"d/{run.dealership_id}/v/{run.photo.vehicle_id}/{uuid.uuid4().hex}{name}"


class Cutout(Run):
    """The car's outline in one photo; without a mask when no car was found."""

    task = "imaging.cut_out"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="cutouts", verbose_name=_("photo"))
    mask = models.FileField(_("mask"), upload_to=result_path, blank=True, max_length=200)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    doubt = models.CharField(_("doubt"), max_length=10, choices=Doubt, blank=True)
    guessed_kind = models.CharField(_("guessed kind"), max_length=8, choices=PhotoKind, blank=True)

    class Meta(Run.Meta):
        verbose_name = _("cut-out")
        verbose_name_plural = _("cut-outs")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def produce(self) -> None:
        remover = engine("cutout")
        self.engine = remover.name
        matte = remover.cut_out(self.photo.open_image())
        alpha = matte.alpha if matte else None
        self.confidence = matte.confidence if matte else 0.0
        self.doubt = doubt(alpha, self.confidence) or ""
        has_plate = PlateReading.objects.filter(photo=self.photo).exclude(quad=None).exists()
        self.guessed_kind = guess_kind(alpha, has_plate=has_plate)
        if alpha:
            buffer = io.BytesIO()
            alpha.save(buffer, "PNG", compress_level=1)
            self.mask.save(".png", ContentFile(buffer.getvalue()), save=False)

    def open_mask(self) -> Image.Image:
        try:
            with self.mask.open("rb") as file:
                image = Image.open(file)
                image.load()
        except OSError as error:
            raise EngineError(gettext("The cut-out's file cannot be opened. Cut the photo out again.")) from error
        return image


def recipe_of(cutout_id: int | None, background: str, plates: Plates) -> str:
    return hashlib.sha256(json.dumps([cutout_id, background, plates]).encode()).hexdigest()


class Composite(Run):
    """A photo as others may see it: plates hidden and, where there is a cut-out, set in a background."""

    task = "imaging.compose"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="composites", verbose_name=_("photo"))
    cutout = models.ForeignKey(Cutout, models.CASCADE, null=True, blank=True, related_name="composites")
    background = models.SlugField(_("background"), max_length=40, blank=True)
    plates = models.JSONField(_("hidden plates"), default=list, blank=True)
    recipe = models.CharField(max_length=64, editable=False)
    image = models.FileField(_("picture"), upload_to=result_path, blank=True, max_length=200)
    display = models.FileField(upload_to=result_path, blank=True, editable=False, max_length=200)
    thumbnail = models.FileField(upload_to=result_path, blank=True, editable=False, max_length=200)

    if TYPE_CHECKING:
        cutout_id: int | None

    class Meta(Run.Meta):
        verbose_name = _("composite")
        verbose_name_plural = _("composites")
        constraints = [models.UniqueConstraint(fields=["photo", "recipe"], name="composite_once_per_recipe")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def produce(self) -> None:
        self.engine = "compositing"
        picture = self.photo.open_image()
        for corners in self.plates:
            picture = mask_plate(picture, _quad(corners))
        if self.cutout:
            picture = self._set_in_scene(picture, self.cutout)
        files = renditions(picture, is_composite=self.cutout is not None)
        self.image.save(".jpg", ContentFile(files.full), save=False)
        self.display.save(".webp", ContentFile(files.display), save=False)
        self.thumbnail.save(".webp", ContentFile(files.thumbnail), save=False)

    def _set_in_scene(self, photo: Image.Image, cutout: Cutout) -> Image.Image:
        try:
            return compose(photo, cutout.open_mask(), background(self.background))
        except NoCar as error:
            raise EngineError(str(Doubt.NO_CAR.label)) from error


def _quad(corners: list[list[float]]) -> Any:
    return tuple((x, y) for x, y in corners)
