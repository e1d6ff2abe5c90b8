from __future__ import annotations

import io
import uuid
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from PIL import Image

from imaging.branding import overlay_of
from imaging.changes import StudioChange  # noqa: F401  (Django looks for models here)
from imaging.compositing import Composition, NoCar, compose
from imaging.covering import open_cover, quads
from imaging.engines.base import Matte
from imaging.first_look import FirstLook
from imaging.overlays import draw_over
from imaging.own_backgrounds import open_scene
from imaging.processing import ProcessedPhoto, result_address
from imaging.quality import Doubt, guess_kind
from imaging.renditions import RENDITIONS, renditions
from imaging.retouching import retouched
from imaging.shapes import Shape
from imaging.sharing import ShareLink  # noqa: F401  (Django looks for models here)
from imaging.sizing import Stance
from imaging.viewpoint import Facing, Quad, View, facing_of, look_of, view_of
from keroxio.engine_messages import untranslated
from keroxio.engines import engine
from keroxio.errors import EngineError
from keroxio.passing import PassingRun, passing_path
from keroxio.runs import Run
from plates.masking import hide
from plates.models import BY_HAND, PlateFindings, PlateReading
from vehicles.at_hand import Keep
from vehicles.models import Photo
from vehicles.renditions import THUMBNAIL_SIDE, fit, jpeg
from vehicles.vocabulary import PhotoKind

__all__ = ["Composite", "Cutout", "MaskedPhoto", "ProcessedPhoto", "Redraw", "result_path"]


def result_path(run: Cutout | Composite, name: str) -> str:
    return f"d/{run.dealership_id}/v/{run.photo.vehicle_id}/{uuid.uuid4().hex}{name}"


class Cutout(Run):
    """The car's outline in one photo; without a mask when no car was found, or none looked for."""

    task = "imaging.cut_out"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="cutouts", verbose_name=_("photo"))
    mask = models.FileField(_("mask"), upload_to=result_path, blank=True, max_length=200)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True)
    doubt = models.CharField(_("doubt"), max_length=10, choices=Doubt, blank=True)
    guessed_kind = models.CharField(_("guessed kind"), max_length=10, choices=PhotoKind, blank=True)
    view = models.CharField(_("view"), max_length=13, choices=View, blank=True)
    credits_charged = models.DecimalField(_("credits charged"), max_digits=6, decimal_places=2, default=0)
    facing = models.CharField(_("nose points to"), max_length=5, choices=Facing, blank=True)
    aspect = models.FloatField(_("width over height"), null=True, blank=True)

    class Meta(Run.Meta):
        verbose_name = _("cut-out")
        verbose_name_plural = _("cut-outs")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def produce(self) -> None:
        # Its composite follows soon; photos that are only read make way for it.
        photo = self.photo.open_image(Keep.SURELY)
        look, plate = FirstLook.at(photo), self._plate()
        is_guess, has_plate = self.photo.kind_is_guess, plate is not None
        other = look.other_kind(has_plate=has_plate) if is_guess else None
        alpha = None
        if other:
            self.engine, self.guessed_kind = other.engine, other.kind
        else:
            alpha = self._cut_out(photo, look)
            self.guessed_kind = guess_kind(alpha, has_plate=has_plate) if is_guess else PhotoKind.EXTERIOR
        self._tell_view(photo, alpha, plate)
        if alpha:
            self._store_mask(alpha)

    def _cut_out(self, photo: Image.Image, look: FirstLook) -> Image.Image | None:
        remover = engine("cutout")
        self.engine = remover.name
        matte: Matte | None = remover.cut_out(photo, look.vehicles)
        self.engine = remover.answered_by
        self.credits_charged = matte.credits_charged if matte else 0
        self.confidence = matte.confidence if matte else 0.0
        judged = look.verdict(matte)
        self.doubt, self.score = judged.doubt or "", judged.score
        return matte.alpha if matte else None

    @property
    def is_spared(self) -> bool:
        """Whether no car was looked for, as the photo shows something else."""
        return self.status == self.Status.DONE and not self.mask and not self.doubt

    def correct(self, alpha: Image.Image) -> None:
        """End the run with the outline that a person has drawn, of the photo's size: nothing is left to doubt.

        Raises ``EngineError`` when storage has lost the photo.
        """
        self.engine = BY_HAND
        self.guessed_kind = PhotoKind.EXTERIOR
        self._tell_view(self.photo.open_image(), alpha, self._plate())
        self._store_mask(alpha)
        self.conclude()

    def _store_mask(self, alpha: Image.Image) -> None:
        buffer = io.BytesIO()
        alpha.save(buffer, "PNG", compress_level=1)
        self.mask.save(".png", ContentFile(buffer.getvalue()), save=False)

    def _plate(self) -> Quad | None:
        reading = PlateReading.objects.filter(photo=self.photo).exclude(quad=None).order_by("pk").last()
        return reading.quad if reading else None

    def _tell_view(self, photo: Image.Image, alpha: Image.Image | None, plate: Quad | None) -> None:
        look = look_of(fit(photo, THUMBNAIL_SIDE), plate, width=photo.width) if plate else {}
        shape = Shape.of(alpha) if alpha else None
        self.view = view_of(look, kind=self.guessed_kind, shape=shape)
        self.facing = facing_of(self.view, look, shape)
        self.aspect = shape.aspect if shape else None

    def open_mask(self) -> Image.Image:
        try:
            with self.mask.open("rb") as file:
                image = Image.open(file)
                image.load()
        except OSError as error:
            raise EngineError(gettext_noop("The cut-out's file cannot be opened. Cut the photo out again.")) from error
        return image


class Composite(Run):
    """A photo as others may see it: plates and faces hidden and, where there is a cut-out, set in a background."""

    task = "imaging.compose"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="composites", verbose_name=_("photo"))
    cutout = models.ForeignKey(Cutout, models.CASCADE, null=True, blank=True, related_name="composites")
    background = models.SlugField(_("background"), max_length=40, blank=True)
    plates = models.JSONField(_("hidden plates"), default=list, blank=True)
    faces = models.JSONField(_("hidden faces"), default=list, blank=True)
    cover = models.JSONField(_("on hidden plates"), default=dict, blank=True)
    finish = models.JSONField(_("finish"), default=dict, blank=True)
    recipe = models.CharField(max_length=64, editable=False)
    toned_windows = models.BooleanField(_("windows toned"), default=False, editable=False)
    image = models.FileField(_("picture"), upload_to=result_path, blank=True, max_length=200)
    display = models.FileField(upload_to=result_path, blank=True, editable=False, max_length=200)
    thumbnail = models.FileField(upload_to=result_path, blank=True, editable=False, max_length=200)
    files = models.JSONField(default=dict, blank=True, editable=False)
    """Where the other renditions are, by their names."""

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
        picture, car = self.photo.open_image(), None
        if self.plates or self.faces:
            picture = hide(picture, quads(self.plates), quads(self.faces), cover=open_cover(self.cover))
        if self.cutout:
            picture, car, self.toned_windows = self._set_in_scene(picture, self.cutout)
        if self.finish.get("retouch"):
            picture = retouched(picture)
        branding = self.finish.get("branding")
        draw = partial(draw_over, overlay=overlay_of(branding)) if branding else None
        self._keep(renditions(picture, is_composite=self.cutout is not None, car=car, draw=draw))

    def _keep(self, contents: dict[str, bytes]) -> None:
        """Where one cannot be stored the others go too: they would only fill the disk."""
        own = {"full": self.image, "display": self.display, "thumbnail": self.thumbnail}
        try:
            for name, content in contents.items():
                suffix, file = RENDITIONS[name].suffix, ContentFile(content)
                if name in own:
                    own[name].save(suffix, file, save=False)
                else:
                    self.files[name] = default_storage.save(result_path(self, suffix), file)
        except OSError:
            for stored in own.values():
                if stored:
                    stored.delete(save=False)
            for path in self.files.values():
                default_storage.delete(path)
            self.files = {}
            raise

    def open_rendition(self, name: str) -> File[bytes]:
        """Raises ``FileNotFoundError``, also for pictures made before there were such renditions."""
        own = {"full": self.image, "display": self.display, "thumbnail": self.thumbnail}
        path = str(own[name]) if name in own else self.files.get(name, "")
        if not path:
            raise FileNotFoundError(name)
        return default_storage.open(path)

    def _set_in_scene(self, photo: Image.Image, cutout: Cutout) -> Composition:
        stance = Stance(cutout.view, self.finish.get("size", 0))
        try:
            scene = open_scene(self.background, self.dealership_id)
            tones_windows = bool(self.finish.get("windows"))
            return compose(photo, cutout.open_mask(), scene, stance, tones_windows=tones_windows)
        except NoCar as error:
            raise EngineError(untranslated(Doubt.NO_CAR.label)) from error


class MaskedPhoto(PassingRun, PlateFindings):
    """A photo that an API client sent to have its plates and faces hidden. ``is_marked`` where it told the plates."""

    task = "imaging.mask_photo"
    keeps_crop = False

    is_marked = models.BooleanField(default=False)
    hides_faces = models.BooleanField(default=True)
    cover = models.JSONField(_("on hidden plates"), default=dict, blank=True)
    result = models.FileField(_("picture"), upload_to=passing_path, blank=True, max_length=200)

    class Meta(PassingRun.Meta):
        verbose_name = _("masked photo")
        verbose_name_plural = _("masked photos")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def api_path(self) -> str:
        return result_address(str(self.result))

    def produce(self) -> None:
        picture = self.open_upload()
        if self.is_marked:
            self.engine = BY_HAND
            self.faces = engine("faces").find(picture)
        else:
            self.find(picture)
        if not self.hides_faces:
            self.faces = []
        hidden = hide(picture, quads(self.plates), quads(self.faces), cover=open_cover(self.cover))
        self.result.save(".jpg", jpeg(hidden, quality=90), save=False)


class Redraw(Run):
    """All pictures of a dealership once its way of hiding has changed, those after ``after`` first to last."""

    task = "imaging.redraw"

    after = models.PositiveBigIntegerField(default=0)

    class Meta(Run.Meta):
        verbose_name = _("redraw")
        verbose_name_plural = _("redraws")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def produce(self) -> None:
        """What is missing is asked for when the run ends: it is the same for every change."""
        self.engine = "studio"
