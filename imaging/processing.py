"""A photo that an API client sends through the studio, or a part of it."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from PIL import Image

from imaging.compositing import NoCar, compose
from imaging.covering import open_cover, quads
from imaging.cutout_picture import png, transparent
from imaging.engines.base import Matte
from imaging.first_look import FirstLook
from imaging.own_backgrounds import open_scene
from imaging.quality import Doubt, guess_kind
from imaging.renditions import full_jpeg
from keroxio.engine_messages import untranslated
from keroxio.engines import engine
from keroxio.errors import EngineError
from keroxio.fetching import fetch
from keroxio.passing import PassingRun, passing_path
from plates.masking import hide
from plates.models import PlateFindings
from vehicles.decoding import MAX_BYTES, Decoded, RefusedPhoto, decode
from vehicles.vocabulary import PhotoKind


def result_address(file: str) -> str:
    """Where API clients fetch a result by its name in storage; "" while there is none."""
    name = PurePath(file)
    return reverse("api_image_file", args=[name.stem, name.suffix[1:]]) if file else ""


class ProcessedPhoto(PassingRun, PlateFindings):
    """``source_url`` is where the photo is fetched from when none was sent."""

    class Work(models.TextChoices):
        REMOVE_BG = "remove-bg", _("Cut out")
        COMPOSITE = "composite", _("Set in a background")
        PROCESS = "process", _("Whole studio")

    task = "imaging.process_photo"
    keeps_crop = False

    work = models.CharField(_("work"), max_length=10, choices=Work)
    source_url = models.URLField(_("address"), max_length=2000, blank=True)
    background = models.SlugField(_("background"), max_length=40, blank=True)
    hides_plates = models.BooleanField(default=True)
    hides_faces = models.BooleanField(default=True)
    cover = models.JSONField(_("on hidden plates"), default=dict, blank=True)
    result = models.FileField(_("picture"), upload_to=passing_path, blank=True, max_length=200)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    cutout_confidence = models.FloatField(_("confidence of the cut-out"), null=True, blank=True)
    doubt = models.CharField(_("doubt"), max_length=10, choices=Doubt, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PhotoKind, blank=True)

    class Meta(PassingRun.Meta):
        verbose_name = _("processed photo")
        verbose_name_plural = _("processed photos")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def api_path(self) -> str:
        return result_address(str(self.result))

    def produce(self) -> None:
        photo = self._opened()
        if self.work == self.Work.COMPOSITE:
            self._compose(photo.image, _alpha_of(photo))
        elif self.work == self.Work.REMOVE_BG:
            matte = self._cut_out(photo.image, FirstLook.at(photo.image))
            if matte is None:
                raise EngineError(untranslated(Doubt.NO_CAR.label))
            self._keep(".png", transparent(photo.image, matte.alpha))
        else:
            self._process(photo.image)

    def _opened(self) -> Decoded:
        if not self.source_url:
            picture = self.open_upload()
            alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
            return Decoded(picture.convert("RGB"), None, alpha=alpha)
        try:
            return decode(fetch(self.source_url, most_bytes=MAX_BYTES))
        except RefusedPhoto as refusal:
            raise EngineError(untranslated(refusal)) from refusal

    def _process(self, photo: Image.Image) -> None:
        """Photos without a car, and those of a part of it, keep their surroundings."""
        self.find(photo)
        reader = self.engine
        look, has_plate = FirstLook.at(photo), bool(self.quad)
        other = look.other_kind(has_plate=has_plate)
        matte = None
        if other:
            self.engine, self.kind = other.engine, other.kind
        else:
            matte = self._cut_out(photo, look)
            self.kind = guess_kind(matte.alpha if matte else None, has_plate=has_plate)
        self.engine = f"{reader}, {self.engine}"[:40]
        hidden = self.plates if self.hides_plates else []
        photo = hide(photo, quads(hidden), quads(self.shown_faces), cover=open_cover(self.cover))
        if matte and self.kind == PhotoKind.EXTERIOR:
            self._compose(photo, matte.alpha)
        else:
            self.background = ""
            self._keep(".jpg", photo)

    @property
    def shown_faces(self) -> list[list[list[float]]]:
        return self.faces if self.hides_faces else []

    def _cut_out(self, photo: Image.Image, look: FirstLook) -> Matte | None:
        remover = engine("cutout")
        matte: Matte | None = remover.cut_out(photo, look.vehicles)
        self.engine = remover.answered_by
        self.cutout_confidence = matte.confidence if matte else 0.0
        self.doubt = look.verdict(matte).doubt or ""
        return matte

    def _compose(self, photo: Image.Image, alpha: Image.Image) -> None:
        try:
            self._keep(".jpg", compose(photo, alpha, open_scene(self.background, self.dealership_id)).picture)
        except NoCar as error:
            raise EngineError(untranslated(Doubt.NO_CAR.label)) from error

    def _keep(self, suffix: str, picture: Image.Image) -> None:
        content = png(picture) if suffix == ".png" else full_jpeg(picture, is_composite=bool(self.background))
        self.width, self.height = picture.size
        self.result.save(suffix, ContentFile(content), save=False)


def _alpha_of(photo: Decoded) -> Image.Image:
    if photo.alpha is None:
        raise EngineError(
            gettext_noop(
                "This picture has no transparent part. Send a cut-out car as PNG or WebP, or use /image/process."
            )
        )
    return photo.alpha
