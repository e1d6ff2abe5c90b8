from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from PIL import Image

from accounts.tenancy import TenantModel, TenantQuerySet
from keroxio.errors import EngineError
from vehicles.at_hand import Keep, photos_at_hand
from vehicles.vocabulary import Body, Color, Fuel, Gearbox, PhotoKind

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

MAX_PHOTOS = 30
FIRST_YEAR = 1900


class VehicleQuerySet(TenantQuerySet["Vehicle"]):
    def present(self) -> Self:
        """Not deleted; archived ones included."""
        return self.filter(deleted_at=None)

    def active(self) -> Self:
        return self.present().filter(archived_at=None)


def this_year() -> int:
    return timezone.localdate().year


def not_after_this_year(year: int) -> None:
    MaxValueValidator(this_year(), _("This year is in the future."))(year)


class Vehicle(TenantModel):
    plate = models.CharField(_("registration plate"), max_length=15, blank=True)
    plate_country = models.CharField(_("country of the plate"), max_length=3, blank=True)
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    make = models.CharField(_("make"), max_length=40, blank=True)
    model = models.CharField(_("model"), max_length=60, blank=True)
    version = models.CharField(_("version"), max_length=120, blank=True)
    first_registration_year = models.PositiveSmallIntegerField(
        _("year of first registration"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), not_after_this_year],
    )
    first_registration_month = models.PositiveSmallIntegerField(
        _("month of first registration"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    mileage_km = models.PositiveIntegerField(
        _("mileage (km)"), null=True, blank=True, validators=[MaxValueValidator(2_000_000)]
    )
    mileage_guaranteed = models.BooleanField(_("mileage guaranteed"), default=False)
    fuel = models.CharField(_("fuel"), max_length=16, choices=Fuel, blank=True)
    gearbox = models.CharField(_("gearbox"), max_length=16, choices=Gearbox, blank=True)
    power_hp = models.PositiveSmallIntegerField(
        _("power (DIN hp)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2500)]
    )
    fiscal_power = models.PositiveSmallIntegerField(
        _("fiscal power (CV)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    color = models.CharField(_("colour"), max_length=10, choices=Color, blank=True)
    doors = models.PositiveSmallIntegerField(
        _("doors"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    body = models.CharField(_("body"), max_length=12, choices=Body, blank=True)
    options = models.TextField(_("options"), blank=True, max_length=10_000, help_text=_("One per line."))
    owners_count = models.PositiveSmallIntegerField(
        _("number of owners"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    inspection_date = models.DateField(_("date of the technical inspection"), null=True, blank=True)
    condition_notes = models.TextField(_("condition and maintenance"), blank=True, max_length=5_000)
    price_eur = models.PositiveIntegerField(
        _("asking price (€, all taxes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(100), MaxValueValidator(2_000_000)],
    )
    sold_price_eur = models.PositiveIntegerField(
        _("sold for (€, all taxes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(100), MaxValueValidator(2_000_000)],
    )
    background = models.SlugField(_("background"), max_length=40, blank=True)
    mask_plates = models.BooleanField(_("hide number plates"), default=True)
    retouch = models.BooleanField(_("improve photos left as taken"), default=False)
    tone_windows = models.BooleanField(_("less of the old scenery in windows"), default=False)
    sources = models.JSONField(default=dict, blank=True, editable=False)
    reported = models.JSONField(default=dict, blank=True, editable=False)
    decisions = models.JSONField(default=dict, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    sold_at = models.DateTimeField(_("sold"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    created_at = models.DateTimeField(_("in stock since"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = VehicleQuerySet.as_manager()

    if TYPE_CHECKING:
        photos: RelatedManager[Photo]

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        indexes = [
            models.Index(fields=["dealership", "-created_at"], name="vehicle_recent"),
            models.Index(fields=["dealership", "plate"], name="vehicle_plate"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("wizard_plate", args=[self.pk])

    @property
    def title(self) -> str:
        """Make, model and version; the plate, or "Car 12", while they are not known."""
        known = " ".join(word for word in (self.make, self.model, self.version) if word)
        return known or self.plate or str(_("Car %(number)s") % {"number": self.pk})

    @property
    def first_registration(self) -> date | None:
        """The first day of the month, where month and year are known."""
        if not (self.first_registration_year and self.first_registration_month):
            return None
        return date(self.first_registration_year, self.first_registration_month, 1)

    @property
    def background_slug(self) -> str:
        return self.background or self.dealership.default_background


class PhotoQuerySet(TenantQuerySet["Photo"]):
    def present(self) -> Self:
        return self.filter(deleted_at=None)

    def included(self) -> Self:
        """Those that are to be published."""
        return self.present().filter(excluded_at=None)


def photo_path(row: StoredPhoto, name: str) -> str:
    """Unguessable, and under the dealership, so that the media view can check who asks."""
    return f"{row.folder}/{uuid.uuid4().hex}{name}"


class StoredPhoto(TenantModel):
    """A cleaned picture in its three sizes, whether or not it is known of which car."""

    name = models.CharField(_("file name"), max_length=120, blank=True)
    image = models.ImageField(
        _("photo"), upload_to=photo_path, width_field="width", height_field="height", max_length=200
    )
    display = models.FileField(upload_to=photo_path, editable=False, max_length=200)
    thumbnail = models.FileField(upload_to=photo_path, editable=False, max_length=200)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    measures = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def folder(self) -> str:
        raise NotImplementedError  # pragma: no cover


class Photo(StoredPhoto):
    class Shown(models.TextChoices):
        RESULT = "result", _("Result")
        ORIGINAL = "original", _("Original")

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="photos", verbose_name=_("vehicle"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=PhotoKind, blank=True)
    kind_is_guess = models.BooleanField(default=True, editable=False)
    view = models.CharField(_("view"), max_length=13, blank=True, editable=False)
    background = models.SlugField(_("background"), max_length=40, blank=True)
    overruled = models.JSONField(_("overruled verdicts"), default=list, blank=True, editable=False)
    excluded_at = models.DateTimeField(_("left out"), null=True, blank=True)
    shown = models.CharField(_("shown"), max_length=8, choices=Shown, default=Shown.RESULT)
    retouch = models.BooleanField(_("improved"), null=True, blank=True)
    """None: as the car's other photos."""
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["dealership", "vehicle", "position"], name="photo_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle", "sha256"], condition=Q(deleted_at=None), name="same_photo_once_per_vehicle"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"photo {self.pk}"

    @property
    def folder(self) -> str:
        return f"d/{self.dealership_id}/v/{self.vehicle_id}"

    def open_image(self, keep: Keep = Keep.NO) -> Image.Image:
        """The full-size photo, upright RGB, not to be drawn on. ``keep`` it at hand while more is to follow.

        Raises ``EngineError`` when storage has lost or damaged it.
        """
        return photos_at_hand.open(str(self.image), self._decoded, keep)

    def _decoded(self) -> Image.Image:
        try:
            with self.image.open("rb") as file:
                image = Image.open(file)
                image.load()
        except OSError as error:
            raise EngineError(
                gettext_noop("The photo's file cannot be opened. Remove the photo and add it again.")
            ) from error
        return image
