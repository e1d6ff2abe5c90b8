"""A dealership's own backgrounds: pictures of its showroom, with the place where cars stand in them."""

from __future__ import annotations

import io
import uuid
from dataclasses import replace
from typing import Any, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from PIL import Image

from accounts.models import Dealership
from accounts.tenancy import TenantModel, TenantQuerySet
from imaging.backgrounds import COLOUR, DEFAULT, NAMES, OUTPUT_SIZE, Background, background
from keroxio.errors import EngineError
from vehicles.decoding import MAX_BYTES, RefusedPhoto, decode
from vehicles.models import Photo, Vehicle

PREFIX = "own-"
MOST = 20
LEAST_WIDTH = 1000
TALLEST, WIDEST = 2.0, 3.0
"""Height over width and width over height, beyond which too little is left of a picture cropped to 4:3."""
SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class RefusedBackground(ValueError):
    """The message tells its sender what to do."""


def own_path(row: BackgroundUpload, name: str) -> str:
    return f"d/{row.dealership_id}/background/{uuid.uuid4().hex}{name}"


class BackgroundUploadQuerySet(TenantQuerySet["BackgroundUpload"]):
    def present(self) -> Self:
        return self.filter(deleted_at=None)


class BackgroundUpload(TenantModel):
    """Once cars were set in it a row never changes: an edit is a new row, and what was made before keeps its own.

    Heights are shares of the picture's height from the top.
    """

    class Light(models.TextChoices):
        TOP = "top", _("From above")
        LEFT = "top left", _("From the left")
        RIGHT = "top right", _("From the right")

    name = models.CharField(_("name"), max_length=40)
    image = models.FileField(_("picture"), upload_to=own_path, max_length=200)
    thumbnail = models.FileField(upload_to=own_path, max_length=200, editable=False)
    floor_far_y = models.FloatField(_("the floor begins at"), default=0.62, validators=SHARE)
    contact_y = models.FloatField(_("the nearest wheels stand at"), default=0.84, validators=SHARE)
    car_width = models.FloatField(
        _("width of a car seen from its side"),
        default=0.72,
        validators=[MinValueValidator(0.3), MaxValueValidator(0.9)],
    )
    light_from = models.CharField(_("light"), max_length=9, choices=Light, default=Light.TOP)
    reflectivity = models.FloatField(
        _("how much the floor mirrors"), default=0.0, validators=[MinValueValidator(0.0), MaxValueValidator(0.6)]
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = BackgroundUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("own background")
        verbose_name_plural = _("own backgrounds")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["dealership", "deleted_at"], name="own_background_present")]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return f"{PREFIX}{self.pk}"

    @property
    def scene(self) -> Background:
        return Background(
            slug=self.slug,
            name=self.name,
            horizon_y=self.floor_far_y,
            contact_y=self.contact_y,
            floor_far_y=self.floor_far_y,
            car_width_fraction=self.car_width,
            max_car_height_fraction=0.6 * self.car_width,
            light_from=self.light_from,
            light_softness=0.7,
            floor_reflectivity=self.reflectivity,
            ambient=0.6,
            floor_rgb=(128, 128, 128),
            stored=str(self.image),
        )

    def replace(self, **changes: Any) -> BackgroundUpload:
        """The row that takes this one's place, for the cars that use it too."""
        kept = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        kept = {name: kept[name] for name in kept if name not in {"id", "created_at", "deleted_at"}}
        with transaction.atomic():
            newer = BackgroundUpload.objects.create(**kept | changes)
            self.withdraw(in_favour_of=newer.slug)
        return newer

    def withdraw(self, *, in_favour_of: str = "") -> None:
        """Pictures made with it stay; cars that used it go back to the dealership's usual background."""
        with transaction.atomic():
            Vehicle.objects.owned_by(self.dealership).filter(background=self.slug).update(background=in_favour_of)
            Photo.objects.owned_by(self.dealership).filter(background=self.slug).update(background=in_favour_of)
            usual = Dealership.objects.filter(pk=self.dealership_id, default_background=self.slug)
            usual.update(default_background=in_favour_of or DEFAULT)
            BackgroundUpload.objects.filter(pk=self.pk, deleted_at=None).update(deleted_at=timezone.now())


def add_background(dealership: Dealership, name: str, upload: Any) -> tuple[BackgroundUpload, bool]:
    """The new row, and whether the picture was cropped. Raises ``RefusedBackground``."""
    if BackgroundUpload.objects.owned_by(dealership).present().count() >= MOST:
        raise RefusedBackground(gettext("You have %(most)s backgrounds. Delete one first.") % {"most": MOST})
    picture, is_cropped = read_background(upload)
    row = BackgroundUpload(dealership=dealership, name=name)
    try:
        row.image.save(".jpg", ContentFile(_encoded(picture, OUTPUT_SIZE, "JPEG", quality=92)), save=False)
        row.thumbnail.save(".webp", ContentFile(_encoded(picture, (320, 240), "WEBP", quality=80)), save=False)
    except OSError as error:
        if row.image:
            row.image.delete(save=False)
        text = gettext("The photo could not be stored: the disk may be full. Try again later.")
        raise RefusedBackground(text) from error
    row.save()
    return row, is_cropped


def read_background(upload: Any) -> tuple[Image.Image, bool]:
    """Decoded, cropped to 4:3 with as much of its floor as goes in. Raises ``RefusedBackground``."""
    if upload.size > MAX_BYTES:
        raise RefusedBackground(gettext("This file is larger than 60 MB. Send a smaller picture."))
    try:
        picture = decode(upload.read()).image
    except RefusedPhoto as refusal:
        raise RefusedBackground(str(refusal)) from refusal
    width, height = picture.size
    if height > TALLEST * width:
        raise RefusedBackground(gettext("This picture is too tall for a background. Send one that is wider than high."))
    if width > WIDEST * height:
        raise RefusedBackground(gettext("This picture is too wide for a background. Send one that is about 4:3."))
    across, down = min(width, round(height * 4 / 3)), min(height, round(width * 3 / 4))
    if across < LEAST_WIDTH:
        text = gettext("This picture is too small for a background: it needs at least %(least)s × %(high)s pixels.")
        raise RefusedBackground(text % {"least": LEAST_WIDTH, "high": LEAST_WIDTH * 3 // 4})
    left, top = (width - across) // 2, height - down
    return picture.crop((left, top, left + across, top + down)), across * down < 0.98 * width * height


def _encoded(picture: Image.Image, size: tuple[int, int], format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0).save(buffer, format, **options)
    return buffer.getvalue()


def own_backgrounds(dealership: Dealership) -> list[BackgroundUpload]:
    return list(BackgroundUpload.objects.owned_by(dealership).present())


def own_background(slug: str, dealership: Dealership) -> BackgroundUpload | None:
    """One that its cars may be set in; None where the slug names none of them."""
    number = slug.removeprefix(PREFIX)
    if not slug.startswith(PREFIX) or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    return BackgroundUpload.objects.owned_by(dealership).present().filter(pk=int(number)).first()


def is_known(slug: str, dealership: Dealership) -> bool:
    """Whether the dealership's cars may be set in it."""
    if slug in NAMES or COLOUR.fullmatch(slug):
        return True
    return own_background(slug, dealership) is not None


def open_scene(slug: str, dealership_id: int) -> Background:
    """Of the studio's size; deleted ones too: their pictures can be made again. Raises ``EngineError``."""
    return replace(_scene(slug, dealership_id), size=(settings.STUDIO_WIDTH, settings.STUDIO_WIDTH * 3 // 4))


def _scene(slug: str, dealership_id: int) -> Background:
    try:
        if not slug.startswith(PREFIX):
            return background(slug)
        row = BackgroundUpload.objects.get(pk=int(slug.removeprefix(PREFIX)), dealership=dealership_id)
        row.scene.picture()
    except (BackgroundUpload.DoesNotExist, KeyError, ValueError, OSError) as error:
        raise EngineError(gettext_noop("This background cannot be opened. Choose another one.")) from error
    return row.scene
