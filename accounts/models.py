from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class EmailUserManager(UserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # type: ignore[override]
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:  # type: ignore[override]
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = EmailUserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


def logo_path(dealership: Dealership, name: str) -> str:
    """Each logo has a name of its own: pictures made with an earlier one go on naming theirs."""
    return f"d/{dealership.pk}/logo/{uuid.uuid4().hex}{name}"


class Dealership(models.Model):
    """The tenant: a garage, or a private seller (a dealership of one)."""

    class Kind(models.TextChoices):
        GARAGE = "garage", _("Garage")
        PRIVATE = "private", _("Private seller")

    class PlateCover(models.TextChoices):
        BLUR = "blur", _("Blurred")
        SOLID = "solid", _("A plain colour")
        NAME = "name", _("A name")
        LOGO = "logo", _("A logo")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    default_background = models.SlugField(_("usual background"), max_length=40, default="studio_grey")
    mask_plates = models.BooleanField(_("hide number plates"), default=True)
    mask_faces = models.BooleanField(_("blur the faces of passers-by"), default=True)
    plate_cover = models.CharField(_("on hidden plates"), max_length=5, choices=PlateCover, default=PlateCover.BLUR)
    plate_cover_colour = models.CharField(
        _("colour"), max_length=7, default="#ffffff", validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    plate_cover_text = models.CharField(_("name"), max_length=40, blank=True)
    branding = models.JSONField(_("on pictures"), default=dict, blank=True)
    plate_logo = models.FileField(_("logo"), upload_to=logo_path, blank=True, max_length=200)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="dealerships")

    class Meta:
        verbose_name = _("dealership")
        verbose_name_plural = _("dealerships")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dealership_profile")

    @property
    def is_garage(self) -> bool:
        return self.kind == self.Kind.GARAGE

    @property
    def department(self) -> str:
        """The French department's number, from the postcode ("2A" and "2B" are told apart at 20200)."""
        if self.postcode.startswith("20"):
            return "2A" if self.postcode < "20200" else "2B"
        return self.postcode[:3] if self.postcode.startswith(("97", "98")) else self.postcode[:2]

    @classmethod
    def free_slug(cls, name: str) -> str:
        stem = slugify(name)[:50] or "garage"
        taken = set(cls.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        return stem if stem not in taken else next(s for n in range(2, 10**6) if (s := f"{stem}-{n}") not in taken)


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        SELLER = "seller", _("Seller")
        VIEWER = "viewer", _("Viewer")

    dealership = models.ForeignKey(Dealership, models.CASCADE, related_name="memberships", verbose_name=_("dealership"))
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.SELLER)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["dealership", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user} · {self.dealership}"

    @property
    def can_sell(self) -> bool:
        return self.role in {self.Role.OWNER, self.Role.SELLER}

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER


class Invitation(models.Model):
    """A place kept for an address; it becomes a membership when that address is proven and its owner signs in."""

    dealership = models.ForeignKey(Dealership, models.CASCADE, related_name="invitations", verbose_name=_("dealership"))
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=6, choices=Membership.Role, default=Membership.Role.SELLER)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by"))
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint(fields=["dealership", "email"], name="one_invitation_each")]

    def __str__(self) -> str:
        return self.email
