"""What a person changed in a car's set of photos, kept so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel
from vehicles.models import Photo, Vehicle

OF_PHOTOS = (
    "position",
    "kind",
    "kind_is_guess",
    "shown",
    "background",
    "overruled",
    "excluded_at",
    "retouch",
    "deleted_at",
)
OF_VEHICLE = ("background", "mask_plates", "retouch", "tone_windows")
KEPT = 50
"""For each car; older ones are forgotten."""

State = dict[str, dict[str, Any]]
"""For each row, "vehicle" or a photo's number, its fields as JSON."""


class StudioChange(TenantModel):
    """``fields`` holds, for each row and field that changed, the values before and after."""

    class What(models.TextChoices):
        REMOVED = "removed", _("Photo removed.")
        EXCLUDED = "excluded", _("Photo left out of the ad.")
        INCLUDED = "included", _("Photo back in the ad.")
        KEPT = "kept", _("Photo kept as it is.")
        KIND = "kind", _("Saved what the photo shows.")
        ORDER = "order", _("Order changed.")
        SHOWN = "shown", _("Picture chosen.")
        BACKGROUND = "background", _("Background changed.")
        PLATES = "plates", _("Hiding of plates changed.")
        RETOUCH = "retouch", _("Retouching changed.")
        WINDOWS = "windows", _("Windows changed.")

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="changes", verbose_name=_("vehicle"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    what = models.CharField(_("what"), max_length=10, choices=What)
    fields = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of photos")
        verbose_name_plural = _("changes of photos")
        indexes = [models.Index(fields=["vehicle", "user", "-created_at"], name="change_recent")]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.pk}"


def state_of(vehicle: Vehicle) -> State:
    """As it is stored now, removed photos included."""
    own = Vehicle.objects.filter(pk=vehicle.pk).values(*OF_VEHICLE).get()
    photos = Photo.objects.filter(vehicle=vehicle).values("pk", *OF_PHOTOS)
    return {"vehicle": own, **{str(photo.pop("pk")): _plain(photo) for photo in photos}}


def difference(before: State, after: State) -> dict[str, dict[str, list[Any]]]:
    """Photos that came meanwhile are no change."""
    found = {}
    for row, fields in before.items():
        now = after.get(row, fields)
        changed = {name: [value, now[name]] for name, value in fields.items() if now[name] != value}
        if changed:
            found[row] = changed
    return found


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in fields.items()}
